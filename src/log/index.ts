export { createLog } from './log.js';
export { plainText } from './plain-text.js';
export { isDistinctive } from './redaction.js';
export type { Log, LogFields, LogLevel, LogOptions } from './log.js';
