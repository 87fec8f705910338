import type { HttpFailure } from './types.js';

type WithoutRequest<F> = F extends HttpFailure ? Omit<F, 'method' | 'url' | 'attempts'> : never;

/** The failure of one attempt, before it is related to its request. */
export type AttemptFailure = WithoutRequest<HttpFailure>;
