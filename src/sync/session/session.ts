import type { Result } from '../../result/index.js';
import type { StateFailure, State } from '../../state/index.js';
import type { RunFailure } from '../failure.js';

/** Where a run's cursor lives, from its start to its end. */
export interface Session {
  /** The state that the run goes on from. */
  readonly state: State;
  /** Set where the platform's queue is too full to begin: the run is postponed. */
  readonly backlog?: { readonly queueMegabytes: number; readonly thresholdMegabytes: number };
  /** Writes the state where a kill cannot reach it. */
  save(state: State): Result<void, StateFailure>;
  /** Starts to keep the platform informed; `lost` is called when a reset (or the end of the connector) came meanwhile. */
  watch(current: () => State, lost: (failure: RunFailure | 'reset') => void): void;
  /** Resolves when the platform can take more (its queue is below the threshold). */
  ready(): Promise<void>;
  /** The end of the run: the last word to the platform. `reset`: it was reset meanwhile, and that stands. */
  finish(state: State): Promise<Result<'stored' | 'reset', RunFailure>>;
}
