/** First release whose users need APIACCESS_USETOKEN to use a token (docs/opencti-api.md#rights). */
export const tokenRightSince = '7.260224.0';
/**
 * First release that registers an existing connector without `auto` and `only_contextual`. 6.7.5 was recorded to fail;
 * the guard came in one of the releases up to this one (docs/opencti-api.md#registering-a-connector).
 */
export const optionalBooleansSince = '6.9.5';
/** First release that names the connector in the cause of a refused push; 6.7.5 was recorded not to. */
export const causeNamesConnectorSince = '7.0.0';

/**
 * Whether `version` is `first` or later: dotted parts compared as numbers, a suffix ignored
 * (docs/opencti-api.md#versions).
 */
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
