/** Converts downloads in a thread of its own, within limits of time and memory. */
// Types only: the conversion itself would be loaded by every run, also by one that converts nothing.
export type { ConversionFailure, ConversionJob, Convert } from './download.js';
export { createConverter, type Converter } from './converter.js';
