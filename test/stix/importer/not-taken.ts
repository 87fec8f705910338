import type { ImportOutcome } from '../../sandbox/opencti/import/index.js';

/** The objects that the importer does not take without an error, each with its result. */
export function notTaken({ objects }: ImportOutcome): readonly string[] {
  return objects.flatMap(({ id, result, error }) =>
    (result.startsWith('arrived') && error === undefined) || isPatternFault(error)
      ? []
      : [`${id} is ${result}: ${error ?? ''}`],
  );
}

/** An indicator without a usable pattern is sent with a note: analysts can still read it in `reports show`. */
function isPatternFault(error: string | undefined): boolean {
  return error !== undefined && /Indicator of type \w+ is not correctly formatted/.test(error);
}
