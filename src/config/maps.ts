import type { ValueKind } from './values.js';

export type Pairs = Readonly<Record<string, string>>;

/** Pairs of a mapping in a file, or of text cut at `;` and each part at the first `separator`. */
function readPairs(raw: unknown, separator: string): readonly (readonly [string, unknown])[] | undefined {
  if (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) return Object.entries(raw);
  if (typeof raw !== 'string') return undefined;
  const pairs: (readonly [string, unknown])[] = [];
  for (const part of raw.split(';').filter((piece) => piece.trim() !== '')) {
    const cut = part.indexOf(separator);
    if (cut < 1) return undefined;
    pairs.push([part.slice(0, cut).trim(), part.slice(cut + 1).trim()]);
  }
  return pairs;
}

const fieldName = /^[!#$%&'*+.^_`|~\w-]+$/;
const fieldValue = /^[\x20-\x7e]*$/;

/**
 * HTTP header fields in the notation of pycti (`k1:v1;k2:v2`, each split at its first colon:
 * docs/opencti-api.md#environment-variables), in a file also a mapping. The token occupies `Authorization`.
 */
export const headerFields: ValueKind<Pairs> = {
  label: 'k1:v1;k2:v2',
  expected: 'header fields as `name:value;name:value` (Authorization is not among them: the token uses it)',
  parse: (raw) => {
    const pairs = readPairs(raw, ':');
    if (pairs === undefined) return undefined;
    const fields: [string, string][] = [];
    for (const [name, value] of pairs) {
      if (!fieldName.test(name) || name.toLowerCase() === 'authorization') return undefined;
      if (typeof value !== 'string' || !fieldValue.test(value)) return undefined;
      fields.push([name, value]);
    }
    return Object.fromEntries(fields);
  },
  print: (value) => Object.keys(value).join(', '),
};

/** The word that switches a report type off. */
export const switchedOff = 'off';

/**
 * The vendor's report type -> `report_types` value of the report in OpenCTI, or `off`
 * (`Flash Report=threat-report;Monthly Report=off`), in a file also a mapping.
 */
export const reportTypeMap: ValueKind<Pairs> = {
  label: 'type=value;type=off',
  expected: 'pairs as `Flash Report=threat-report;Monthly Report=off`',
  parse: (raw) => {
    const pairs = readPairs(raw, '=');
    if (pairs === undefined) return undefined;
    const types: [string, string][] = [];
    for (const [type, value] of pairs) {
      // YAML 1.1 writers mean `off` by false.
      const word = value === false ? switchedOff : value;
      if (typeof word !== 'string' || word.trim() === '' || /\p{Cc}/u.test(`${type}${word}`))
        return undefined;
      types.push([type, word.trim().toLowerCase() === switchedOff ? switchedOff : word.trim()]);
    }
    return Object.fromEntries(types);
  },
  print: (value) =>
    Object.entries(value)
      .map(([type, word]) => `${type}=${word}`)
      .join(';'),
};
