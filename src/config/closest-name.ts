/** Levenshtein distance: how many letters have to be inserted, removed or replaced. */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [row, letter] of Array.from(a).entries()) {
    const current = [row + 1];
    for (const [column, other] of Array.from(b).entries()) {
      current.push(
        Math.min(
          (previous[column + 1] ?? 0) + 1,
          (current[column] ?? 0) + 1,
          (previous[column] ?? 0) + (letter === other ? 0 : 1),
        ),
      );
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}

/**
 * The name that `unknown` is most likely a misspelling of, for a "did you mean"; undefined where none is near.
 * Case, `-` and `_` do not count: `apiBaseUrl` is near `api_base_url`.
 */
export function closestName(unknown: string, names: readonly string[], furthest = 2): string | undefined {
  const plain = (name: string): string => name.toLowerCase().replaceAll(/[-_]/g, '');
  const wanted = plain(unknown);
  if (wanted.length > 100) return undefined;
  const ranked = names
    .map((name) => ({ name, far: distance(wanted, plain(name)) }))
    .sort((a, b) => a.far - b.far);
  const best = ranked[0];
  return best !== undefined && best.far <= Math.min(furthest, wanted.length / 3) ? best.name : undefined;
}
