/** Converts downloads in a thread of its own, within limits of time and memory. */
export { convertDownload, type ConversionFailure, type ConversionJob, type Convert } from './download.js';
export { createConverter, type Converter } from './converter.js';
