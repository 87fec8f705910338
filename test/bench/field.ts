/** A sequential connector: one request at a time, and a pause of one second after each page of ten. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { download, login, post, type Workload } from './workload.js';

const workload = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Workload;
const headers = await login(workload);
const perPost = Math.ceil(workload.downloads.length / Math.max(1, workload.posts.length));

for (const [index, body] of workload.posts.entries()) {
  if (index % 10 === 0) {
    await download(`${workload.threatVision}/api/v2/reports?offset=${index}`, headers);
    if (index > 0) await sleep(1000);
  }
  for (const url of workload.downloads.slice(index * perPost, (index + 1) * perPost))
    await download(url, headers);
  await post(workload, body);
}
await sleep(1000);
