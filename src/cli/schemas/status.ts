import { z } from 'zod';

import { count, time } from './common.js';
import { platformAnswer } from './platform.js';

const waitingItem = z.strictObject({
  id: z.string(),
  lack: z.enum(['item', 'pdf', 'stix']).describe('item: failed; else delivered without it'),
  reason: z.string(),
  message: z.string(),
  attempts: count,
  firstAttempt: time,
  lastAttempt: time,
  nextTry: time.nullable().describe('null: given up'),
});

const kindStatus = z
  .strictObject({
    start: time,
    watermark: time.nullable().describe('everything at or before it is settled'),
    recent: count.describe('items remembered one by one'),
    waiting: z.array(waitingItem).readonly(),
  })
  .nullable();

/** `status`. */
export const statusDocument = z.strictObject({
  statePath: z.string(),
  lock: z.strictObject({ pid: z.int(), host: z.string(), since: z.string() }).nullable(),
  openWorks: z.array(z.string()).readonly(),
  lastRun: z
    .strictObject({
      startedAt: time,
      finishedAt: time,
      outcome: z.string(),
      backfill: z.boolean().describe('it had --since: no later run continues it'),
      lastSuccess: time.nullable().describe('start of the last run over everything that left nothing behind'),
    })
    .nullable()
    .describe('the last run that began; outcome as of `sync --json`'),
  lastFailure: z
    .strictObject({ time, reason: z.string(), message: z.string() })
    .nullable()
    .describe(
      'why the last run failed, also one that could not begin, or `interrupted` where that kept it from noting its end; null: neither',
    ),
  reports: kindStatus,
  bundles: kindStatus,
  opencti: platformAnswer.nullable().describe('null: not configured, or --offline'),
});
export type StatusDocument = z.infer<typeof statusDocument>;
