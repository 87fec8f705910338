import type { RunFailure } from './failure.js';

/** Why a run takes no new items. The first reason stays. */
export type StopReason =
  | { readonly why: 'interrupted' | 'budget' | 'reset' | 'postponed' }
  | { readonly why: 'failed'; readonly failure: RunFailure };

export interface Stop {
  reason(): StopReason | undefined;
  stop(reason: StopReason): void;
  /** Resolves with the first reason. */
  readonly stopped: Promise<void>;
}

export function createStop(onStop: (reason: StopReason) => void): Stop {
  let reason: StopReason | undefined;
  let tell: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => (tell = resolve));
  return {
    stopped,
    reason: () => reason,
    stop(next) {
      if (reason !== undefined) return;
      reason = next;
      onStop(next);
      tell();
    },
  };
}
