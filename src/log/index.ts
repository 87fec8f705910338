export { createLog } from './log.js';
export { isDistinctive } from './redaction.js';
export type { Log, LogFields, LogLevel, LogOptions } from './log.js';
