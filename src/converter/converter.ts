import { createSemaphore, err, type Result } from '../lib/index.js';
import type { PdfText } from '../pdf/index.js';
import type { InHand } from '../state/index.js';
import type { Conversion } from '../stix/index.js';
import type { ConversionFailure, Convert, DownloadJob } from './download.js';
import { createIsolatedReader } from './isolated-reader.js';
import type { PdfReader } from './pdf-reader.js';
import { createThread, heapUpTo, mebibyte } from './thread.js';

/** Converts items one after the other in a thread that starts with the first item. */
export interface Converter {
  readonly convert: Convert;
  close(): void;
}

/** Limits of the conversion of one item. */
export interface ConverterLimits {
  /** For a download of this many bytes. */
  readonly milliseconds: (bytes: number) => number;
  /** Of the heap of the thread. */
  readonly mebibytes: number;
}

/** The largest known report takes 0.2 seconds, and its heap less than 200 MiB. */
const defaultLimits = (): ConverterLimits => ({
  milliseconds: (bytes) => 10_000 + (1000 * bytes) / mebibyte,
  mebibytes: heapUpTo(1024),
});

export interface ConverterOptions {
  readonly limits?: ConverterLimits | undefined;
  /** Of the thread. */
  readonly script?: URL | undefined;
  /** Where the item in conversion is noted. Absent: nowhere. */
  readonly inHand?: InHand | undefined;
  /** By default, one in a process of its own. */
  readonly reader?: PdfReader | undefined;
}

/** Bytes of a download from which on an item is noted at once. Others are converted within milliseconds. */
const largeDownload = 256 * 1024;
/** Milliseconds of the conversion of a smaller one after which it is noted. */
const longConversion = 1000;

/** A download that exceeds a limit costs its item only; one that ends the process fails in the third run. */
export function createConverter({
  limits = defaultLimits(),
  script = new URL('./conversion-worker.js', import.meta.url),
  inHand,
  reader = createIsolatedReader(),
}: ConverterOptions = {}): Converter {
  const turn = createSemaphore(1);
  const thread = createThread<DownloadJob, Result<Conversion, ConversionFailure>>({
    script,
    mebibytes: limits.mebibytes,
    verb: 'convert',
  });

  /** The text of the PDF, which costs itself only. */
  async function textOf(pdf: Uint8Array, item: string): Promise<PdfText> {
    const text = `text of ${item}`;
    if (inHand?.refuses(text) === true) return { type: 'none', message: endedRuns };
    inHand?.begin(text);
    const read = await reader.read(pdf);
    inHand?.end(text);
    return read;
  }

  return {
    async convert({ textPdf, ...job }) {
      const release = await turn.acquire();
      const item = JSON.stringify([job.source.kind, job.source.id]);
      try {
        const text = textPdf === undefined ? undefined : await textOf(textPdf, item);
        if (inHand?.refuses(item) === true)
          return err({ reason: 'conversion-limit', message: `${endedRuns}: ${nextRetry}` });
        const bytes = job.stix?.byteLength ?? 0;
        const stopNoting = noteAfter(bytes, () => inHand?.begin(item));
        const outcome = await thread.run({ ...job, text }, limits.milliseconds(bytes));
        stopNoting();
        inHand?.end(item);
        if (outcome.type === 'result') return outcome.result;
        if (outcome.type === 'bug') throw bugOf(outcome.stack);
        return err({ reason: 'conversion-limit', message: outcome.message });
      } finally {
        release();
      }
    },
    close() {
      thread.end();
      reader.close();
    },
  };
}

const endedRuns = 'was in conversion when two runs ended without notice, for example for lack of memory';
const nextRetry = 'it is converted again with its next retry';

/** Calls `note` at once or later, by the size of the download. Returns a function that cancels a later call. */
function noteAfter(bytes: number, note: () => void): () => void {
  const isLarge = bytes >= largeDownload;
  if (isLarge) note();
  const timer = isLarge ? undefined : setTimeout(note, longConversion);
  return () => clearTimeout(timer);
}

function bugOf(stack: string): Error {
  const error = new Error(stack.split('\n', 1)[0]);
  error.stack = stack;
  return error;
}
