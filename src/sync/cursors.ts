import { type Change, type Cursor, kinds, openCursor, type State, withKind } from '../state/index.js';
import type { Kind } from '../threatvision/index.js';

/** The cursors of both kinds during a run. */
export interface Cursors {
  of(kind: Kind): Cursor;
  /** The state with the cursors' progress; costs as much as the state is large. */
  state(): State;
  /** The changes since the last call, to be written to the local store. */
  changes(): readonly Change[];
}

/** @param lookback seconds */
export function openCursors(state: State, lookback: number): Cursors {
  const cursors = {
    reports: openCursor(state.reports, lookback),
    bundles: openCursor(state.bundles, lookback),
  };
  return {
    of: (kind) => cursors[kind],
    state: () => kinds.reduce((next, kind) => withKind(next, kind, cursors[kind].snapshot()), state),
    changes: () => kinds.flatMap((kind) => cursors[kind].changes().map((change) => ({ kind, ...change }))),
  };
}

/** A state that does not change any more, for the last messages of a run. */
export function fixedState(state: State): Pick<Cursors, 'state' | 'changes'> {
  return { state: () => state, changes: () => [] };
}
