import type { ImportOutcome } from '../../sandbox/opencti/import/index.js';

export function notTaken({ objects }: ImportOutcome): readonly string[] {
  return objects.flatMap(({ id, result, error }) =>
    result.startsWith('arrived') && error === undefined ? [] : [`${id} is ${result}: ${error ?? ''}`],
  );
}
