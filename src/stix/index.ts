/** Converts the items of ThreatVision into bundles for OpenCTI. Pure functions without input or output. */
export { convert } from './convert.js';
export { countEntries } from './input/read-objects.js';
export { nameOf } from './notes.js';
export { digestText } from './report/digest.js';
export type * from './conversion.js';
