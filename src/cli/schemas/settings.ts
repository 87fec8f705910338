import { z } from 'zod';

import { failureText, kind } from './common.js';

/** `config`. */
export const configDocument = z.strictObject({
  file: z.string().nullable(),
  options: z
    .array(
      z.strictObject({
        key: z.string(),
        env: z.string(),
        value: z.string().nullable().describe('*** for a secret'),
        origin: z.strictObject({ source: z.string(), name: z.string() }).nullable(),
        problem: z.string().optional().describe('what is wrong with the value; it is null then'),
      }),
    )
    .readonly(),
  error: failureText.optional().describe('the configuration is not usable'),
});
export type ConfigDocument = z.infer<typeof configDocument>;

/** `init`. */
export const initDocument = z.strictObject({
  file: z.string(),
  missing: z.array(z.string()).readonly().describe('keys that are still to be filled in'),
});
export type InitDocument = z.infer<typeof initDocument>;

/** `reset`. */
export const resetDocument = z.strictObject({
  dryRun: z.boolean(),
  what: z.string(),
  failed: z
    .array(z.strictObject({ kind, id: z.string() }))
    .readonly()
    .optional()
    .describe('with --failed: the items that are forgotten'),
});
export type ResetDocument = z.infer<typeof resetDocument>;
