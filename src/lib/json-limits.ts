/** A parsed value takes up to eighty times the memory of its text, so the text is measured first. */
export interface JsonLimits {
  /** Levels of nesting. */
  readonly depth: number;
  /** Objects and lists together. */
  readonly containers: number;
  /** Members of all objects and lists together. */
  readonly values: number;
}

/** Far above the largest known report (docs/operations.md#limits); a value takes about 200 MB at most. */
export const jsonLimits: JsonLimits = { depth: 200, containers: 1_000_000, values: 5_000_000 };

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openingBracket = 0x5b;
const closingBracket = 0x5d;
const openingBrace = 0x7b;
const closingBrace = 0x7d;

/**
 * Measures JSON in one pass without allocation; text that is not JSON, up to its first error.
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

/** The index of the closing quote, or -1. A quote after an odd number of backslashes is escaped. */
function endOfString(json: Uint8Array, start: number): number {
  for (let end = json.indexOf(quote, start + 1); end >= 0; end = json.indexOf(quote, end + 1)) {
    let backslashes = 0;
    while (json[end - 1 - backslashes] === backslash) backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return -1;
}
