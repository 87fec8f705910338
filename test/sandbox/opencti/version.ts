/**
 * Whether `version` is `first` or later: dotted parts compared as numbers, a suffix ignored
 * (contract page, section 3: `6.x.y`, since 2026 `7.YYMMDD.n`).
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
