export type * from './conversion.js';
