import { stripVTControlCharacters } from 'node:util';

/** Text of at most `maxLength` characters; a longer one ends with `…`, never within a surrogate pair. */
export function truncate(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const kept = text.slice(0, maxLength - 1);
  return `${/[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}

/** `1 object`, `2 objects`. */
export function pluralize(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}

/** Controls, reordering (Unicode UAX #9) and invisible characters; joiners belong to scripts and emoji. */
const unsafe =
  /[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Bidi_Control}\u2800]|(?![\p{Variation_Selector}\p{Join_Control}])[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** Invisible without effect on a terminal: soft hyphen, zero-width space, word joiner, byte order mark. */
const harmless = /[\u00ad\u200b\u2060\ufeff]+/g;

/** Combining marks and joiners beyond those of any script and emoji, and repeated joiners. Bounded: see `excessMarks`. */
const stacked =
  /(?<=[\p{M}\p{Join_Control}]{8})[\p{M}\p{Join_Control}]{1,1000}|(?<=\p{Join_Control})\p{Join_Control}{1,1000}/gu;

const codeOf = (character: string): string =>
  (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');

/** Characters that are read of a text: its controls become texts of eight characters, in ten times the time. */
const longestRead = 2 * 1024 * 1024;

/** Outside text as one line that is safe for a terminal; line breaks become ` | `, controls their codes. */
export function plainText(text: string): string {
  return safeCharacters(
    stripVTControlCharacters(truncate(text, longestRead))
      .split(/[\r\n\u2028\u2029]+/)
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .join(' | ')
      .replaceAll('\t', ' '),
  );
}

function safeCharacters(text: string): string {
  return text
    .replaceAll(harmless, '')
    .replaceAll(stacked, '')
    .replaceAll(unsafe, (character) => `<U+${codeOf(character)}>`);
}

/** Text from outside on one line, with single spaces, at most `maxLength` characters long. */
export function singleLine(text: string, maxLength = 500): string {
  const spaced = truncate(text, longestRead)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  return truncate(safeCharacters(spaced), maxLength);
}

/** The styles of chalk and of the log. Others hide text or imitate a prompt. */
const styles = /\u001b\[(?:0|1|2|22|31|32|33|36|39)m/;

/** The last check of stdout and stderr: no terminal controls but line breaks, tabs and styles. */
export function terminalText(text: string): string {
  const allowed = new RegExp(`${styles.source}|[\\n\\t]|${unsafe.source}`, 'gu');
  return text.replaceAll(allowed, (found) =>
    found.startsWith('\u001b[') || found === '\n' || found === '\t' ? found : `<U+${codeOf(found)}>`,
  );
}

/** JSON in which characters that control a terminal or reorder text are escaped. */
export function jsonText(value: unknown, indentation?: number): string {
  return JSON.stringify(value, null, indentation).replaceAll(unsafe, (character) =>
    character === '\n' ? character : escapeUnits(character),
  );
}

function escapeUnits(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
}

/** The name that `unknown` most likely misspells; undefined if none is near. Ignores case, `-` and `_`. */
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

/** Damerau's restricted distance: insertions, deletions, replacements, exchanges of neighbors. */
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
