import type { HttpFailure } from './types.js';

type WithoutPlace<F> = F extends HttpFailure ? Omit<F, 'method' | 'url' | 'attempts'> : never;

/** What went wrong in one attempt: a failure that does not know yet which request it belongs to. */
export type Fault = WithoutPlace<HttpFailure>;
