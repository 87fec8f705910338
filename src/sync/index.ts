export type { Emit, SyncEvent } from './events.js';
export { messageOf, type RunFailure } from './failure.js';
export { waitForImports } from './imports.js';
export { isSwitchedOff, listAhead } from './plan.js';
export { emitStart, platformSession, type PlatformSession } from './platform-session.js';
export { type PreparedItem, type PrepareFailure, prepareItem } from './prepare.js';
export { resetAll, resetPart } from './reset.js';
export { runSync } from './run.js';
export { repeatPartial } from './read-imports.js';
export { localSession, readOnlySession, type Session } from './session.js';
export { dryRunTarget, itemFileName, outputTarget, pushTarget, type Target } from './targets.js';
export type { Every } from './timers.js';
export type {
  ItemFailure,
  KindCounts,
  Outcome,
  PlannedItem,
  Summary,
  SyncContext,
  SyncOptions,
  Trigger,
} from './types.js';
