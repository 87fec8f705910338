export { createLog } from './log.js';
export type { Log, LogFields, LogLevel, LogOptions } from './log.js';
