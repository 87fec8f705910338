/** First release that has `stixBundlePush`: nothing can be delivered by HTTPS to an older one. */
export const lowestVersion = '6.2.6';

/** First release of each capability (docs/opencti-api.md#versions). */
const firstReleases = [
  ['connectorInfo', '6.2.12'],
  ['pushIntoWork', '6.5.7'],
  ['enrichmentResolution', '6.8.9'],
  ['multiPartWork', '7.260422.0'],
] as const;

export type Capability = (typeof firstReleases)[number][0];

export type Capabilities = ReadonlySet<Capability>;

/** Undefined for an unreadable or too old version; `6.x.y`, since 2026 `7.YYMMDD.n`, suffixes ignored. */
export function capabilitiesOf(version: string): Capabilities | undefined {
  const parts = partsOf(version);
  if (parts === undefined || !isAtLeast(parts, lowestVersion)) return undefined;
  return new Set(firstReleases.filter(([, first]) => isAtLeast(parts, first)).map(([name]) => name));
}

/** As text, 6.10 would sort before 6.9. */
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
