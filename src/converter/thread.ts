import { getHeapStatistics } from 'node:v8';
import { Worker } from 'node:worker_threads';

export const mebibyte = 1024 * 1024;

/** Posted once for each job. */
export type Reply<T> =
  { readonly type: 'result'; readonly result: T } | { readonly type: 'bug'; readonly stack: string };

/** `message` continues the name of what the job is about. */
export type Outcome<T> = Reply<T> | { readonly type: 'ended'; readonly message: string };

/** Runs jobs in a thread that starts with the first one. One job at a time. */
export interface Thread<Job, T> {
  /** A job that is not done within the limits ends the thread, as a bug does; the next job starts another one. */
  run(job: Job, milliseconds: number): Promise<Outcome<T>>;
  end(): void;
}

export interface ThreadOptions {
  readonly script: URL;
  /** Of the heap of the thread. */
  readonly mebibytes: number;
  /** What a job does, for messages: `convert`. */
  readonly verb: string;
}

/** Of the heap that this process has, at most. */
export const heapUpTo = (mebibytes: number): number =>
  Math.floor(Math.min(mebibytes * mebibyte, getHeapStatistics().heap_size_limit) / mebibyte);

export function createThread<Job, T>({ script, mebibytes, verb }: ThreadOptions): Thread<Job, T> {
  let worker: Worker | undefined;

  const start = (): Worker =>
    new Worker(script, {
      resourceLimits: { maxOldGenerationSizeMb: mebibytes },
      // The text of a fatal error would be printed between the lines of the program.
      stderr: true,
      stdout: true,
    });
  const end = (): void => {
    // An error of a thread that has ended would be an uncaught exception.
    worker?.on('error', () => undefined);
    void worker?.terminate();
    worker = undefined;
  };

  return {
    async run(job, milliseconds) {
      worker ??= start();
      // Without a job, the thread does not keep the process alive.
      worker.ref();
      const outcome = await outcomeOf<T>(worker, job, milliseconds, { mebibytes, verb });
      worker.unref();
      if (outcome.type !== 'result') end();
      return outcome;
    },
    end,
  };
}

type Limits = Pick<ThreadOptions, 'mebibytes' | 'verb'>;

function outcomeOf<T>(
  worker: Worker,
  job: unknown,
  milliseconds: number,
  limits: Limits,
): Promise<Outcome<T>> {
  const { verb } = limits;
  return new Promise((resolve) => {
    const finish = (outcome: Outcome<T>): void => {
      clearTimeout(timer);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      resolve(outcome);
    };
    const onMessage = (reply: Reply<T>): void => finish(reply);
    const onError = (error: Error): void => finish(outcomeOfError(error, limits));
    const onExit = (): void => finish({ type: 'ended', message: `ended the thread that ${verb}s it` });
    const timer = setTimeout(() => {
      finish({ type: 'ended', message: `takes more than ${Math.round(milliseconds / 1000)} s to ${verb}` });
    }, milliseconds);
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage(job);
  });
}

function outcomeOfError(
  error: Error,
  { mebibytes, verb }: Limits,
): Exclude<Outcome<never>, { readonly type: 'result' }> {
  const isMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return isMemory
    ? { type: 'ended', message: `takes more than ${mebibytes} MiB of memory to ${verb}` }
    : { type: 'bug', stack: error.stack ?? error.message };
}
