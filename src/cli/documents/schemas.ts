import { z } from 'zod';

import { count, errorDocument, failureText, kind, platformAnswer, time } from './common.js';
import { importResult, importsStatus } from './imports.js';
import { listDocument, showDocument, exportDocument, verifyDocument } from './items.js';

export type { PlatformKnowledge, PlatformAnswer } from './common.js';
export type { ItemStatus, ListDocument, ShowDocument, ExportDocument, VerifyDocument } from './items.js';

/** `auth`, also if it fails: both accounts are always checked. */
export const authDocument = z.strictObject({
  threatvision: z
    .union([
      z.strictObject({
        url: z.string().describe('teamt5.api_base_url'),
        credentials: z.enum(['oauth', 'api-key']).describe('which credentials are configured'),
        tokenExpiresAt: time.nullable().describe('end of the access token; null: not known'),
      }),
      z.strictObject({ error: failureText.describe('why the account cannot be used') }),
    ])
    .describe('the account at ThreatVision'),
  opencti: platformAnswer.describe('the account at OpenCTI, and the connector there'),
  state: z
    .union([
      z.strictObject({ directory: z.string().describe('state.dir, or the default') }),
      z.strictObject({ error: failureText.describe('why it cannot be used') }),
    ])
    .describe('the directory of the local state, of the lock and of the cached token'),
  error: failureText.optional().describe('the failure that decides the exit code'),
});
export type AuthDocument = z.infer<typeof authDocument>;

export const authClearDocument = z.strictObject({
  cleared: z.literal(true).describe('the cached token was deleted'),
});

export const configDocument = z.strictObject({
  file: z.string().nullable().describe('the configuration file that was read; null: none was found'),
  options: z
    .array(
      z.strictObject({
        key: z.string().describe('the key in a file: section.name'),
        env: z.string().describe('the environment variable'),
        value: z.string().nullable().describe('the value; *** for a secret, null if it is not set'),
        origin: z
          .strictObject({
            source: z.string().describe('default, file, environment or flag'),
            name: z.string().describe('the file, the variable or the flag'),
          })
          .nullable()
          .describe('where the value comes from; null if there is none'),
        problem: z
          .string()
          .optional()
          .describe('the problem of a value that is not usable; `value` is null then'),
      }),
    )
    .readonly()
    .describe('every option, in the order of docs/configuration.md'),
  missing: z
    .array(z.string())
    .readonly()
    .describe('keys of needed options that are not set; empty if the configuration is not usable'),
  error: failureText.optional().describe('present if the configuration is not usable'),
});
export type ConfigDocument = z.infer<typeof configDocument>;

export const initDocument = z.strictObject({
  file: z.string().describe('the written file'),
  missing: z.array(z.string()).readonly().describe('keys that still have to be filled in'),
  backup: z.string().nullable().describe('with --force: the copy of the file that was overwritten'),
});
export type InitDocument = z.infer<typeof initDocument>;

export const resetDocument = z.strictObject({
  dryRun: z.boolean().describe('with --dry-run: nothing was changed'),
  what: z.string().describe('what was forgotten, for people'),
  failed: z
    .array(
      z.strictObject({
        kind: kind.describe('reports or bundles'),
        id: z.string().describe('id of the item'),
      }),
    )
    .readonly()
    .optional()
    .describe('with --failed: the forgotten items'),
});
export type ResetDocument = z.infer<typeof resetDocument>;

const waitingItem = z.strictObject({
  id: z.string().describe('id of the item'),
  lack: z
    .enum(['item', 'pdf', 'stix'])
    .describe('item: failed; otherwise, the part that is missing from the delivery'),
  reason: z.string().describe('why the last attempt failed: stable, for scripts'),
  message: z.string().describe('why the last attempt failed, for people'),
  attempts: count.describe('number of attempts'),
  firstAttempt: time.describe('time of the first attempt'),
  lastAttempt: time.describe('time of the last attempt'),
  nextTry: time.nullable().describe('null: given up'),
});

const kindStatus = z
  .strictObject({
    start: time.describe('items dated before it are not delivered'),
    watermark: time
      .nullable()
      .describe(
        'every item dated at or before it was delivered, waits for a retry or was given up; null: none yet',
      ),
    recent: count.describe('delivered items within the look-back'),
    waiting: z.array(waitingItem).readonly().describe('items that wait for a retry or were given up'),
    forgotten: z
      .array(z.string())
      .readonly()
      .describe('ids of failed items that `reset --failed` gave up; no figure counts them'),
  })
  .nullable();

const verdict = z.strictObject({
  status: z.enum(['ok', 'warning', 'critical', 'unknown']).describe('the verdict, with exit code 0, 1, 2, 3'),
  message: z.string().describe('the reason, for people'),
});

export const statusDocument = z.strictObject({
  verdict: verdict.describe('as of `status --check` with its defaults, without the reason of a failed run'),
  statePath: z.string().describe('the file of the local state'),
  missing: z
    .array(z.string())
    .readonly()
    .describe('keys of needed options that are not set: no run can start without them'),
  lock: z
    .strictObject({
      pid: z.int().describe('process id of the run'),
      host: z.string().describe('name of its machine'),
      since: z.string().describe('its start, ISO 8601'),
    })
    .nullable()
    .describe('the active run; null: there is none'),
  openWorks: z
    .array(z.string())
    .readonly()
    .describe('imports in OpenCTI (works) that a later run has to end'),
  lastRun: z
    .strictObject({
      startedAt: time.describe('start of the run'),
      finishedAt: time.describe('end of the run'),
      outcome: z.string().describe('as in `sync --json`'),
      backfill: z.boolean().describe('it had --since: no later run continues it'),
      lastSuccess: time
        .nullable()
        .describe('start of the last complete run after which no item was waiting or given up'),
    })
    .nullable()
    .describe('the last run that started; outcome as in `sync --json`'),
  lastFailure: z
    .strictObject({
      time: time.describe('when it failed'),
      reason: z.string().describe('stable, for scripts'),
      message: z.string().describe('for people'),
    })
    .nullable()
    .describe(
      'the failure of the last run, also if it could not start; `interrupted` or `did-not-end` (killed) if it could not store its end',
    ),
  reports: kindStatus.describe('progress of the reports; null before the first run'),
  bundles: kindStatus.describe('progress of the bundles; null before the first run'),
  imports: importsStatus.nullable().describe('what became of delivered objects; null before the first run'),
  opencti: platformAnswer.nullable().describe('null: not configured, or --offline'),
  html: z.string().optional().describe('with --html: the file of the page'),
});
export type StatusDocument = z.infer<typeof statusDocument>;

export const checkDocument = verdict;
export type CheckDocument = z.infer<typeof checkDocument>;

const kindCounts = z.strictObject({
  listed: count.describe('entries in the list of ThreatVision'),
  delivered: count.describe('new items'),
  updated: count.describe('deliveries of changed items, or of a part that was missing'),
  skipped: count.describe('items without anything to do'),
  failed: count.describe('items that failed and are retried'),
});

/** `sync` and `push`, for every outcome. */
export const syncDocument = z.strictObject({
  version: z.string().describe('version of teamt5-opencti'),
  startedAt: time.describe('start of the run'),
  finishedAt: time.describe('end of the run'),
  dryRun: z.boolean().describe('with --dry-run: nothing was sent or stored'),
  outcome: z
    .enum(['done', 'nothing-new', 'partial', 'postponed', 'budget', 'interrupted', 'reset', 'failed'])
    .describe(
      [
        'done: everything new was delivered',
        'nothing-new: there was nothing to deliver',
        'partial: items failed and are retried',
        'postponed: the queue of OpenCTI was too long',
        'budget: --max-items or --max-duration was reached',
        'interrupted: by a signal',
        'reset: the connector was reset during the run',
        'failed: `error` has the reason',
      ].join('; '),
    ),
  error: failureText.optional().describe('why the run failed'),
  reports: kindCounts.describe('numbers of reports'),
  bundles: kindCounts.describe('numbers of bundles'),
  objects: count.describe('STIX objects delivered'),
  bytes: count.describe('their size'),
  requests: count.describe('HTTP requests, retries included'),
  retries: count.describe('HTTP requests that were retries'),
  failures: z
    .array(
      z.strictObject({
        kind: kind.describe('reports or bundles'),
        id: z.string().describe('id of the item'),
        reason: z.string().describe('stable, for scripts'),
        message: z.string().describe('for people'),
        nextTry: time.nullable().describe('a run after it retries the item; null: given up'),
      }),
    )
    .readonly()
    .describe('items that failed in this run'),
  items: z
    .array(
      z.strictObject({
        kind: kind.describe('reports or bundles'),
        id: z.string().describe('id of the item'),
        title: z.string().nullable().describe('title of a report'),
        date: time.describe('date of the item in the listing'),
        trigger: z
          .enum(['new', 'changed', 'retry', 'again', 'backfill', 'requested'])
          .describe(
            'why it was processed; again: OpenCTI lost or refused objects of it; backfill: delivered before, and again by --since; requested: by push',
          ),
        outcome: z
          .enum(['delivered', 'updated', 'incomplete', 'empty', 'failed'])
          .describe(
            'with --dry-run: what a run would do; incomplete: without its PDF or STIX; empty: nothing to import',
          ),
        objects: count.describe('STIX objects delivered'),
        notes: z
          .array(
            z.strictObject({
              code: z.string().describe('as in `show`'),
              message: z.string().describe('of one of them, for people'),
              count: count.describe('number of notes with this code'),
            }),
          )
          .readonly()
          .describe('what the conversion changed'),
      }),
    )
    .readonly()
    .describe('the items that were processed, oldest first'),
  imports: importResult.optional().describe('with --wait: the result of the import'),
  due: z.literal(false).optional().describe('with --if-due: the run was not due'),
  continueWith: z
    .array(
      z.strictObject({
        only: kind.describe('the value of --only'),
        since: time.describe('the value of --since'),
      }),
    )
    .readonly()
    .optional()
    .describe(
      'after a backfill (--since) that stopped early: --only and --since of the runs that deliver the rest',
    ),
});

export type SyncDocument = z.infer<typeof syncDocument>;

/** Command → schema of its `--json` document. Commands import only the types, so that no run loads zod. */
const completionDocument = z.strictObject({
  shell: z.string().describe('bash, zsh or fish'),
  script: z.string().describe('the text to install'),
});
export type CompletionDocument = z.infer<typeof completionDocument>;

export const documentSchemas = {
  init: z.union([initDocument, errorDocument]),
  auth: z.union([authDocument, authClearDocument, errorDocument]),
  sync: z.union([syncDocument, errorDocument]),
  status: z.union([statusDocument, checkDocument, errorDocument]),
  config: z.union([configDocument, errorDocument]),
  reset: z.union([resetDocument, errorDocument]),
  list: z.union([listDocument, errorDocument]),
  show: z.union([showDocument, errorDocument]),
  export: z.union([exportDocument, errorDocument]),
  push: z.union([syncDocument, errorDocument]),
  verify: z.union([verifyDocument, errorDocument]),
  completion: z.union([completionDocument, errorDocument]),
} as const;

/** JSON Schema (draft 2020-12) of each command's document. */
export function jsonSchemas(): Readonly<Record<string, object>> {
  return Object.fromEntries(
    Object.entries(documentSchemas).map(([name, schema]) => [name, z.toJSONSchema(schema)]),
  );
}
