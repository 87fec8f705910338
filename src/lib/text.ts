import { stripVTControlCharacters } from 'node:util';

/** Text on one line without control and format characters, at most `maxLength` characters long. */
export function singleLine(text: string, maxLength = 500): string {
  return truncate(text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim(), maxLength);
}

/** Text of at most `maxLength` characters; a longer one ends with `…`. */
export function truncate(text: string, maxLength: number): string {
  return text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
}

/** `1 object`, `2 objects`: a count with its noun. */
export function pluralize(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}

/** C0 and C1 controls, DEL, line separators, and the marks that reorder text (Unicode UAX #9). */
const unsafe = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * Text from outside as one line that is safe for a terminal: escape sequences are removed, line breaks become ` | `, and
 * every other control character is shown as its code.
 */
export function plainText(text: string): string {
  return stripVTControlCharacters(text)
    .trim()
    .replaceAll(/\s*[\r\n\u2028\u2029]+\s*/g, ' | ')
    .replaceAll('\t', ' ')
    .replaceAll(
      unsafe,
      (character) => `<U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`,
    );
}

/**
 * The name that `unknown` is most likely a misspelling of, for a "did you mean"; undefined if none is near. Case, `-` and
 * `_` do not count: `apiBaseUrl` is near `api_base_url`.
 */
export function closestName(unknown: string, names: readonly string[], maxDistance = 2): string | undefined {
  const plain = (name: string): string => name.toLowerCase().replaceAll(/[-_]/g, '');
  const wanted = plain(unknown);
  if (wanted.length > 100) return undefined;
  const [best] = names
    .map((name) => ({ name, distance: editDistance(wanted, plain(name)) }))
    .sort((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance <= Math.min(maxDistance, wanted.length / 3)
    ? best.name
    : undefined;
}

/** Insertions, deletions, replacements, and exchanges of neighbors (Damerau's restricted distance). */
function editDistance(a: string, b: string): number {
  let beforePrevious: readonly number[] = [];
  let previous: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const isEqual = a[row - 1] === b[column - 1];
      const isExchange =
        row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(
        Math.min(
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (previous[column - 1] ?? 0) + (isEqual ? 0 : 1),
          isExchange ? (beforePrevious[column - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous.at(-1) ?? 0;
}
