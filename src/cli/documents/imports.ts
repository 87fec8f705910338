import { z } from 'zod';

import { count, kind, time } from './common.js';

const refusedObject = {
  message: z.string().describe('what OpenCTI recorded'),
  objectId: z.string().optional().describe('STIX id of the refused object, if it is known'),
  objectType: z.string().optional().describe('its STIX type'),
  objectName: z.string().optional().describe('its name or value'),
};

/** Of the run itself. */
export const importResult = z.strictObject({
  finished: z.boolean().describe('false: --wait ended first'),
  expected: count.describe('objects to import'),
  processed: count.describe('objects imported or refused'),
  errors: z
    .array(
      z.strictObject({
        workId: z.string().describe('id of the work in OpenCTI'),
        ...refusedObject,
      }),
    )
    .readonly()
    .describe('objects that OpenCTI refused'),
});

/** Of earlier runs. */
export const importsStatus = z.strictObject({
  unfinished: count.describe('works of earlier runs whose import is not known to be complete'),
  refused: z
    .array(
      z.strictObject({
        kind: kind.describe('reports or bundles'),
        item: z.string().optional().describe('id of the item; absent if the work has several items'),
        work: z.string().describe('name of the work in OpenCTI'),
        ...refusedObject,
        time: time.describe('when a run read it'),
      }),
    )
    .readonly()
    .describe(
      'objects that OpenCTI refused in the last 30 days, and items that were lost before their import',
    ),
});
