import { type Cancellation, whenAborted } from '../lib/index.js';
import type { RunFailure } from './failure.js';

/** Why a run starts no new items. */
export type StopReason =
  | { readonly why: 'interrupted' | 'budget' | 'reset' | 'postponed' }
  | { readonly why: 'failed'; readonly failure: RunFailure };

/** The first reason stays. */
export interface Stop {
  reason(): StopReason | undefined;
  stop(reason: StopReason): void;
  /** OpenCTI failed the probe: stops the run, and nothing is sent to OpenCTI any more. */
  lose(failure: RunFailure): void;
  /** OpenCTI failed the probe and does not respond to earlier requests: ends what is in progress. */
  abandon(failure: RunFailure): void;
  /** Why OpenCTI was given up; also if the run had stopped before for another reason. */
  lostBy(): RunFailure | undefined;
  readonly abandoned: AbortSignal;
  readonly stopped: Promise<void>;
  readonly signal: AbortSignal;
  /** Ends the timer and the link to the cancellation. */
  dispose(): void;
}

/** `onStop` is called once, but not for a run that is canceled before it begins. `maxDuration`: ms. */
export function createStop(
  { stopAccepting }: Cancellation,
  maxDuration: number | undefined,
  onStop: (reason: StopReason) => void,
): Stop {
  let first: StopReason | undefined;
  let resolveStopped: () => void;
  let loss: RunFailure | undefined;
  const controller = new AbortController();
  const abandoning = new AbortController();
  const stopped = new Promise<void>((resolve) => (resolveStopped = resolve));
  const stop = (reason: StopReason): void => {
    if (first !== undefined) return;
    first = reason;
    onStop(reason);
    controller.abort();
    resolveStopped();
  };
  const lose = (failure: RunFailure): void => {
    loss ??= failure;
    stop({ why: 'failed', failure });
  };
  const interrupt = (): void => stop({ why: 'interrupted' });
  if (stopAccepting.aborted) {
    first = { why: 'interrupted' };
    controller.abort();
  }
  stopAccepting.addEventListener('abort', interrupt, { once: true });
  const timer =
    maxDuration === undefined ? undefined : setTimeout(() => stop({ why: 'budget' }), maxDuration).unref();
  return {
    reason: () => first,
    stop,
    lose,
    abandon(failure) {
      lose(failure);
      abandoning.abort();
    },
    lostBy: () => loss,
    abandoned: abandoning.signal,
    signal: controller.signal,
    stopped: stopAccepting.aborted ? whenAborted(stopAccepting) : stopped,
    dispose() {
      clearTimeout(timer);
      stopAccepting.removeEventListener('abort', interrupt);
    },
  };
}
