/** Downloads and posts with the same concurrency as the program, without other work. */
import { readFileSync } from 'node:fs';

import pLimit from 'p-limit';

import { download, login, post, type Workload } from './workload.js';

const workload = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Workload;
const headers = await login(workload);
const downloading = pLimit(workload.downloadConcurrency);
const posting = pLimit(workload.postConcurrency);
const perPost = Math.ceil(workload.downloads.length / Math.max(1, workload.posts.length));

await Promise.all(
  workload.posts.map(async (body, index) => {
    const mine = workload.downloads.slice(index * perPost, (index + 1) * perPost);
    await Promise.all(mine.map((url) => downloading(download, url, headers)));
    await posting(post, workload, body);
  }),
);
