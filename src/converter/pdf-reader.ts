import { singleLine } from '../lib/index.js';
import type { PdfText } from '../pdf/index.js';
import { createThread, heapUpTo, mebibyte } from './thread.js';

/** Reads the text of PDFs in a thread that starts with the first one. One PDF at a time. */
export interface PdfReader {
  /** Never fails: without a text, the message says why. */
  read(pdf: Uint8Array): Promise<PdfText>;
  close(): void;
}

export interface PdfReaderOptions {
  /** For a PDF of this many bytes. */
  readonly milliseconds?: ((bytes: number) => number) | undefined;
  /** Of the heap of the thread. */
  readonly mebibytes?: number | undefined;
  /** Of the thread. */
  readonly script?: URL | undefined;
}

/** 300 pages of text take 3 seconds and 70 MiB. */
const defaultMilliseconds = (bytes: number): number => 30_000 + (1000 * bytes) / mebibyte;
const defaultMebibytes = (): number => heapUpTo(512);

/** A PDF that exceeds a limit costs its text only (docs/operations.md#text-of-the-pdf). */
export function createPdfReader({
  milliseconds = defaultMilliseconds,
  mebibytes = defaultMebibytes(),
  script = new URL('./text-worker.js', import.meta.url),
}: PdfReaderOptions = {}): PdfReader {
  const thread = createThread<Uint8Array, PdfText>({ script, mebibytes, verb: 'read' });
  return {
    async read(pdf) {
      const outcome = await thread.run(pdf, milliseconds(pdf.byteLength));
      switch (outcome.type) {
        case 'result':
          return outcome.result;
        case 'bug': {
          const where = singleLine(outcome.stack, 300);
          return {
            type: 'none',
            message: `cannot be read for a bug of this program, please report it: ${where}`,
          };
        }
        case 'ended':
          return { type: 'none', message: outcome.message };
      }
    },
    close: () => thread.end(),
  };
}
