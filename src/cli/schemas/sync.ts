import { z } from 'zod';

import { count, failureText, kind, time } from './common.js';

const kindCounts = z.strictObject({
  listed: count,
  delivered: count.describe('new items'),
  updated: count.describe('re-deliveries of changed items'),
  skipped: count,
  failed: count,
});

/** `sync` and `push`, whatever became of the run. */
export const syncDocument = z.strictObject({
  version: z.string(),
  startedAt: time,
  finishedAt: time,
  dryRun: z.boolean(),
  outcome: z.enum([
    'done',
    'nothing-new',
    'partial',
    'postponed',
    'budget',
    'interrupted',
    'reset',
    'failed',
  ]),
  error: failureText.optional(),
  reports: kindCounts,
  bundles: kindCounts,
  objects: count,
  bytes: count,
  requests: count,
  retries: count,
  failures: z
    .array(z.strictObject({ kind, id: z.string(), reason: z.string(), message: z.string() }))
    .readonly(),
  imports: z
    .strictObject({
      finished: z.boolean().describe('false: the time was over first'),
      expected: count,
      processed: count,
      errors: z
        .array(z.strictObject({ workId: z.string(), message: z.string(), objectId: z.string().optional() }))
        .readonly(),
    })
    .optional()
    .describe('with --wait: what OpenCTI made of it'),
  due: z.literal(false).optional().describe('with --if-due: it was not due, and nobody was asked'),
  continueWith: z
    .array(z.strictObject({ only: kind, since: time }))
    .readonly()
    .optional()
    .describe('a backfill (--since) that stopped early: --only and --since of the runs for the rest'),
});

export type SyncDocument = z.infer<typeof syncDocument>;
