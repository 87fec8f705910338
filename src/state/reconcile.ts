import { digestOf, readConnectorState } from './connector-state.js';
import { freshKind, freshState, type LocalState, type State } from './document.js';

/** Which state a run goes on from, and why. All but `continue` are worth a log line. */
export type StartingPoint =
  /** The platform holds what we last gave it: the local state, newer by what a kill cut off, goes on. */
  | { readonly type: 'continue'; readonly state: State }
  | {
      readonly type: 'fresh';
      readonly why: 'first-run' | 'new-connector' | 'reset' | 'known-reset';
      readonly state: State;
    }
  /** The platform lost the state that we had given it: the local copy is put back. */
  | { readonly type: 'restored'; readonly state: State }
  /** Another host ran, or the platform came back from a backup: its state is the truth. */
  | { readonly type: 'adopted'; readonly state: State }
  /** From the Python connector: its `last_run` is where we start. */
  | { readonly type: 'taken-over'; readonly lastRun: number; readonly state: State }
  | { readonly type: 'unreadable'; readonly why: string };

/**
 * Compares the local state with the platform's and returns what to do (docs/operations.md#where-the-state-lives).
 * @param platform the text that the platform's registration answered
 * @param existed whether the connector existed before this run's registration; undefined where the account may not ask
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
    // Our own `reset`, or one that an earlier run was told of: nobody needs to be warned of it again.
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

/** The Python connector knows nothing of items that failed here: they stay. */
function takeOver(lastRun: number, foreign: State['foreign'], local: LocalState | undefined): StartingPoint {
  const kind = (name: 'reports' | 'bundles'): State['reports'] => ({
    ...freshKind(lastRun),
    waiting: local?.state[name].waiting ?? {},
  });
  const state: State = { version: 1, reports: kind('reports'), bundles: kind('bundles'), foreign };
  return { type: 'taken-over', lastRun, state };
}
