import { z } from 'zod';

/** ISO 8601 in UTC. */
export const time = z.iso.datetime();
export const kind = z.enum(['reports', 'bundles']);
export const count = z.int().nonnegative();

/** What every command says of a failure. `reason` is stable; the texts are for people. */
export const failureText = z.strictObject({ reason: z.string(), message: z.string(), hint: z.string() });

/** What every command but a run prints when it fails. */
export const errorDocument = z.strictObject({ error: failureText });

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

const itemStatus = z
  .enum(['new', 'changed', 'delivered', 'incomplete', 'failed', 'older', 'off'])
  .describe(
    [
      'new: not delivered, the next sync takes it',
      'changed: its entry is another than the delivered one, the next sync takes it',
      'delivered: remembered as such, or passed by the watermark and older than the look-back',
      'incomplete: delivered without its PDF or STIX',
      'failed: waits for another try',
      'older: dated before the start of the cursor, sync does not take it; whether a backfill or a push has delivered it is remembered for the look-back only',
      'off: of a report type that is switched off, sync does not take it',
    ].join('; '),
  );

/** What became of an item here, and whether the next sync takes it. */
export type ItemStatus = z.infer<typeof itemStatus>;

const texts = z.array(z.string()).readonly();

/** What the listing gives of any item; type and title are a report's. */
const listed = {
  id: z.string(),
  date: time,
  type: z.string().nullable().optional(),
  title: z.string().optional(),
  state: itemStatus,
};

const list = z.array(z.strictObject(listed)).readonly();

const more = z.boolean().describe('there are older ones beyond --limit');
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
  links: z.record(z.string(), z.string()).describe('format -> address, without its query'),
  objects: count.describe('STIX objects that a delivery brings, the PDF apart'),
  types: z.record(z.string(), count).describe('STIX type -> objects'),
  indicators: texts.describe('patterns of the first ones'),
  markings: texts,
  missing: texts,
  notes: z
    .array(z.strictObject({ code: z.string(), message: z.string(), objectId: z.string().optional() }))
    .readonly()
    .describe('what the conversion changed or left out'),
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

/**
 * Command -> what it prints with `--json`. The commands use the types alone, so that no run loads a schema; tests hold
 * what they really print against these.
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
