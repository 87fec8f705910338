import type { LookupFunction } from 'node:net';

/** Replaced in tests. */
export interface Effects {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds on a clock that a change of the system time does not affect. */
  readonly monotonicNow: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** Resolves after `ms`, or at once when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Default: the system's. */
  readonly lookup?: LookupFunction | undefined;
}

export const realEffects: Effects = {
  now: Date.now,
  monotonicNow: () => performance.now(),
  random: Math.random,
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', finish);
        resolve();
      };
      const timer = setTimeout(finish, ms);
      signal.addEventListener('abort', finish, { once: true });
      if (signal.aborted) finish();
    }),
};

export interface SignalJoin {
  /** Aborts with the client's or the request's signal. Call `unlink` when the request is over. */
  link(request: AbortSignal | undefined): { readonly signal: AbortSignal; readonly unlink: () => void };
  abortAll(): void;
}

/** One listener for all requests, because `AbortSignal.any` retains memory of each while the client lives. */
export function joinSignals(client: AbortSignal | undefined): SignalJoin {
  const controllers = new Set<AbortController>();
  const abortAll = (): void => {
    for (const controller of controllers) controller.abort();
  };
  client?.addEventListener('abort', abortAll, { once: true });
  return {
    abortAll,
    link(request) {
      const controller = new AbortController();
      const abort = (): void => controller.abort();
      controllers.add(controller);
      request?.addEventListener('abort', abort, { once: true });
      if (client?.aborted === true || request?.aborted === true) abort();
      return {
        signal: controller.signal,
        unlink() {
          controllers.delete(controller);
          request?.removeEventListener('abort', abort);
        },
      };
    },
  };
}
