import { digestOf, readConnectorState } from './connector-state.js';
import type { StateFault } from './parse.js';
import { freshKind, freshState, type LocalState, type State } from './document.js';

/** Every type but `continue` is logged. */
export type StartingPoint =
  /** The platform has the last ping: the local state, which is newer after a kill, continues. */
  | { readonly type: 'continue'; readonly state: State }
  | {
      readonly type: 'fresh';
      readonly why: 'first-run' | 'new-connector' | 'reset' | 'known-reset';
      readonly state: State;
    }
  /** The platform lost the state: the local copy is restored. */
  | { readonly type: 'restored'; readonly state: State }
  /** Another host ran, or the platform was restored from a backup: its state counts. */
  | { readonly type: 'adopted'; readonly state: State }
  | { readonly type: 'taken-over'; readonly lastRun: number; readonly state: State }
  | ({ readonly type: 'unreadable' } & StateFault);

/**
 * Decides between the local and the platform's state (docs/operations.md#where-the-state-lives).
 * @param platform the text that the registration returned
 * @param existed before this run's registration; undefined if the account cannot read it
 * @param firstRun unix seconds, `first_run_retrieval_timestamp`
 */
export function reconcile(
  platform: string | null,
  existed: boolean | undefined,
  local: LocalState | undefined,
  firstRun: number,
): StartingPoint {
  if (existed === false) {
    const why = local === undefined || local.confirmed.length === 0 ? 'first-run' : 'new-connector';
    return { type: 'fresh', why, state: freshState(firstRun) };
  }
  const read = readConnectorState(platform);
  if (read.type === 'unreadable') return read;
  if (read.type === 'reset') {
    // By the `reset` command, or seen by an earlier run: no reason for a second warning.
    const known = local?.confirmed.includes(digestOf(platform)) === true;
    return { type: 'fresh', why: known ? 'known-reset' : 'reset', state: freshState(firstRun) };
  }
  if (local?.confirmed.includes(digestOf(platform)) === true) return { type: 'continue', state: local.state };
  if (read.type === 'ours') return { type: 'adopted', state: read.state };
  if (read.type === 'last-run') return takeOver(read.lastRun, read.foreign, local);
  if (local !== undefined && local.confirmed.length > 0) {
    const foreign = { ...local.state.foreign, ...read.foreign };
    return { type: 'restored', state: { ...local.state, foreign } };
  }
  return { type: 'fresh', why: 'first-run', state: freshState(firstRun, read.foreign) };
}

/** The Python connector does not record failed items, so they stay. */
function takeOver(lastRun: number, foreign: State['foreign'], local: LocalState | undefined): StartingPoint {
  const kind = (name: 'reports' | 'bundles'): State['reports'] => ({
    ...freshKind(lastRun),
    waiting: local?.state[name].waiting ?? {},
  });
  const state: State = { version: 1, reports: kind('reports'), bundles: kind('bundles'), foreign };
  return { type: 'taken-over', lastRun, state };
}
