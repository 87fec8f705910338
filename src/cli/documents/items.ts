import { z } from 'zod';

import { count, failureText, kind, time } from './common.js';

const itemStatus = z
  .enum([
    'new',
    'changed',
    'delivered',
    'incomplete',
    'failed',
    'again',
    'given-up',
    'older',
    'off',
    'unknown',
  ])
  .describe(
    [
      'new: not delivered; the next sync will deliver it',
      'changed: the listing entry differs from the delivered one; the next sync will deliver it',
      'delivered: stored as delivered, or older than the look-back and before the time up to which everything is delivered',
      'incomplete: delivered without its PDF or STIX',
      'failed: queued for retry',
      'again: OpenCTI lost objects of it, or refused some that another version of this program delivered; the next sync will deliver it again',
      'given-up: failed for 30 days, or forgotten by `reset --failed`; a change, push or `--retry-failed` (not after a reset) delivers it',
      'older: dated before the start; sync does not deliver it, and a delivery by a backfill or push is stored only for the look-back',
      'unknown: the state cannot be read, and no sync starts',
      'off: its report type is switched off; sync does not deliver it',
    ].join('; '),
  );

/** Whether an item has been delivered, and whether the next sync will deliver it. */
export type ItemStatus = z.infer<typeof itemStatus>;

const texts = z.array(z.string()).readonly();

/** Only reports have a type and a title. */
const listed = {
  id: z.string().describe('id of the item'),
  date: time.describe('date of the item in the listing'),
  type: z.string().nullable().optional().describe('reports: the report type, null if it has none'),
  title: z.string().optional().describe('reports: the title'),
  state: itemStatus,
};

const list = z.array(z.strictObject(listed)).readonly();

const more = z.boolean().describe('there are further items beyond --limit');
/** `reports list`, `bundles list`: newest first. */
export const listDocument = z.union([
  z.strictObject({ reports: list.describe('newest first'), more }),
  z.strictObject({ bundles: list.describe('newest first'), more }),
]);
export type ListDocument = z.infer<typeof listDocument>;

export const showDocument = z.strictObject({
  kind: kind.describe('reports or bundles'),
  ...listed,
  digest: z.string().optional().describe('as received, with its markup'),
  tags: texts.optional().describe('reports: the tags of ThreatVision'),
  page: z.string().optional().describe('reports: the page in ThreatVision'),
  links: z.record(z.string(), z.string()).describe('format → URL without its query'),
  objects: count.describe('STIX objects of a delivery, without the PDF'),
  types: z.record(z.string(), count).describe('STIX type → number of objects'),
  indicators: texts.describe('patterns of the first indicators'),
  markings: texts.describe('names of the TLP markings in the delivery'),
  missing: texts.describe('parts that could not be downloaded, with the reason'),
  notes: z
    .array(
      z.strictObject({
        code: z.string().describe('stable, for scripts'),
        message: z.string().describe('what was changed, for people'),
        objectId: z.string().optional().describe('STIX id of the object'),
        objectType: z.string().optional().describe('STIX type of the object'),
        objectName: z.string().optional().describe('name or value of the object, shortened'),
      }),
    )
    .readonly()
    .describe('what OpenCTI would not have imported, or the conversion changed otherwise, and what was done'),
  graph: z.string().optional().describe('with --graph: the written page'),
});
export type ShowDocument = z.infer<typeof showDocument>;

export const verifyDocument = z.strictObject({
  kind: kind.describe('reports or bundles'),
  items: z
    .array(
      z.strictObject({
        id: z.string().describe('id of the item'),
        title: z.string().optional().describe('reports: the title'),
        objects: count.describe('STIX objects of a delivery'),
        missing: z
          .array(
            z.strictObject({
              id: z.string().describe('STIX id'),
              type: z.string().describe('STIX type'),
              name: z.string().optional().describe('name or value, shortened'),
              error: z.string().optional().describe('what OpenCTI reported when it refused the object'),
            }),
          )
          .readonly()
          .describe('objects that OpenCTI does not have'),
        failure: failureText.optional().describe('why the item could not be converted'),
      }),
    )
    .readonly()
    .describe('in the order of the command line; with --since newest first'),
});
export type VerifyDocument = z.infer<typeof verifyDocument>;

export const exportDocument = z.strictObject({
  format: z.enum(['stix', 'html', 'original', 'pdf', 'csv', 'txt']).describe('the value of --format'),
  files: z
    .array(
      z.strictObject({
        id: z.string().describe('id of the item'),
        path: z.string().describe('the written file'),
        bytes: count.describe('its size'),
      }),
    )
    .readonly()
    .describe('one file for each item'),
});
export type ExportDocument = z.infer<typeof exportDocument>;
