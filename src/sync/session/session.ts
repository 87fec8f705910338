import type { Result } from '../../lib/index.js';
import type { Change, StateFailure, State } from '../../state/index.js';
import type { RunFailure } from '../failure.js';

/** A run's cursors, as its session sees them. */
export interface Progress {
  /** The whole state as it stands; costs as much as the state is large. */
  current(): State;
  /** What has changed since the last call. */
  changes(): readonly Change[];
}

/** Where a run's cursor lives, from its start to its end. */
export interface Session {
  /** The state that the run goes on from. */
  readonly state: State;
  /** Set where the platform's queue is too full to begin: the run is postponed. */
  readonly backlog?: { readonly queueMegabytes: number; readonly thresholdMegabytes: number };
  /**
   * Follows the run's cursors and keeps the platform informed; `lost` is called when a reset (or the end of the
   * connector) came meanwhile.
   */
  watch(progress: Progress, lost: (failure: RunFailure | 'reset') => void): void;
  /** Writes what has changed where a kill cannot reach it. Only after `watch`. */
  save(): Result<void, StateFailure>;
  /** Resolves when the platform can take more (its queue is below the threshold), or with `stopped`. */
  ready(stopped: Promise<void>): Promise<void>;
  /** The end of the run: the last word to the platform. `reset`: it was reset meanwhile, and that stands. */
  finish(state: State): Promise<Result<'stored' | 'reset', RunFailure>>;
}
