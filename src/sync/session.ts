import { ok, type Result } from '../lib/index.js';
import {
  freshState,
  type LocalState,
  type State,
  type StateFailure,
  type StateStore,
} from '../state/index.js';
import { type Cursors, fixedState } from './cursors.js';
import type { RunFailure } from './failure.js';

export type Progress = Pick<Cursors, 'state' | 'changes'>;

/** Called if the run must not continue: the connector was reset, or a failure persists. */
export type OnLost = (reason: RunFailure | 'reset') => void;

/** Holds a run's cursor, from the run's start to its end. */
export interface Session {
  /** The state that the run starts from. */
  readonly state: State;
  /** Whether later runs can read the works of this one; absent without a platform. */
  readonly readsImports?: boolean | undefined;
  /** Set if the connector's queue is too full to start: the run is postponed. */
  readonly backlog?: { readonly queueMegabytes: number; readonly thresholdMegabytes: number } | undefined;
  /** Follows the run's cursors from here on and keeps the platform informed. */
  start(progress: Progress, onLost: OnLost): void;
  /** Writes what has changed, so that a kill cannot lose it. Only after `start`. */
  save(): Result<void, StateFailure>;
  /** Pings the platform, to learn whether it works. Only after `start`; absent without a platform. */
  probe?(): Promise<Result<void, RunFailure>>;
  /** Resolves when the connector's queue is below its threshold, or with `stopped`. */
  waitForCapacity(stopped: Promise<void>): Promise<void>;
  /** Stores the last state. `reset`: the connector was reset meanwhile. `locally`: the platform is gone. */
  finish(state: State, where?: 'everywhere' | 'locally'): Promise<Result<'stored' | 'reset', RunFailure>>;
}

/** `sync --output <dir>` keeps its cursor in that directory. */
export function localSession(store: StateStore, firstRun: number): Result<Session, StateFailure> {
  const loaded = store.load();
  if (!loaded.ok) return loaded;
  const local: LocalState = loaded.value ?? { state: freshState(firstRun), confirmed: [], openWorks: [] };
  let progress: Progress = fixedState(local.state);
  return ok({
    state: local.state,
    start(next) {
      progress = next;
    },
    save: () => store.record(progress.changes(), () => ({ ...local, state: progress.state() })),
    waitForCapacity: () => Promise.resolve(),
    finish(state) {
      const saved = store.save({ ...local, state });
      return Promise.resolve(saved.ok ? ok('stored' as const) : saved);
    },
  });
}

/** The session of a dry run: starts from a state and stores nothing. */
export function readOnlySession(state: State): Session {
  return {
    state,
    start: () => undefined,
    save: () => ok(undefined),
    waitForCapacity: () => Promise.resolve(),
    finish: () => Promise.resolve(ok('stored' as const)),
  };
}
