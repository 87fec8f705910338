export { createLog } from './log.js';
export { createRedaction, type Redaction } from './redaction.js';
export type { Log, LogFields, LogLevel, LogOptions } from './log.js';
