import { itemKinds } from '../kinds.js';
import type { ItemKind } from '../kinds.js';
import {
  type Change,
  type Cursor,
  openCursor,
  openImports,
  type Pushed,
  type State,
  withImports,
  withKind,
} from '../state/index.js';

export interface Cursors {
  of(kind: ItemKind): Cursor;
  /** Remembers a delivered item until its work is imported. */
  pushed(item: Pushed): void;
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
  const imports = openImports(state.imports);
  let pushed: Change[] = [];
  const drainPushed = (): readonly Change[] => {
    const drained = pushed;
    pushed = [];
    return drained;
  };
  return {
    of: (kind) => cursors[kind],
    pushed(item) {
      imports.push(item);
      pushed.push({ pushed: item });
    },
    state() {
      const kinds = itemKinds.reduce((next, kind) => withKind(next, kind, cursors[kind].snapshot()), state);
      return withImports(kinds, imports.snapshot());
    },
    changes: () => [
      ...itemKinds.flatMap((kind) => cursors[kind].changes().map((change) => ({ kind, ...change }))),
      ...drainPushed(),
    ],
  };
}

/** A state that does not change any more, for the last messages of a run. */
export function fixedState(state: State): Pick<Cursors, 'state' | 'changes'> {
  return { state: () => state, changes: () => [] };
}
