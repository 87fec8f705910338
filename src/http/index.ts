export type * from './types.js';
export { createHttpClient } from './client.js';
export { describeHttpFailure } from './describe.js';
export { isProxyFailure } from './network-codes.js';
