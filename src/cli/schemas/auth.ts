import { z } from 'zod';

import { failureText, time } from './common.js';
import { platformAnswer } from './platform.js';

/** `auth`, also when it fails: both accounts are tried before the first failure counts. */
export const authDocument = z.strictObject({
  threatvision: z.union([
    z.strictObject({
      url: z.string(),
      credentials: z.enum(['oauth', 'api-key']),
      tokenExpiresAt: time.nullable(),
    }),
    z.strictObject({ error: failureText }),
  ]),
  opencti: platformAnswer,
  error: failureText.optional(),
});
export type AuthDocument = z.infer<typeof authDocument>;

/** `auth --clear`. */
export const authClearDocument = z.strictObject({ cleared: z.literal(true) });
