/** Users need APIACCESS_USETOKEN to use a token (docs/opencti-api.md#rights). */
export const tokenRightSince = '7.260224.0';
/** 6.7.5 requires `auto` and `only_contextual` (docs/opencti-api.md#registering-a-connector). */
export const optionalBooleansSince = '6.9.5';
/** Recordings of 6.7.5 have no name of the connector in the cause of a refused push. */
export const causeNamesConnectorSince = '7.0.0';

/** Dotted parts compared as numbers, a suffix ignored (docs/opencti-api.md#versions). */
export function atLeast(version: string, first: string): boolean {
  const [have, want] = [parts(version), parts(first)];
  for (let i = 0; i < want.length; i += 1) {
    const difference = (have[i] ?? 0) - (want[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function parts(version: string): number[] {
  return (/^\d+(\.\d+)*/.exec(version)?.[0] ?? '0').split('.').map(Number);
}
