/** The thread in which downloads are converted (`./converter.ts`): it receives jobs and posts one reply to each. */
import { parentPort } from 'node:worker_threads';

import type { Conversion } from '../stix/index.js';
import type { Result } from '../lib/index.js';
import { convertDownload, type ConversionFailure, type DownloadJob } from './download.js';
import type { Reply } from './thread.js';

parentPort?.on('message', (job: DownloadJob) => {
  parentPort?.postMessage(replyTo(job));
});

function replyTo(job: DownloadJob): Reply<Result<Conversion, ConversionFailure>> {
  try {
    return { type: 'result', result: convertDownload(job) };
  } catch (error) {
    return { type: 'bug', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
