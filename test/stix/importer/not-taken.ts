import type { ImportOutcome } from '../../sandbox/opencti/import/index.js';

/** The objects that the importer does not take without an error, each with its result. */
export function notTaken({ objects }: ImportOutcome): readonly string[] {
  return objects.flatMap(({ id, result, error }) =>
    result.startsWith('arrived') && error === undefined ? [] : [`${id} is ${result}: ${error ?? ''}`],
  );
}
