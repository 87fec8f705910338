import { isAbsolute, join, resolve } from 'node:path';
import { formatDuration, parseDuration, parseTimestamp, timestampForms } from '../lib/index.js';
import { formatByteSize, parseByteSize } from './byte-size.js';

/** Where a value was written, for values whose meaning depends on it (relative paths). */
export interface ValueContext {
  /** The directory that a relative path starts from. */
  readonly base: string;
  readonly home: string;
}

/** One kind of value: how it is read from a variable, a flag or a file, and how it is shown. */
export interface ValueKind<T> {
  /** For the reference: "URL", "true or false". */
  readonly label: string;
  /** What a good value looks like; completes "expected …". */
  readonly expected: string;
  /** What is wrong with this very value, where more than `expected` can be said without showing it. */
  readonly fault?: (raw: unknown) => string | undefined;
  /** `raw` is text from the environment or a flag, any JSON or YAML value from a file; undefined: not valid. */
  parse(raw: unknown, context: ValueContext): T | undefined;
  print(value: T): string;
}

/** Text of a scalar. Numbers and booleans count, because a file may hold them where the environment has text. */
function scalarText(raw: unknown): string | undefined {
  if (typeof raw === 'string') return raw.trim();
  return typeof raw === 'number' || typeof raw === 'boolean' ? String(raw) : undefined;
}

/**
 * Text on one line. A number is refused: YAML has already turned 0123 into 123, so that what was meant is lost.
 */
export const text: ValueKind<string> = {
  label: 'text',
  expected: 'text on one line (in a file: in quotes where it looks like a number)',
  parse: (raw) => (typeof raw === 'string' && !/\p{Cc}/u.test(raw.trim()) ? raw.trim() : undefined),
  print: (value) => value,
};

/** A credential. The samples of connectors come with the placeholder ChangeMe. */
export const credential: ValueKind<string> = {
  label: 'secret',
  expected:
    'the real value, without white space, in quotes where it looks like a number (ChangeMe is only a placeholder)',
  // Credentials travel in HTTP headers, which hold printable ASCII only. None has white space in it: what has was copied
  // together with a remark, or two of them at once.
  parse: (raw) =>
    typeof raw === 'string' && /^[\x21-\x7e]+$/.test(raw.trim()) && !/^change_?me$/i.test(raw.trim())
      ? raw.trim()
      : undefined,
  fault: (raw) =>
    typeof raw === 'string' && /\s/.test(raw.trim())
      ? 'it holds white space: was a comment copied with it?'
      : undefined,
  print: (value) => value,
};

/** An http(s) URL without trailing slashes, query, fragment or user information. */
export const serviceUrl: ValueKind<URL> = {
  label: 'URL',
  expected: 'an http or https URL without user, password, query and fragment',
  parse: (raw) => {
    const written = scalarText(raw) ?? '';
    if (!URL.canParse(written)) return undefined;
    const url = new URL(written);
    const plain = `${url.username}${url.password}${url.search}${url.hash}` === '';
    if (!plain || !['http:', 'https:'].includes(url.protocol)) return undefined;
    url.pathname = url.pathname.replace(/\/+$/, '');
    return url;
  },
  print: (value) => value.href,
};

export const boolean: ValueKind<boolean> = {
  label: 'true or false',
  expected: 'true or false (yes, no, 1 and 0 count)',
  parse: (raw) => {
    const written = scalarText(raw) ?? '';
    if (/^(?:true|yes|1)$/i.test(written)) return true;
    return /^(?:false|no|0)$/i.test(written) ? false : undefined;
  },
  print: String,
};

export function integer(lowest: number, highest: number): ValueKind<number> {
  return {
    label: `${lowest} to ${highest}`,
    expected: `a whole number from ${lowest} to ${highest}`,
    parse: (raw) => {
      const written = scalarText(raw) ?? '';
      const value = /^\d{1,15}$/.test(written) ? Number(written) : NaN;
      return value >= lowest && value <= highest ? value : undefined;
    },
    print: String,
  };
}

export const positiveNumber: ValueKind<number> = {
  label: 'number',
  expected: 'a number greater than 0',
  parse: (raw) => {
    const written = scalarText(raw) ?? '';
    const value = /^\d{1,12}(?:\.\d{1,6})?$/.test(written) ? Number(written) : NaN;
    return value > 0 ? value : undefined;
  },
  print: String,
};

export function byteSize(lowest: string, highest: string): ValueKind<number> {
  const [from, to] = [parseByteSize(lowest) ?? 0, parseByteSize(highest) ?? 0];
  return {
    label: 'bytes',
    expected: `a number of bytes from ${lowest} to ${highest} (8388608, 512KiB, 10MiB, 10MB)`,
    parse: (raw) => {
      const bytes = parseByteSize(scalarText(raw) ?? '');
      return bytes !== undefined && bytes >= from && bytes <= to ? bytes : undefined;
    },
    print: formatByteSize,
  };
}

/** Milliseconds. */
export const duration: ValueKind<number> = {
  label: 'ISO 8601 duration',
  expected: 'an ISO 8601 duration without years and months (P1D, PT15M)',
  parse: (raw) => parseDuration(scalarText(raw) ?? ''),
  print: formatDuration,
};

const shortestPlain = 3_600_000;

/**
 * Milliseconds, as `duration`, for what is counted in days: a plain number is seconds here too, and less than an hour of
 * them was most likely meant as days. Written as a duration, any length is taken.
 */
export const longDuration: ValueKind<number> = {
  ...duration,
  expected: 'an ISO 8601 duration: P7D is 7 days (a plain number is seconds, and taken from 3600 on)',
  parse: (raw, context) => {
    const milliseconds = duration.parse(raw, context);
    const isPlain = /^\d+$/.test(scalarText(raw) ?? '');
    return isPlain && milliseconds !== 0 && (milliseconds ?? 0) < shortestPlain ? undefined : milliseconds;
  },
};

/** Unix seconds. YAML reads an unquoted ISO time as a Date. */
export const timestamp: ValueKind<number> = {
  label: 'Unix seconds or ISO 8601',
  expected: timestampForms,
  parse: (raw) =>
    parseTimestamp(
      raw instanceof Date && !isNaN(raw.getTime()) ? raw.toISOString() : (scalarText(raw) ?? ''),
    ),
  print: String,
};

/** One of several words, in any case; the words on the right are what the program uses. */
export function choice<const T extends string>(words: Readonly<Record<string, T>>): ValueKind<T> {
  return {
    label: Object.keys(words).join(', '),
    expected: `one of ${Object.keys(words).join(', ')}`,
    parse: (raw) => {
      const written = (scalarText(raw) ?? '').toLowerCase();
      return Object.hasOwn(words, written) ? words[written] : undefined;
    },
    print: (value) => value,
  };
}

export const uuid: ValueKind<string> = {
  label: 'UUID',
  expected: 'a UUID (`teamt5-opencti init` makes one; or keep the one of the Python connector)',
  parse: (raw) => {
    const written = (scalarText(raw) ?? '').toLowerCase();
    return /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.test(written) ? written : undefined;
  },
  print: (value) => value,
};

/** Words separated by commas, in a file also a list. */
export const words: ValueKind<readonly string[]> = {
  label: 'words, comma-separated',
  expected: 'words separated by commas',
  parse: (raw) => {
    const parts: readonly unknown[] = Array.isArray(raw) ? raw : (scalarText(raw) ?? '').split(',');
    const read = parts.map((part) => text.parse(part, { base: '', home: '' }));
    const kept = read.filter((part) => part !== undefined && part !== '').map(String);
    return kept.length > 0 && !read.includes(undefined) ? kept : undefined;
  },
  print: (value) => value.join(','),
};

/** An absolute path; `~/` is the home directory, a relative one starts where it is written. */
export const path: ValueKind<string> = {
  label: 'path',
  expected: 'a path',
  parse: (raw, { base, home }) => {
    const written = text.parse(raw, { base, home });
    if (written === undefined || written === '') return undefined;
    if (written === '~' || written.startsWith('~/')) return join(home, written.slice(1));
    return isAbsolute(written) ? written : resolve(base, written);
  },
  print: (value) => value,
};

/** PEM text, where `\\n` counts as a line break (variables on one line); the loader has replaced a path by what the file holds. */
export const certificates: ValueKind<string> = {
  label: 'PEM text or path',
  expected: 'certificates as PEM text (-----BEGIN CERTIFICATE-----), or the path of a file with them',
  parse: (raw) =>
    typeof raw === 'string' && /-----BEGIN (?:TRUSTED )?CERTIFICATE-----/.test(raw)
      ? raw.trim().replaceAll('\\n', '\n')
      : undefined,
  print: (value) => `${value.split('-----BEGIN ').length - 1} certificate(s)`,
};
