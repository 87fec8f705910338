import { ok, type Result } from '../../lib/index.js';
import { freshState, type LocalState, type StateFailure, type StateStore } from '../../state/index.js';
import type { Progress, Session } from './session.js';

/** A cursor that needs no platform: `sync --output <dir>` keeps its own in that directory. */
export function localSession(store: StateStore, firstRun: number): Result<Session, StateFailure> {
  const loaded = store.load();
  if (!loaded.ok) return loaded;
  const local: LocalState = loaded.value ?? { state: freshState(firstRun), confirmed: [], openWorks: [] };
  let progress: Progress = { current: () => local.state, changes: () => [] };
  return ok({
    state: local.state,
    watch(next) {
      progress = next;
    },
    save: () => store.record(progress.changes(), () => ({ ...local, state: progress.current() })),
    ready: () => Promise.resolve(),
    finish(state) {
      const saved = store.save({ ...local, state });
      return Promise.resolve(saved.ok ? ok('stored' as const) : saved);
    },
  });
}

/** The dry run's: starts from a state and forgets all that comes after. */
export function readOnlySession(state: Session['state']): Session {
  return {
    state,
    watch: () => undefined,
    save: () => ok(undefined),
    ready: () => Promise.resolve(),
    finish: () => Promise.resolve(ok('stored' as const)),
  };
}
