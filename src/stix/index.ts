/** The only door of this folder: ThreatVision's items as bundles for OpenCTI. Pure functions, no IO. */
export { convert } from './convert.js';
export { digestText } from './report/digest.js';
export type * from './conversion.js';
