/** The thread in which downloads are converted (`./converter.ts`): it receives jobs and posts one reply to each. */
import { parentPort } from 'node:worker_threads';

import type { Conversion } from '../stix/index.js';
import type { Result } from '../lib/index.js';
import { convertDownload, type ConversionFailure, type ConversionJob } from './download.js';

export type Reply =
  | { readonly type: 'result'; readonly result: Result<Conversion, ConversionFailure> }
  | { readonly type: 'bug'; readonly stack: string };

parentPort?.on('message', (job: ConversionJob) => {
  parentPort?.postMessage(replyTo(job));
});

function replyTo(job: ConversionJob): Reply {
  try {
    return { type: 'result', result: convertDownload(job) };
  } catch (error) {
    return { type: 'bug', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
