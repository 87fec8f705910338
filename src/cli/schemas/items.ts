import { z } from 'zod';

import { count, kind, time } from './common.js';

const state = z
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
const texts = z.array(z.string()).readonly();

/** What the listing gives of any item; type and title are a report's. */
const listed = {
  id: z.string(),
  date: time,
  type: z.string().nullable().optional(),
  title: z.string().optional(),
  state,
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
