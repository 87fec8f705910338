import { z } from 'zod';

/** ISO 8601 in UTC. */
export const time = z.iso.datetime();
export const kind = z.enum(['reports', 'bundles']);
export const count = z.int().nonnegative();

/** `reason` is stable; the texts are for people. */
export const failureText = z.strictObject({
  reason: z.string().describe('stable, for scripts'),
  message: z.string().describe('what failed and where, for people'),
  hint: z.string().describe('what to do about it, for people'),
});

/** Of a failed command; `sync` and `push` print their usual document. */
export const errorDocument = z.strictObject({ error: failureText.describe('why the command failed') });

/** OpenCTI and the connector in it, for `auth` and `status`. */
export const platformKnowledge = z.strictObject({
  url: z.string().describe('opencti.url'),
  version: z.string().describe('version of the platform'),
  user: z.string().describe('name of the user of the token'),
  missingRights: z.array(z.string()).readonly().describe('rights that a run needs and the user lacks'),
  connector: z
    .strictObject({
      name: z.string().describe('its name in OpenCTI'),
      active: z.boolean().describe('OpenCTI received a ping within the last minutes'),
      queue: z
        .strictObject({
          messages: count.describe('number of messages'),
          megabytes: z.number().nonnegative().describe('their size (10^6 bytes)'),
        })
        .describe('what waits for the workers of OpenCTI'),
      start: z
        .enum(['continue', 'fresh', 'restored', 'adopted', 'taken-over'])
        .nullable()
        .optional()
        .describe(
          'in `status`: which state the next run starts from; null: it cannot be read, so no run starts',
        ),
      takeOver: time
        .nullable()
        .describe('last_run of the Python connector, from which the next run continues; null: there is none'),
    })
    .nullable()
    .describe('null: not registered yet, or not visible to this account'),
  works: z
    .array(
      z.strictObject({
        id: z.string().describe('id of the work in OpenCTI'),
        name: z.string().describe('name of the work in OpenCTI'),
        status: z.string().describe("OpenCTI's word: wait, progress or complete"),
        expected: count.describe('objects to import'),
        processed: count.describe('objects imported or refused'),
        errors: count.describe('errors that OpenCTI recorded'),
      }),
    )
    .readonly()
    .describe('the last imports in OpenCTI (works), newest first'),
});
export type PlatformKnowledge = z.infer<typeof platformKnowledge>;

export const platformAnswer = z.union([
  platformKnowledge,
  z.strictObject({ error: failureText.describe('why OpenCTI could not be asked') }),
]);
export type PlatformAnswer = z.infer<typeof platformAnswer>;
