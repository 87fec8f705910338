export type * from './types.js';
export { connectOpenCti } from './connect.js';
