export type * from './types.js';
export { createHttpClient } from './client.js';
export { describeHttpFailure, durationInWords } from './failure.js';
export { isRetriedStatus } from './retry.js';
export { isProxyFailure } from './network-codes.js';
