import { getHeapStatistics } from 'node:v8';
import { Worker } from 'node:worker_threads';

import { createSemaphore, err } from '../lib/index.js';
import type { InHand } from '../state/index.js';
import type { Reply } from './conversion-worker.js';
import type { ConversionJob, Convert } from './download.js';

/** Converts items one after the other in a thread that starts with the first item. */
export interface Converter {
  readonly convert: Convert;
  close(): void;
}

const mebibyte = 1024 * 1024;

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
  mebibytes: Math.floor(Math.min(1024 * mebibyte, getHeapStatistics().heap_size_limit) / mebibyte),
});

export interface ConverterOptions {
  readonly limits?: ConverterLimits | undefined;
  /** Of the thread. */
  readonly script?: URL | undefined;
  /** Where the item in conversion is noted. Absent: nowhere. */
  readonly inHand?: InHand | undefined;
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
}: ConverterOptions = {}): Converter {
  const turn = createSemaphore(1);
  let worker: Worker | undefined;

  const start = (): Worker => {
    const started = new Worker(script, {
      resourceLimits: { maxOldGenerationSizeMb: limits.mebibytes },
      // The text of a fatal error would be printed between the lines of the program.
      stderr: true,
      stdout: true,
    });
    return started;
  };
  const end = (): void => {
    // An error of a thread that has ended would be an uncaught exception.
    worker?.on('error', () => undefined);
    void worker?.terminate();
    worker = undefined;
  };

  return {
    async convert(job) {
      const release = await turn.acquire();
      const item = JSON.stringify([job.source.kind, job.source.id]);
      try {
        if (inHand?.refuses(item) === true) return err({ reason: 'conversion-limit', message: endedRuns });
        const stopNoting = noteAfter(bytesOf(job), () => inHand?.begin(item));
        worker ??= start();
        // Without a job, the thread does not keep the process alive.
        worker.ref();
        const outcome = await outcomeOf(worker, job, limits);
        worker.unref();
        stopNoting();
        inHand?.end(item);
        if (outcome.type === 'result') return outcome.result;
        end();
        if (outcome.type === 'bug') throw bugOf(outcome.stack);
        return err({ reason: 'conversion-limit', message: outcome.message });
      } finally {
        release();
      }
    },
    close: end,
  };
}

const endedRuns =
  'was in conversion when two runs ended without notice, for example for lack of memory: ' +
  'it is converted again with its next retry';

const bytesOf = ({ stix }: ConversionJob): number => stix?.byteLength ?? 0;

/** Calls `note` at once or later, by the size of the download. Returns a function that cancels a later call. */
function noteAfter(bytes: number, note: () => void): () => void {
  const isLarge = bytes >= largeDownload;
  if (isLarge) note();
  const timer = isLarge ? undefined : setTimeout(note, longConversion);
  return () => clearTimeout(timer);
}

type Outcome = Reply | { readonly type: 'ended'; readonly message: string };

function outcomeOf(worker: Worker, job: ConversionJob, limits: ConverterLimits): Promise<Outcome> {
  const milliseconds = limits.milliseconds(bytesOf(job));
  return new Promise((resolve) => {
    const finish = (outcome: Outcome): void => {
      clearTimeout(timer);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      resolve(outcome);
    };
    const onMessage = (reply: Reply): void => finish(reply);
    const onError = (error: Error): void => finish(outcomeOfError(error, limits));
    const onExit = (): void => finish({ type: 'ended', message: 'ended the thread that converts it' });
    const timer = setTimeout(() => {
      finish({ type: 'ended', message: `takes more than ${Math.round(milliseconds / 1000)} s to convert` });
    }, milliseconds);
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage(job);
  });
}

function outcomeOfError(error: Error, { mebibytes }: ConverterLimits): Outcome {
  const isMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return isMemory
    ? { type: 'ended', message: `takes more than ${mebibytes} MiB of memory to convert` }
    : { type: 'bug', stack: error.stack ?? error.message };
}

function bugOf(stack: string): Error {
  const error = new Error(stack.split('\n', 1)[0]);
  error.stack = stack;
  return error;
}
