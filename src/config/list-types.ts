import { type OptionType, text } from './option-types.js';

/** Words separated by commas, or a list in a file. */
export const wordList: OptionType<readonly string[]> = {
  expected: 'words separated by commas',
  schema: { type: ['string', 'array'], items: { type: 'string' } },
  parse: (raw, context) => {
    const parts: readonly unknown[] = Array.isArray(raw)
      ? raw
      : ['string', 'number', 'boolean'].includes(typeof raw)
        ? String(raw).split(',')
        : [];
    const read = parts.map((part) => text.parse(part, context));
    const words = read.filter((part) => part !== undefined && part !== '').map(String);
    return words.length > 0 && !read.includes(undefined) ? words : undefined;
  },
  print: (value) => value.join(','),
};

export type Pairs = Readonly<Record<string, string>>;

/** The pairs of a mapping, or of a text that is split at `;`, each part at its first `separator`. */
function readPairs(raw: unknown, separator: string): readonly (readonly [string, unknown])[] | undefined {
  if (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) return Object.entries(raw);
  if (typeof raw !== 'string') return undefined;
  const pairs: (readonly [string, unknown])[] = [];
  for (const part of raw.split(';').filter((piece) => piece.trim() !== '')) {
    const position = part.indexOf(separator);
    if (position < 1) return undefined;
    pairs.push([part.slice(0, position).trim(), part.slice(position + 1).trim()]);
  }
  return pairs;
}

const fieldName = /^[!#$%&'*+.^_`|~\w-]+$/;
/** Fields of connection and message (RFC 9110 sections 7.6.1 and 8), credentials, and this program's own. */
const ownField =
  /^(?:authorization|cookie|host|connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|accept|accept-encoding|opencti-draft-id|proxy-.*|content-.*)$/;
const fieldValue = /^[\x20-\x7e]*$/;

const shortestSecret = 5;

/**
 * HTTP header fields as `k1:v1;k2:v2` (docs/opencti-api.md#environment-variables), or a mapping in a file.
 * Own fields are refused (docs/decisions.md#19-custom-headers-cannot-replace-the-programs-own).
 */
export const headerFields: OptionType<Pairs> = {
  expected:
    'header fields as `name:value;name:value`, each name once and none that the program sets itself (Authorization, Cookie, Host, Connection, Transfer-Encoding, Content-*, Accept, …)',
  schema: { type: ['string', 'object'], additionalProperties: { type: 'string' } },
  parse: (raw) => {
    const pairs = readPairs(raw, ':');
    if (pairs === undefined) return undefined;
    const fields: [string, string][] = [];
    const names = new Set<string>();
    for (const [name, value] of pairs) {
      const lowerCase = name.toLowerCase();
      if (!fieldName.test(name) || ownField.test(lowerCase) || names.has(lowerCase)) return undefined;
      names.add(lowerCase);
      if (typeof value !== 'string' || !fieldValue.test(value)) return undefined;
      fields.push([name, value]);
    }
    return Object.fromEntries(fields);
  },
  print: (value) => Object.keys(value).join(', '),
  secretsIn: (value) =>
    Object.values(value)
      .flatMap(secretParts)
      .filter((field) => field.length >= shortestSecret),
};

/** The value, its credentials, and the user and password of Basic authentication (RFC 7617 section 2). */
function secretParts(value: string): readonly string[] {
  const [, scheme, credentials] = /^([A-Za-z]+) (\S+)$/.exec(value) ?? [];
  if (scheme === undefined || credentials === undefined) return [value];
  if (scheme.toLowerCase() !== 'basic') return [value, credentials];
  const pair = Buffer.from(credentials, 'base64').toString('utf8');
  return [value, credentials, pair, ...pair.split(/:(.*)/s)];
}

export const excluded = 'off';

/** ThreatVision report type to a `report_types` value or `off`, as `a=b;c=off` or a mapping in a file. */
export const reportTypeMap: OptionType<Pairs> = {
  expected: 'pairs such as `Flash Report=threat-report;Monthly Report=off`',
  schema: {
    type: ['string', 'object'],
    additionalProperties: { anyOf: [{ type: 'string' }, { const: false }] },
  },
  parse: (raw) => {
    const pairs = readPairs(raw, '=');
    if (pairs === undefined) return undefined;
    const types: [string, string][] = [];
    for (const [type, value] of pairs) {
      // YAML 1.1 reads `off` as false.
      const word = value === false ? excluded : value;
      if (typeof word !== 'string' || word.trim() === '' || /\p{Cc}/u.test(`${type}${word}`))
        return undefined;
      types.push([type, word.trim().toLowerCase() === excluded ? excluded : word.trim()]);
    }
    return Object.fromEntries(types);
  },
  print: (value) =>
    Object.entries(value)
      .map(([type, word]) => `${type}=${word}`)
      .join(';'),
};
