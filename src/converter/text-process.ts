/** The process in which PDFs are read (`./isolated-reader.ts`): it receives one PDF and sends one text. */
import { createPdfReader } from './pdf-reader.js';

const reader = createPdfReader();

process.on('message', (pdf: Uint8Array) => {
  void reader.read(pdf).then((text) => process.send?.(text));
});
// Without the run, it ends, also while the thread reads.
process.on('disconnect', () => reader.close());
// A terminal sends them to the processes of a run, which decides itself when it ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
