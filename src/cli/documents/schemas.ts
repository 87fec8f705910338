import { z } from 'zod';

/** ISO 8601 in UTC. */
export const time = z.iso.datetime();
export const kind = z.enum(['reports', 'bundles']);
export const count = z.int().nonnegative();

/** A failure. `reason` is stable; the texts are for people. */
export const failureText = z.strictObject({ reason: z.string(), message: z.string(), hint: z.string() });

/** The document of a failed command; `sync` and `push` print their usual one. */
export const errorDocument = z.strictObject({ error: failureText });

/** The state of OpenCTI and of the connector in it, for `auth` and `status`. */
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
      takeOver: time
        .nullable()
        .describe('last_run of the Python connector, from which the next run continues; null: there is none'),
    })
    .nullable()
    .describe('null: not registered yet, or not visible to this account'),
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
    .describe('the last works, newest first'),
});
export type PlatformKnowledge = z.infer<typeof platformKnowledge>;

/** The same, or the failure of the request. */
export const platformAnswer = z.union([platformKnowledge, z.strictObject({ error: failureText })]);
export type PlatformAnswer = z.infer<typeof platformAnswer>;

/** `auth`, also if it fails: both accounts are always checked. */
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

const itemStatus = z
  .enum(['new', 'changed', 'delivered', 'incomplete', 'failed', 'older', 'off'])
  .describe(
    [
      'new: not delivered; the next sync will deliver it',
      'changed: the listing entry differs from the delivered one; the next sync will deliver it',
      'delivered: stored as delivered, or older than the look-back and at or before the watermark',
      'incomplete: delivered without its PDF or STIX',
      'failed: queued for retry',
      'older: dated before the start of the cursor; sync does not deliver it, and a delivery by a backfill or push is stored only for the look-back',
      'off: its report type is switched off; sync does not deliver it',
    ].join('; '),
  );

/** Whether an item has been delivered, and whether the next sync will deliver it. */
export type ItemStatus = z.infer<typeof itemStatus>;

const texts = z.array(z.string()).readonly();

/** What the listing contains; only reports have a type and a title. */
const listed = {
  id: z.string(),
  date: time,
  type: z.string().nullable().optional(),
  title: z.string().optional(),
  state: itemStatus,
};

const list = z.array(z.strictObject(listed)).readonly();

const more = z.boolean().describe('there are further items beyond --limit');
/** `reports list`, `bundles list`: newest first. */
export const listDocument = z.union([
  z.strictObject({ reports: list, more }),
  z.strictObject({ bundles: list, more }),
]);
export type ListDocument = z.infer<typeof listDocument>;

/** `reports show`, `bundles show`. */
export const showDocument = z.strictObject({
  kind,
  ...listed,
  digest: z.string().optional().describe('as received, with its markup'),
  tags: texts.optional(),
  page: z.string().optional(),
  links: z.record(z.string(), z.string()).describe('format → URL without its query'),
  objects: count.describe('STIX objects of a delivery, without the PDF'),
  types: z.record(z.string(), count).describe('STIX type → number of objects'),
  indicators: texts.describe('patterns of the first indicators'),
  markings: texts,
  missing: texts,
  notes: z
    .array(
      z.strictObject({
        code: z.string(),
        message: z.string(),
        objectId: z.string().optional(),
        objectType: z.string().optional(),
        objectName: z.string().optional().describe('name or value of the object, shortened'),
      }),
    )
    .readonly()
    .describe('what OpenCTI would not have imported, or the conversion changed otherwise, and what was done'),
});
export type ShowDocument = z.infer<typeof showDocument>;

/** `reports export`, `bundles export`. */
export const exportDocument = z.strictObject({
  format: z.enum(['stix', 'original', 'pdf', 'csv', 'txt']),
  files: z.array(z.strictObject({ id: z.string(), path: z.string(), bytes: count })).readonly(),
});
export type ExportDocument = z.infer<typeof exportDocument>;

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
        problem: z
          .string()
          .optional()
          .describe('the problem of a value that is not usable; `value` is null then'),
      }),
    )
    .readonly(),
  missing: z
    .array(z.string())
    .readonly()
    .describe('keys of needed options that are not set; empty if the configuration is not usable'),
  error: failureText.optional().describe('present if the configuration is not usable'),
});
export type ConfigDocument = z.infer<typeof configDocument>;

/** `init`. */
export const initDocument = z.strictObject({
  file: z.string(),
  missing: z.array(z.string()).readonly().describe('keys that still have to be filled in'),
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
    .describe('with --failed: the forgotten items'),
});
export type ResetDocument = z.infer<typeof resetDocument>;

const waitingItem = z.strictObject({
  id: z.string(),
  lack: z
    .enum(['item', 'pdf', 'stix'])
    .describe('item: failed; otherwise, the part that is missing from the delivery'),
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
    watermark: time.nullable().describe('every item dated at or before it is settled'),
    recent: count.describe('delivered items within the look-back'),
    waiting: z.array(waitingItem).readonly(),
  })
  .nullable();

/** `status`. */
export const statusDocument = z.strictObject({
  statePath: z.string(),
  missing: z
    .array(z.string())
    .readonly()
    .describe('keys of needed options that are not set: no run can start without them'),
  lock: z.strictObject({ pid: z.int(), host: z.string(), since: z.string() }).nullable(),
  openWorks: z.array(z.string()).readonly(),
  lastRun: z
    .strictObject({
      startedAt: time,
      finishedAt: time,
      outcome: z.string(),
      backfill: z.boolean().describe('it had --since: no later run continues it'),
      lastSuccess: time
        .nullable()
        .describe('start of the last complete run after which no item was waiting or given up'),
    })
    .nullable()
    .describe('the last run that started; outcome as in `sync --json`'),
  lastFailure: z
    .strictObject({ time, reason: z.string(), message: z.string() })
    .nullable()
    .describe(
      'the failure of the last run, also if it could not start; `interrupted` if it could not store its end',
    ),
  reports: kindStatus,
  bundles: kindStatus,
  opencti: platformAnswer.nullable().describe('null: not configured, or --offline'),
});
export type StatusDocument = z.infer<typeof statusDocument>;

const kindCounts = z.strictObject({
  listed: count,
  delivered: count.describe('new items'),
  updated: count.describe('deliveries of changed items'),
  skipped: count,
  failed: count,
});

/** `sync` and `push`, for every outcome. */
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
      finished: z.boolean().describe('false: --wait ended first'),
      expected: count,
      processed: count,
      errors: z
        .array(z.strictObject({ workId: z.string(), message: z.string(), objectId: z.string().optional() }))
        .readonly(),
    })
    .optional()
    .describe('with --wait: the result of the import'),
  due: z.literal(false).optional().describe('with --if-due: the run was not due'),
  continueWith: z
    .array(z.strictObject({ only: kind, since: time }))
    .readonly()
    .optional()
    .describe(
      'after a backfill (--since) that stopped early: --only and --since of the runs that deliver the rest',
    ),
});

export type SyncDocument = z.infer<typeof syncDocument>;

/**
 * Command → schema of its `--json` document. Commands import only the types, so that no run loads zod; tests check the
 * printed documents against the schemas.
 */
export const documentSchemas = {
  init: z.union([initDocument, errorDocument]),
  auth: z.union([authDocument, authClearDocument, errorDocument]),
  sync: z.union([syncDocument, errorDocument]),
  status: z.union([statusDocument, errorDocument]),
  config: z.union([configDocument, errorDocument]),
  reset: z.union([resetDocument, errorDocument]),
  list: z.union([listDocument, errorDocument]),
  show: z.union([showDocument, errorDocument]),
  export: z.union([exportDocument, errorDocument]),
  push: z.union([syncDocument, errorDocument]),
} as const;

/** JSON Schema (draft 2020-12) of each command's document. */
export function jsonSchemas(): Readonly<Record<string, object>> {
  return Object.fromEntries(
    Object.entries(documentSchemas).map(([name, schema]) => [name, z.toJSONSchema(schema)]),
  );
}
