import { setTimeout as sleep } from 'node:timers/promises';

import type { Emit } from './events.js';

/** Holds new items back while the connector's queue is too full (docs/opencti-api.md#queue-threshold). */
export interface QueueGate {
  /** Reads the queue; the gate is closed meanwhile and while the queue is full. Calls do not overlap. */
  check(): void;
  /** Resolves when the gate is open, or with `stopped`. */
  waitUntilOpen(stopped: Promise<void>): Promise<void>;
  dispose(): void;
}

export interface QueueGateOptions {
  /** Megabytes (10^6 bytes) in the queue; undefined if the platform does not respond. */
  readonly readQueue: () => Promise<number | undefined>;
  readonly thresholdMegabytes: number;
  /** Milliseconds between two readings of a full queue. */
  readonly pause: number;
  readonly emit: Emit;
  readonly onRead: (queueMegabytes: number, isFull: boolean) => void;
}

export function createQueueGate(options: QueueGateOptions): QueueGate {
  const { readQueue, thresholdMegabytes, pause, emit, onRead } = options;
  const disposed = new AbortController();
  const { signal } = disposed;
  let checking: Promise<void> | undefined;

  async function readUntilOpen(): Promise<void> {
    for (let paused = false; !signal.aborted; paused = true) {
      const queueMegabytes = await readQueue();
      // Without a response, the pushes decide: they distinguish an outage from a full queue.
      const isFull = queueMegabytes !== undefined && queueMegabytes >= thresholdMegabytes;
      if (queueMegabytes !== undefined) onRead(queueMegabytes, isFull);
      if (isFull !== paused) {
        emit({
          type: isFull ? 'paused' : 'resumed',
          queueMegabytes: queueMegabytes ?? 0,
          thresholdMegabytes,
        });
      }
      if (!isFull) return;
      // The abort ends the pause as the time does.
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  return {
    check() {
      checking ??= readUntilOpen().finally(() => (checking = undefined));
    },
    async waitUntilOpen(stopped) {
      if (checking !== undefined) await Promise.race([checking, stopped]);
    },
    dispose: () => disposed.abort(),
  };
}
