import { isAbsolute, join, resolve } from 'node:path';

import {
  formatDuration,
  type JsonObject,
  parseDuration,
  parseTimestamp,
  timestampForms,
} from '../lib/index.js';

export interface ValueContext {
  /** The start of relative paths; undefined if the working directory does not exist. */
  readonly base: string | undefined;
  readonly home: string;
}

export interface OptionType<T> {
  /** Completes "expected …". */
  readonly expected: string;
  /** Of the value in a file. */
  readonly schema: JsonObject;
  /** @param raw text from the environment or a flag, any JSON or YAML value from a file */
  parse(raw: unknown, context: ValueContext): T | undefined;
  print(value: T): string;
  /** Why a value is not valid, if more can be said than `expected` without showing the value. */
  fault?(raw: unknown, context: ValueContext): string | undefined;
  /** Replaces `expected` by a known mistake and what to do about it. */
  mistake?(raw: unknown): string | undefined;
  /** Default: the printed value. */
  secretsIn?(value: T): readonly string[];
}

/** Undefined for a relative path if the working directory does not exist. */
export function absolutePath(path: string, base: string | undefined): string | undefined {
  if (isAbsolute(path)) return path;
  return base === undefined ? undefined : resolve(base, path);
}

/** Accepts numbers and booleans, because a file can contain them unquoted. */
function scalarText(raw: unknown): string | undefined {
  if (typeof raw === 'string') return raw.trim();
  return typeof raw === 'number' || typeof raw === 'boolean' ? String(raw) : undefined;
}

/** Text on one line. Not a number: YAML parses 0123 as 123, and the original text is lost. */
export const text: OptionType<string> = {
  expected: 'text on one line (in a file: in quotes if it looks like a number)',
  schema: { type: 'string' },
  parse: (raw) => (typeof raw === 'string' && !/\p{Cc}/u.test(raw.trim()) ? raw.trim() : undefined),
  print: (value) => value,
};

/** True for ChangeMe, the placeholder in sample files of connectors. */
export function isPlaceholder(raw: unknown): boolean {
  return typeof raw === 'string' && /^change_?me$/i.test(raw.trim());
}

export const credential: OptionType<string> = {
  expected:
    'the real value, without white space, in quotes if it looks like a number (ChangeMe is only a placeholder)',
  mistake: (raw) => (isPlaceholder(raw) ? 'still the placeholder ChangeMe' : undefined),
  schema: { type: 'string' },
  // HTTP headers carry printable ASCII only. Inner white space means a comment or a second credential.
  parse: (raw) =>
    typeof raw === 'string' && /^[\x21-\x7e]+$/.test(raw.trim()) && !isPlaceholder(raw)
      ? raw.trim()
      : undefined,
  print: (value) => value,
  fault: (raw) =>
    typeof raw === 'string' && /\s/.test(raw.trim())
      ? 'it contains white space: was a comment copied with it?'
      : undefined,
};

/** An http(s) URL without query, fragment, user information and the `apiPath` that the program adds. */
export const serviceUrl = (apiPath: string): OptionType<URL> => ({
  expected: 'an http or https URL without user, password, query and fragment',
  mistake: (raw) =>
    endsWithPath(scalarText(raw) ?? '', apiPath)
      ? `remove ${apiPath} from the URL: the program adds it`
      : undefined,
  schema: { type: 'string', format: 'uri' },
  parse: (raw) => {
    const written = scalarText(raw) ?? '';
    if (!URL.canParse(written)) return undefined;
    const url = new URL(written);
    const isPlain = `${url.username}${url.password}${url.search}${url.hash}` === '';
    if (!isPlain || !['http:', 'https:'].includes(url.protocol)) return undefined;
    if (endsWithPath(written, apiPath)) return undefined;
    url.pathname = url.pathname.replace(/\/+$/, '');
    return url;
  },
  print: (value) => value.href,
});

/** An http(s) URL to which the ends of a ping are added (docs/operations.md#heartbeat). */
export const pingUrl: OptionType<URL> = {
  expected: 'an http or https URL without user, password and fragment',
  schema: { type: 'string', format: 'uri' },
  parse: (raw) => {
    const written = scalarText(raw) ?? '';
    if (!URL.canParse(written)) return undefined;
    const url = new URL(written);
    const isPlain = `${url.username}${url.password}${url.hash}` === '';
    return isPlain && ['http:', 'https:'].includes(url.protocol) ? url : undefined;
  },
  print: (value) => value.href,
  // The id of a check is a part of the path or of the query; a short word there is none.
  secretsIn: (value) => [
    value.href,
    ...[...value.pathname.split('/'), ...value.searchParams.values()].filter((part) => part.length >= 8),
  ],
};

const endsWithPath = (url: string, path: string): boolean =>
  URL.canParse(url) && new URL(url).pathname.replace(/\/+$/, '').endsWith(path);

export const boolean: OptionType<boolean> = {
  expected: 'true or false (or yes, no, 1, 0)',
  schema: { enum: [true, false, 'true', 'false', 'yes', 'no', 1, 0, '1', '0'] },
  parse: (raw) => {
    const written = scalarText(raw) ?? '';
    if (/^(?:true|yes|1)$/i.test(written)) return true;
    return /^(?:false|no|0)$/i.test(written) ? false : undefined;
  },
  print: String,
};

export function integer(minimum: number, maximum: number): OptionType<number> {
  return {
    expected: `a whole number from ${minimum} to ${maximum}`,
    schema: { type: ['integer', 'string'], minimum, maximum, pattern: '^\\s*\\d{1,15}\\s*$' },
    parse: (raw) => {
      const written = scalarText(raw) ?? '';
      const value = /^\d{1,15}$/.test(written) ? Number(written) : NaN;
      return value >= minimum && value <= maximum ? value : undefined;
    },
    print: String,
  };
}

export const positiveNumber: OptionType<number> = {
  expected: 'a number greater than 0',
  schema: { type: ['number', 'string'], exclusiveMinimum: 0, pattern: '^\\s*\\d{1,12}(\\.\\d{1,6})?\\s*$' },
  parse: (raw) => {
    const written = scalarText(raw) ?? '';
    const value = /^\d{1,12}(?:\.\d{1,6})?$/.test(written) ? Number(written) : NaN;
    return value > 0 ? value : undefined;
  },
  print: String,
};

/** Bytes; the limits are written as a value is. */
export function byteSize(smallest: string, largest: string): OptionType<number> {
  const [minimum, maximum] = [parseByteSize(smallest) ?? 0, parseByteSize(largest) ?? 0];
  return {
    expected: `a number of bytes from ${smallest} to ${largest} (8388608, 512KiB, 10MiB, 10MB)`,
    schema: { type: ['integer', 'string'], minimum, maximum },
    parse: (raw) => {
      const bytes = parseByteSize(scalarText(raw) ?? '');
      return bytes !== undefined && bytes >= minimum && bytes <= maximum ? bytes : undefined;
    },
    print: formatByteSize,
  };
}

const byteUnits: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  kib: 1024,
  mib: 1024 ** 2,
  gb: 1e9,
  gib: 1024 ** 3,
};

/** Bytes of `8388608`, `500kB`, `10MB` (powers of 1000), `512KiB`, `10 MiB` (powers of 1024). */
function parseByteSize(written: string): number | undefined {
  const parts = /^(\d{1,15}(?:\.\d{1,6})?)\s*([a-z]*)$/i.exec(written);
  const factor = byteUnits[(parts?.[2] ?? '?').toLowerCase()];
  return factor === undefined ? undefined : Math.round(Number(parts?.[1]) * factor);
}

/** The shortest exact form: `2GiB`, `10MiB`, `64KiB`, `12345`. */
function formatByteSize(bytes: number): string {
  if (bytes > 0 && bytes % 1024 ** 3 === 0) return `${bytes / 1024 ** 3}GiB`;
  if (bytes > 0 && bytes % 1024 ** 2 === 0) return `${bytes / 1024 ** 2}MiB`;
  if (bytes > 0 && bytes % 1024 === 0) return `${bytes / 1024}KiB`;
  return String(bytes);
}

/** Milliseconds. */
export const duration: OptionType<number> = {
  expected: 'an ISO 8601 duration without years and months (P1D, PT15M)',
  schema: { type: ['string', 'integer'] },
  parse: (raw) => parseDuration(scalarText(raw) ?? ''),
  print: formatDuration,
};

const shortestPlainNumber = 3_600_000;

/** Milliseconds. A plain number means seconds; one of less than an hour was most likely meant as days. */
export const longDuration: OptionType<number> = {
  ...duration,
  expected: 'an ISO 8601 duration, such as P7D for 7 days (a plain number is in seconds, 3600 or more)',
  parse: (raw, context) => {
    const milliseconds = duration.parse(raw, context);
    const isPlain = /^\d+$/.test(scalarText(raw) ?? '');
    return isPlain && milliseconds !== 0 && (milliseconds ?? 0) < shortestPlainNumber
      ? undefined
      : milliseconds;
  },
};

/** Unix seconds. YAML parses an unquoted ISO time as a Date. */
export const timestamp: OptionType<number> = {
  expected: timestampForms,
  schema: { type: ['integer', 'string'] },
  parse: (raw) =>
    parseTimestamp(
      raw instanceof Date && !isNaN(raw.getTime()) ? raw.toISOString() : (scalarText(raw) ?? ''),
    ),
  print: String,
};

/** One of several words, in any case. `words` maps each accepted word to its value. */
export function choice<const T extends string>(words: Readonly<Record<string, T>>): OptionType<T> {
  return {
    expected: `one of ${Object.keys(words).join(', ')}`,
    schema: { enum: Object.keys(words) },
    parse: (raw) => {
      const written = (scalarText(raw) ?? '').toLowerCase();
      return Object.hasOwn(words, written) ? words[written] : undefined;
    },
    print: (value) => value,
  };
}

export const uuid: OptionType<string> = {
  expected: "a UUID (`teamt5-opencti init` generates one; or keep the Python connector's id)",
  schema: { type: 'string', format: 'uuid' },
  parse: (raw) => {
    const written = (scalarText(raw) ?? '').toLowerCase();
    return /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.test(written) ? written : undefined;
  },
  print: (value) => value,
};

/** An absolute path. `~/` is the home directory. */
export const path: OptionType<string> = {
  expected: 'a path',
  schema: { type: 'string' },
  parse: (raw, { base, home }) => {
    const written = text.parse(raw, { base, home });
    if (written === undefined || written === '') return undefined;
    if (written === '~' || written.startsWith('~/')) return join(home, written.slice(1));
    return absolutePath(written, base);
  },
  print: (value) => value,
  fault: (raw, { base }) =>
    base === undefined && typeof raw === 'string'
      ? 'a relative path cannot be used, because the working directory does not exist'
      : undefined,
};

/** PEM text; a literal `\\n` is a line break. The loader replaces a path by the file's content. */
export const certificates: OptionType<string> = {
  expected:
    'certificates as PEM text (-----BEGIN CERTIFICATE-----), or the path of a file that contains them',
  schema: { type: 'string' },
  parse: (raw) =>
    typeof raw === 'string' && /-----BEGIN (?:TRUSTED )?CERTIFICATE-----/.test(raw)
      ? raw.trim().replaceAll('\\n', '\n')
      : undefined,
  fault: (raw, context) => (path.parse(raw, context) === undefined ? path.fault?.(raw, context) : undefined),
  print: (value) => `${value.split('-----BEGIN ').length - 1} certificate(s)`,
};
