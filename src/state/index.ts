export type { Change } from './change.js';
export type { UnsafeState } from './directory.js';
export { digestOf, readConnectorState, writeConnectorState } from './connector-state.js';
export { type Cursor, type CursorItem, openCursor, type Verdict } from './cursor.js';
export {
  freshKind,
  freshState,
  type Imports,
  type ImportingWork,
  type KindState,
  type Lack,
  type LastRun,
  type LocalState,
  type PartialImport,
  type RefusedObject,
  type State,
  type Waiting,
  withKind,
} from './document.js';
export {
  type DayRecord,
  dayOf,
  type History,
  historyDays,
  type HistoryEntry,
  type ItemCounts,
  noItems,
  type RunRecord,
} from './history.js';
export { historyFile, type HistoryFile } from './history-file.js';
export {
  isDeliveredAgain,
  needsListing,
  noImports,
  openImports,
  orUndefined,
  type Pushed,
  queueLost,
  queuePartial,
  withImports,
  withoutImports,
} from './imports.js';
export { type InHand, inHandFile } from './in-hand.js';
export { type LastFailure, lastFailureFile, type LastFailureFile } from './last-failure.js';
export {
  acquireLock,
  deadLockHolder,
  type LockFailure,
  type LockHolder,
  lockHolder,
  type RunLock,
} from './lock.js';
export { reconcile, type StartingPoint } from './reconcile.js';
export { isDue, isFailed } from './waiting.js';
export { openStateStore, type StateFailure, type StateStore } from './store.js';
export { openTokenStore, type TokenStore } from './token-cache.js';
