import type { Capabilities } from './types.js';

/** First release that has `stixBundlePush`: below it nothing can be delivered by HTTPS. */
export const lowestVersion = '6.2.6';

/** First release of each capability (contract page, section 3). */
const firstRelease: Readonly<Record<keyof Capabilities, string>> = {
  connectorInfo: '6.2.12',
  pushIntoWork: '6.5.7',
  enrichmentResolution: '6.8.9',
  multiPartWork: '7.260422.0',
};

/**
 * What the platform of this version can do; undefined where the version is unreadable or too old.
 * @param version as `about` tells it: `6.x.y`, since 2026 `7.YYMMDD.n`; a suffix is ignored
 */
export function capabilitiesOf(version: string): Capabilities | undefined {
  const parts = partsOf(version);
  if (parts === undefined || !atLeast(parts, lowestVersion)) return undefined;
  return {
    connectorInfo: atLeast(parts, firstRelease.connectorInfo),
    pushIntoWork: atLeast(parts, firstRelease.pushIntoWork),
    enrichmentResolution: atLeast(parts, firstRelease.enrichmentResolution),
    multiPartWork: atLeast(parts, firstRelease.multiPartWork),
  };
}

/** The dotted parts as numbers: as text, 6.10 would come before 6.9. */
function partsOf(version: string): readonly number[] | undefined {
  const dotted = /^\d+(\.\d+)+/.exec(version.trim())?.[0];
  return dotted?.split('.').map(Number);
}

function atLeast(parts: readonly number[], first: string): boolean {
  const wanted = partsOf(first) ?? [];
  for (const [index, want] of wanted.entries()) {
    const have = parts[index] ?? 0;
    if (have !== want) return have > want;
  }
  return true;
}
