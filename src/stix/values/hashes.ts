import type { JsonObject, MutableJsonObject } from '../json.js';

interface Algorithm {
  readonly name: string;
  /** Hexadecimal digits; absent where the value is not plain hexadecimal. */
  readonly digits?: number | undefined;
}

/** Spelling without case and punctuation -> the name in STIX 2.1's `hash-algorithm-ov`, or the feeds' own. */
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

/** A hash that cannot be sent. */
export interface BadHash {
  /** As the source spells it. */
  readonly algorithm: string;
  /** Half a sentence. */
  readonly fault: string;
}

/**
 * A `hashes` dictionary with the standard's names and lower-case values, which is what the ids of observables
 * are made from (docs/opencti-api.md#standard-ids). A value that is no hash of its algorithm, which the platform
 * would refuse with the whole object, is left out and told. Unknown algorithms stay as they are.
 *
 * @param bad takes what is left out.
 */
export function normalHashes(hashes: JsonObject, bad: BadHash[]): JsonObject {
  const normal: MutableJsonObject = {};
  for (const key of Object.keys(hashes).sort()) {
    const value = hashes[key];
    const algorithm = algorithmOf(key);
    const name = algorithm?.name ?? key;
    const text = typeof value === 'string' ? normalValue(value.trim(), algorithm) : undefined;
    if (text === undefined) bad.push({ algorithm: key, fault: `its value is no ${key}` });
    else if (normal[name] === undefined) normal[name] = text;
    else if (normal[name] !== text)
      bad.push({ algorithm: key, fault: `there is another value under another spelling of ${name}` });
  }
  return normal;
}

/** A hash key of an object path (`file:hashes.md5`, `file:hashes.'SHA256'`), or a string literal, which is skipped. */
const hashKeyOrLiteral = /([:.]hashes\.)(?:'((?:\\.|[^'\\])*)'|([\w-]+))|'(?:\\.|[^'\\])*(?:'|\\?$)/gs;

/**
 * A STIX pattern with the hash names of STIX 2.1's `hash-algorithm-ov` in its object paths (STIX 2.1 section 10.9).
 * OpenCTI creates no observable from a pattern with another spelling and reports nothing
 * (docs/opencti-api.md#import-rules). Unknown names are left alone.
 */
export function normalizePatternHashNames(pattern: string): string {
  if (!pattern.includes('hashes.')) return pattern;
  return pattern.replace(
    hashKeyOrLiteral,
    (whole: string, path?: string, quoted?: string, plain?: string): string => {
      const name = algorithmOf(quoted ?? plain ?? '')?.name;
      if (path === undefined || name === undefined) return whole;
      return name.includes('-') ? `${path}'${name}'` : `${path}${quoted === undefined ? name : `'${name}'`}`;
    },
  );
}

function algorithmOf(spelling: string): Algorithm | undefined {
  return algorithms.get(spelling.toLowerCase().replace(/[^a-z0-9]/g, ''));
}

function normalValue(value: string, algorithm: Algorithm | undefined): string | undefined {
  if (value === '') return undefined;
  if (algorithm?.digits === undefined) return value;
  return value.length === algorithm.digits && /^[0-9a-f]+$/i.test(value) ? value.toLowerCase() : undefined;
}
