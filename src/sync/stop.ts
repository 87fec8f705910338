import type { RunFailure } from './failure.js';

/** Why a run takes no new items. The first reason stays. */
export type StopReason =
  | { readonly why: 'interrupted' | 'budget' | 'reset' | 'postponed' }
  | { readonly why: 'failed'; readonly failure: RunFailure };

export interface Stop {
  reason(): StopReason | undefined;
  stop(reason: StopReason): void;
  /** Comes with the first reason. */
  readonly signal: AbortSignal;
}

export function createStop(onStop: (reason: StopReason) => void): Stop {
  let reason: StopReason | undefined;
  const stopped = new AbortController();
  return {
    signal: stopped.signal,
    reason: () => reason,
    stop(next) {
      if (reason !== undefined) return;
      reason = next;
      onStop(next);
      stopped.abort();
    },
  };
}
