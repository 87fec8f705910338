/**
 * What JSON from outside may hold. A parsed value takes up to eighty times the memory of its text (a list of `{}`), so the
 * text is measured first.
 */
export interface JsonLimits {
  /** Levels of nesting. */
  readonly depth: number;
  /** Objects and lists together. */
  readonly containers: number;
  /** Members of all objects and lists together. */
  readonly values: number;
}

/**
 * The largest known report has 5 levels, 4,200 objects and lists and 27,000 values (docs/operations.md#limits). At these
 * limits a parsed value takes about 200 MB.
 */
export const jsonLimits: JsonLimits = { depth: 200, containers: 1_000_000, values: 5_000_000 };

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openingBracket = 0x5b;
const closingBracket = 0x5d;
const openingBrace = 0x7b;
const closingBrace = 0x7d;

/**
 * Compares a JSON text with limits in one pass and without memory of its own. Up to its first error, a text that is not
 * JSON is measured as `JSON.parse` reads it, so that nothing can be hidden from the measurement.
 * @returns what is exceeded, as in "the response …"; undefined if nothing is
 */
export function exceededLimit(json: Uint8Array, limits: JsonLimits = jsonLimits): string | undefined {
  const { length } = json;
  let depth = 0;
  let containers = 0;
  let commas = 0;
  for (let index = 0; index < length; index++) {
    switch (json[index]) {
      case quote:
        index = endOfString(json, index);
        if (index < 0) return undefined;
        break;
      case comma:
        // A container has one comma less than members.
        if (++commas + containers > limits.values) return `has more than ${limits.values} values`;
        break;
      case openingBracket:
      case openingBrace:
        if (++depth > limits.depth) return `is nested more than ${limits.depth} levels deep`;
        if (++containers > limits.containers) return `has more than ${limits.containers} objects and lists`;
        break;
      case closingBracket:
      case closingBrace:
        depth--;
        break;
      default:
    }
  }
  return undefined;
}

/** The index of the quote that ends a string; -1 if none does. An even number of backslashes before it escapes nothing. */
function endOfString(json: Uint8Array, start: number): number {
  for (let end = json.indexOf(quote, start + 1); end >= 0; end = json.indexOf(quote, end + 1)) {
    let backslashes = 0;
    while (json[end - 1 - backslashes] === backslash) backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return -1;
}
