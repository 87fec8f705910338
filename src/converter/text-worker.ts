/** The thread in which PDFs are read (`./pdf-reader.ts`): it receives one PDF and posts one reply. */
import { parentPort } from 'node:worker_threads';

import { type PdfText, readPdf } from '../pdf/index.js';
import type { Reply } from './thread.js';

parentPort?.on('message', (data: Uint8Array<ArrayBuffer>) => {
  void replyTo(data).then((reply) => parentPort?.postMessage(reply));
});

async function replyTo(data: Uint8Array<ArrayBuffer>): Promise<Reply<PdfText>> {
  try {
    return { type: 'result', result: await readPdf(data) };
  } catch (error) {
    return { type: 'bug', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
