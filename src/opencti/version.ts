/** First release that has `stixBundlePush`: below it nothing can be delivered by HTTPS. */
export const lowestVersion = '6.2.6';

/** First release of each capability (docs/opencti-api.md#versions). A new capability is one row here. */
const firstReleases = [
  ['connectorInfo', '6.2.12'],
  ['pushIntoWork', '6.5.7'],
  ['enrichmentResolution', '6.8.9'],
  ['multiPartWork', '7.260422.0'],
] as const;

export type Capability = (typeof firstReleases)[number][0];

/** What a release of the platform can do. */
export type Capabilities = ReadonlySet<Capability>;

/**
 * The capabilities of a release; undefined if the version is unreadable or too old.
 * @param version as in `about`: `6.x.y`, since 2026 `7.YYMMDD.n`; a suffix is ignored
 */
export function capabilitiesOf(version: string): Capabilities | undefined {
  const parts = partsOf(version);
  if (parts === undefined || !isAtLeast(parts, lowestVersion)) return undefined;
  return new Set(firstReleases.filter(([, first]) => isAtLeast(parts, first)).map(([name]) => name));
}

/** The dotted parts as numbers: as text, 6.10 would sort before 6.9. */
function partsOf(version: string): readonly number[] | undefined {
  const dotted = /^\d+(\.\d+)+/.exec(version.trim())?.[0];
  return dotted?.split('.').map(Number);
}

function isAtLeast(parts: readonly number[], first: string): boolean {
  const wanted = partsOf(first) ?? [];
  for (const [index, want] of wanted.entries()) {
    const have = parts[index] ?? 0;
    if (have !== want) return have > want;
  }
  return true;
}
