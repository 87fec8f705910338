import { setTimeout as sleep } from 'node:timers/promises';

import type { Emit } from '../events.js';

/** Holds new items back while the platform's queue is too full. */
export interface QueueGate {
  /** Looks again; meanwhile, and while the queue is full, the gate is shut. Looks do not overlap. */
  look(): void;
  /** Resolves when the gate is open, or with `stopped`. */
  ready(stopped: Promise<void>): Promise<void>;
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
  const { signal } = closed;
  let looking: Promise<void> | undefined;

  const lookUntilOpen = async (): Promise<void> => {
    for (let paused = false; !signal.aborted; paused = true) {
      const queueMegabytes = await readQueue();
      // A platform that does not answer is found out by the pushes: they know an outage from a full queue.
      const full = queueMegabytes !== undefined && queueMegabytes >= thresholdMegabytes;
      if (queueMegabytes !== undefined) note(queueMegabytes, full);
      if (full !== paused) {
        emit({ type: full ? 'paused' : 'resumed', queueMegabytes: queueMegabytes ?? 0, thresholdMegabytes });
      }
      if (!full) return;
      // The only thing that can go wrong is the abort, which ends the sleep as the time would.
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  };
  return {
    look() {
      looking ??= lookUntilOpen().finally(() => (looking = undefined));
    },
    async ready(stopped) {
      if (looking !== undefined) await Promise.race([looking, stopped]);
    },
    close: () => closed.abort(),
  };
}
