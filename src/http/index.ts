export type * from './types.js';
export { createHttpClient } from './client.js';
export { describeHttpFailure } from './describe.js';
