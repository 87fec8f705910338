import { z } from 'zod';

import { count, failureText } from './common.js';

/** What OpenCTI knows of us, for `auth` and `status`. */
export const platformKnowledge = z.strictObject({
  url: z.string(),
  version: z.string(),
  user: z.string(),
  missingRights: z.array(z.string()).readonly(),
  connector: z
    .strictObject({
      name: z.string(),
      active: z.boolean(),
      queue: z.strictObject({ messages: count, megabytes: z.number().nonnegative() }),
    })
    .nullable()
    .describe('null: not registered yet, or the account may not see it'),
  works: z
    .array(
      z.strictObject({
        id: z.string(),
        name: z.string(),
        status: z.string(),
        expected: count,
        processed: count,
        errors: count,
      }),
    )
    .readonly()
    .describe('the last ones, newest first'),
});
export type PlatformKnowledge = z.infer<typeof platformKnowledge>;

/** The same, or why it could not be asked for. */
export const platformAnswer = z.union([platformKnowledge, z.strictObject({ error: failureText })]);
export type PlatformAnswer = z.infer<typeof platformAnswer>;
