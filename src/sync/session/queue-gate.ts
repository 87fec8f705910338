import type { Emit } from '../events.js';

/** Holds new items back while the platform's queue is too full. */
export interface QueueGate {
  /** Looks again; meanwhile, and while the queue is full, the gate is shut. Looks do not overlap. */
  look(): void;
  /** Resolves when the gate is open, or when the signal comes. */
  ready(signal: AbortSignal): Promise<void>;
  close(): void;
}

/**
 * @param readQueue megabytes (10^6 bytes) waiting, or undefined where the platform does not tell
 * @param pause milliseconds between looks at a full queue
 */
export function createQueueGate(options: {
  readonly readQueue: () => Promise<number | undefined>;
  readonly thresholdMegabytes: number;
  readonly pause: number;
  readonly emit: Emit;
  /** Told of every look that was answered. */
  readonly note: (queueMegabytes: number, full: boolean) => void;
}): QueueGate {
  const { readQueue, thresholdMegabytes, pause, emit, note } = options;
  const closed = new AbortController();
  let looking: Promise<void> | undefined;

  const lookUntilOpen = async (): Promise<void> => {
    for (let paused = false; !closed.signal.aborted; paused = true) {
      const queueMegabytes = await readQueue();
      // A platform that does not answer is found out by the pushes: they know an outage from a full queue.
      const full = queueMegabytes !== undefined && queueMegabytes >= thresholdMegabytes;
      if (queueMegabytes !== undefined) note(queueMegabytes, full);
      if (full !== paused) {
        emit({ type: full ? 'paused' : 'resumed', queueMegabytes: queueMegabytes ?? 0, thresholdMegabytes });
      }
      if (!full) return;
      await sleep(pause, closed.signal);
    }
  };
  return {
    look() {
      looking ??= lookUntilOpen().finally(() => (looking = undefined));
    },
    async ready(signal) {
      if (looking !== undefined && !signal.aborted) await Promise.race([looking, aborted(signal)]);
    },
    close: () => closed.abort(),
  };
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
