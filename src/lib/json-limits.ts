import { randomInt } from 'node:crypto';

/** A parsed value takes up to eighty times the memory of its text, so the text is measured first. */
export interface JsonLimits {
  /** Levels of nesting. */
  readonly depth: number;
  /** Objects and lists together. */
  readonly containers: number;
  /** Members of all objects and lists together. */
  readonly values: number;
  /** Distinct names of members, without numbers: each takes ten times the time of a repeated one. */
  readonly names: number;
}

/** Far above the largest known report (docs/operations.md#limits); a value takes about 200 MB at most. */
export const jsonLimits: JsonLimits = {
  depth: 200,
  containers: 1_000_000,
  values: 5_000_000,
  names: 50_000,
};

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
const comma = 0x2c;
const space = 0x20;
const zero = 0x30;
const nine = 0x39;
const openingBracket = 0x5b;
const closingBracket = 0x5d;
const openingBrace = 0x7b;
const closingBrace = 0x7d;

/**
 * Measures JSON in one pass; text that is not JSON, up to its first error.
 * @returns what is exceeded, as in "the response …"; undefined if nothing is
 */
export function exceededLimit(json: Uint8Array, limits: JsonLimits = jsonLimits): string | undefined {
  const { length } = json;
  let depth = 0;
  let containers = 0;
  let commas = 0;
  const names = new Set<number>();
  for (let index = 0; index < length; index++) {
    switch (json[index]) {
      case quote: {
        const end = endOfString(json, index);
        if (end < 0) return undefined;
        if (isName(json, end) && !isNumber(json, index + 1, end)) {
          names.add(hashOf(json, index + 1, end));
          if (names.size > limits.names) return `has more than ${limits.names} names of properties`;
        }
        index = end;
        break;
      }
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

/** Whether a colon follows the string. */
function isName(json: Uint8Array, end: number): boolean {
  let next = end + 1;
  while ((json[next] ?? colon) <= space) next++;
  return json[next] === colon;
}

/** Numbers are names of list-like dictionaries, such as the objects of observed data (STIX 2.0). */
function isNumber(json: Uint8Array, start: number, end: number): boolean {
  if (end - start > 9) return false;
  for (let index = start; index < end; index++) {
    const digit = json[index] ?? 0;
    if (digit < zero || digit > nine) return false;
  }
  return true;
}

/** Differs for each process, so that nobody can choose names with the same hash. */
const seed = randomInt(2 ** 32);

/** Of 30 bits, which take no memory of their own. */
function hashOf(json: Uint8Array, start: number, end: number): number {
  let hash = seed;
  for (let index = start; index < end; index++) hash = Math.imul(hash ^ (json[index] ?? 0), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 2;
}
