import type { JsonObject, MutableJsonObject } from '../json.js';

interface Algorithm {
  readonly name: string;
  /** Number of hexadecimal digits; undefined if the value is not hexadecimal. */
  readonly digits?: number | undefined;
}

/** Name in lower case without punctuation -> that of STIX 2.1 section 10.7, or the usual one. */
const algorithms = new Map<string, Algorithm>([
  ['md5', { name: 'MD5', digits: 32 }],
  ['sha1', { name: 'SHA-1', digits: 40 }],
  ['sha224', { name: 'SHA-224', digits: 56 }],
  ['sha256', { name: 'SHA-256', digits: 64 }],
  ['sha384', { name: 'SHA-384', digits: 96 }],
  ['sha512', { name: 'SHA-512', digits: 128 }],
  ['sha3224', { name: 'SHA3-224', digits: 56 }],
  ['sha3256', { name: 'SHA3-256', digits: 64 }],
  ['sha3384', { name: 'SHA3-384', digits: 96 }],
  ['sha3512', { name: 'SHA3-512', digits: 128 }],
  ['md6', { name: 'MD6' }],
  ['ripemd160', { name: 'RIPEMD-160', digits: 40 }],
  ['whirlpool', { name: 'WHIRLPOOL', digits: 128 }],
  ['ssdeep', { name: 'SSDEEP' }],
  ['tlsh', { name: 'TLSH' }],
]);

/** A hash that was removed. */
export interface BadHash {
  /** As in the source. */
  readonly algorithm: string;
  /** The end of a sentence that begins with the name of the hash. */
  readonly reason: string;
}

/**
 * Standard names and lower-case values (docs/opencti-api.md#standard-ids). OpenCTI would refuse an object
 * with an invalid hash, so it is removed and added to `bad`; unknown algorithms stay.
 */
export function normalizeHashes(hashes: JsonObject, bad: BadHash[]): JsonObject {
  const normal: MutableJsonObject = {};
  for (const key of Object.keys(hashes).sort()) {
    const value = hashes[key];
    const algorithm = algorithmOf(key);
    const name = algorithm?.name ?? key;
    const text = typeof value === 'string' ? normalizedValue(value.trim(), algorithm) : undefined;
    if (text === undefined) bad.push({ algorithm: key, reason: `it is not a valid ${key}` });
    else if (normal[name] === undefined) normal[name] = text;
    else if (normal[name] !== text)
      bad.push({ algorithm: key, reason: `another spelling of ${name} has a different hash` });
  }
  return normal;
}

/** The name in `hash-algorithm-ov` (STIX 2.1 section 10.7); undefined for other names. */
export function standardHashName(spelling: string): string | undefined {
  return algorithmOf(spelling)?.name;
}

export function isHashName(name: string): boolean {
  return algorithmOf(name)?.name === name;
}

function algorithmOf(spelling: string): Algorithm | undefined {
  return algorithms.get(spelling.toLowerCase().replace(/[^a-z0-9]/g, ''));
}

function normalizedValue(value: string, algorithm: Algorithm | undefined): string | undefined {
  if (value === '') return undefined;
  if (algorithm?.digits === undefined) return value;
  return value.length === algorithm.digits && /^[0-9a-f]+$/i.test(value) ? value.toLowerCase() : undefined;
}
