import { itemKinds } from '../kinds.js';
import type { ItemKind } from '../kinds.js';
import { type Change, type Cursor, openCursor, type State, withKind } from '../state/index.js';

export interface Cursors {
  of(kind: ItemKind): Cursor;
  /** Costs as much as the state is large. */
  state(): State;
  /** The changes since the last call. */
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
    state: () => itemKinds.reduce((next, kind) => withKind(next, kind, cursors[kind].snapshot()), state),
    changes: () =>
      itemKinds.flatMap((kind) => cursors[kind].changes().map((change) => ({ kind, ...change }))),
  };
}

/** A state that does not change any more, for the last messages of a run. */
export function fixedState(state: State): Pick<Cursors, 'state' | 'changes'> {
  return { state: () => state, changes: () => [] };
}
