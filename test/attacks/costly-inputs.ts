/** Inputs whose conversion once took far more time or memory than plain ones of the same size. */
import { normalized, plainText as plainTextOf, singleLine } from '../../src/lib/index.js';
import { parseWorkError } from '../../src/opencti/works.js';
import {
  both,
  dated,
  each,
  idOf,
  indicator,
  malware,
  observable,
  observedData,
  relationship,
  report,
  times,
  type Source,
} from './costly-objects.js';
import { link } from '../../src/threatvision/parse.js';
import { convert, type Conversion, type ConversionSettings } from '../../src/stix/index.js';

export interface CostlyInput {
  readonly name: string;
  /** Of one item: `n` objects, or objects with a text of `n` characters. */
  readonly objects: (n: number) => readonly Source[];
  /** The number of references grows with the square of `n`. */
  readonly isProduct?: true;
}

export interface CostlyText {
  readonly name: string;
  /** About `n` characters. */
  readonly text: (n: number) => string;
  readonly read: (text: string) => unknown;
}

export const settings: ConversionSettings = {
  author: 'TeamT5',
  tlp: 'clear',
  indicatorScore: 60,
  createObservables: true,
  reportTypes: {},
  maxBundleBytes: 8 * 1024 * 1024,
  maxObjects: 1_000_000,
};

/** As the content of an indicator bundle. */
export function conversionOf(objects: readonly Source[], more: Partial<ConversionSettings> = {}): Conversion {
  const stix = { type: 'bundle', id: 'bundle--1', objects };
  return convert({ kind: 'bundles', id: '7', date: 1_705_314_600, stix }, { ...settings, ...more });
}

export const plainObjects: CostlyInput = { name: 'plain objects', objects: (n) => each(n, malware) };

function nested(depth: number, value: unknown): unknown {
  return depth === 0 ? value : { a: nested(depth - 1, value) };
}

export const manyObjects: readonly CostlyInput[] = [
  { name: 'one id, own property each', objects: (n) => each(n, (i) => malware(0, { [`x_p${i}`]: 'v' })) },
  { name: 'one id, own label each', objects: (n) => each(n, (i) => malware(0, { labels: [`l${i}`] })) },
  {
    name: 'one id, own reference each',
    objects: (n) =>
      both(
        each(n / 2, (i) => report(0, [idOf('malware', i)])),
        each(n / 2, malware),
      ),
  },
  {
    name: 'one id, own marking each',
    objects: (n) => each(n, (i) => malware(0, { object_marking_refs: [idOf('marking-definition', i)] })),
  },
  {
    name: 'process chain',
    objects: (n) =>
      each(n, (i) =>
        observable('process', i, {
          command_line: `c${i}`,
          ...(i === 0 ? {} : { parent_ref: idOf('process', i - 1) }),
        }),
      ),
  },
  {
    name: 'processes with a random parent',
    objects: (n) =>
      each(n, (i) =>
        observable('process', i, {
          command_line: `c${i}`,
          ...(i === 0 ? {} : { parent_ref: idOf('process', (i * 7919) % i) }),
        }),
      ),
  },
  {
    name: 'directory circle',
    objects: (n) =>
      each(n, (i) =>
        observable('directory', i, { path: `/d${i}`, contains_refs: [idOf('directory', (i + 1) % n)] }),
      ),
  },
  {
    name: 'star of relationships',
    objects: (n) =>
      both(
        each(n / 2, malware),
        each(n / 2, (i) => relationship(i, idOf('malware', i), idOf('malware', 0))),
      ),
  },
  {
    name: 'relationships between large objects',
    objects: (n) =>
      both(
        each(2, (i) => malware(i, { description: 'x'.repeat(n * 45) })),
        each(n / 20, (i) => relationship(i, idOf('malware', 0), idOf('malware', 1))),
      ),
  },
  {
    name: 'chain of relationships',
    objects: (n) =>
      both(
        [malware(0), malware(1)],
        each(n, (i) =>
          relationship(i, i === 0 ? idOf('malware', 0) : idOf('relationship', i - 1), idOf('malware', 1)),
        ),
      ),
  },
  {
    name: 'reports that list each other',
    objects: (n) => each(n, (i) => report(i, [idOf('report', (i + 1) % n)])),
  },
  {
    name: 'one object in all reports',
    objects: (n) =>
      both(
        [malware(0)],
        each(n, (i) => report(i, [idOf('malware', 0)])),
      ),
  },
  {
    name: 'sighting of many objects at many places',
    isProduct: true,
    objects: (n) => [
      ...each(n / 4, (i) => dated('identity', i, { name: `P${i}`, identity_class: 'organization' })),
      ...each(n / 4, (i) =>
        dated('observed-data', i, {
          first_observed: times.created,
          last_observed: times.created,
          number_observed: 1,
          object_refs: [idOf('identity', i)],
        }),
      ),
      malware(0),
      dated('sighting', 0, {
        sighting_of_ref: idOf('malware', 0),
        observed_data_refs: Array.from({ length: n / 4 }, (_, i) => idOf('observed-data', i)),
        where_sighted_refs: Array.from({ length: n / 4 }, (_, i) => idOf('identity', i)),
      }),
      ...each(n / 4, (i) => report(i, [idOf('sighting', 0)])),
    ],
  },
  {
    name: 'chain of objects that become incomplete',
    objects: (n) =>
      each(n, (i) =>
        observable('email-message', i, {
          is_multipart: false,
          from_ref: i === 0 ? idOf('email-addr', 0) : idOf('email-message', i - 1),
        }),
      ),
  },
  {
    name: 'many markings of many embedded objects',
    isProduct: true,
    objects: (n) => [
      observedData(n / 2, {
        object_marking_refs: Array.from({ length: n / 2 }, (_, i) => idOf('marking-definition', i)),
      }),
    ],
  },
  { name: 'bad ids', objects: (n) => each(n, (i) => malware(i, { id: `malware--bad-${i}` })) },
  { name: 'observed data of STIX 2.0', objects: (n) => [observedData(n)] },
  {
    name: 'values 47 levels deep',
    objects: (n) => each(n / 10, (i) => malware(i, { x_deep: nested(45, i) })),
  },
  {
    name: 'own property each',
    objects: (n) => each(n, (i) => malware(i, { [`x_p${i}`]: 'v', x_a: 1, x_b: 2 })),
  },
  {
    name: 'properties in an order of their own',
    objects: (n) =>
      each(n, (i) =>
        malware(i, Object.fromEntries([0, 1, 2, 3, 4, 5].map((p) => [`x_p${(i >> p) % 64}_${p}`, 'v']))),
      ),
  },
  {
    name: 'markings of the bundle',
    isProduct: true,
    objects: (n) => [
      {
        type: 'bundle',
        object_marking_refs: Array.from({ length: n / 2 }, (_, i) => idOf('marking-definition', i)),
        objects: each(n / 2, malware),
      },
    ],
  },
  {
    name: 'one object of n properties',
    objects: (n) => [malware(0, Object.fromEntries(Array.from({ length: n }, (_, i) => [`x_p${i}`, 'v'])))],
  },
];

const pattern = (name: string, text: (n: number) => string): CostlyInput => ({
  name: `pattern: ${name}`,
  objects: (n) => [indicator({ pattern: text(n), pattern_type: 'stix' })],
});
const ofType = (type: string | undefined, name: string, text: (n: number) => string): CostlyInput => ({
  name: `pattern of type ${type ?? 'none'}: ${name}`,
  objects: (n) => [indicator({ pattern: text(n), pattern_type: type })],
});
const repeated =
  (text: string, before = '', after = '') =>
  (n: number): string =>
    before + text.repeat(Math.ceil(n / text.length)) + after;

export const plainText: CostlyInput = {
  name: 'plain description',
  objects: (n) => [malware(0, { description: repeated('word ')(n) })],
};

export const longTexts: readonly CostlyInput[] = [
  {
    name: 'timestamp with blanks',
    objects: (n) => [malware(0, { first_seen: `2024-01-01${' '.repeat(n)}x` })],
  },
  {
    name: 'time with blanks',
    objects: (n) => [indicator({ pattern: "[a:b = 'c']", valid_from: `2024-01-01T00:00${' '.repeat(n)}x` })],
  },
  ofType(undefined, 'line breaks', repeated('\n')),
  ofType(undefined, 'rule modifiers', repeated('private\n')),
  ofType(undefined, 'escaped quotation marks', repeated("\\'")),
  ofType('unknown', 'escaped quotation marks', repeated("\\'")),
  ofType('yara', 'line breaks', repeated('\n')),
  ofType('yara', 'escaped marks', repeated('"\\', 'rule a { condition: true } ')),
  ofType('yara', 'open expressions', repeated('=/\\/', 'rule a { condition: true } ')),
  ofType('yara', 'open comments', repeated('/*', 'rule a { condition: true } ')),
  ofType('snort', 'line breaks', repeated('\n', 'x')),
  ofType('snort', 'comments', repeated('#\n', 'x')),
  ofType('sigma', 'line breaks', repeated('detection\n')),
  {
    name: 'pattern of STIX 2.0: START',
    objects: (n) => [
      {
        type: 'indicator',
        id: idOf('indicator', 0),
        ...times,
        pattern: repeated("START 'x' ")(n),
        labels: ['x'],
      },
    ],
  },
  {
    name: 'pattern of STIX 2.0: one literal',
    objects: (n) => [
      {
        type: 'indicator',
        id: idOf('indicator', 0),
        ...times,
        pattern: repeated('a', "[a:b = 'START ", "']")(n),
      },
    ],
  },
  { name: 'name of blanks', objects: (n) => [malware(0, { name: `a${' \t'.repeat(n / 2)}b` })] },
  { name: 'domain name of dots', objects: (n) => [observable('domain-name', 0, { value: '.'.repeat(n) })] },
  {
    name: 'domain name of brackets',
    objects: (n) => [observable('domain-name', 0, { value: '[.'.repeat(n / 2) })],
  },
  { name: 'URL of colons', objects: (n) => [observable('url', 0, { value: 'a:'.repeat(n / 2) })] },
  { name: 'address of colons', objects: (n) => [observable('ipv6-addr', 0, { value: ':'.repeat(n) })] },
  {
    name: 'CPE of colons',
    objects: (n) => [observable('software', 0, { cpe: `cpe:2.3:a:${'\\:'.repeat(n / 2)}` })],
  },
  { name: 'label of combining marks', objects: (n) => [malware(0, { labels: [marksInDisorder(n)] })] },
  {
    name: 'label that begins with dashes and mentions TLP',
    objects: (n) => [malware(0, { labels: [`${'-'.repeat(n / 2)}a${repeated(' tlp x')(n / 2)}`] })],
  },
  {
    name: 'marking of combining marks',
    objects: (n) => [malware(0, { object_marking_refs: [marksInDisorder(n)] })],
  },
  {
    name: 'statement of combining marks',
    objects: (n) => [
      dated('marking-definition', 0, { definition_type: 'x', definition: { x: [marksInDisorder(n)] } }),
      malware(0, { object_marking_refs: [idOf('marking-definition', 0)] }),
    ],
  },
  {
    name: 'URL with a long host',
    objects: (n) => [observable('url', 0, { value: `http://${encodedHost(n)}` })],
  },
  {
    name: 'external reference with a long host',
    objects: (n) => [malware(0, { external_references: [{ url: `http://${encodedHost(n)}` }] })],
  },
  {
    name: 'marking of blanks',
    objects: (n) => [malware(0, { object_marking_refs: [`TLP${' '.repeat(n)}x`] })],
  },
];

/** Texts that the platform normalizes or encodes in quadratic time. */
const marksInDisorder = repeated('\u0301\u0316', 'a');
const encodedHost = repeated(String.fromCodePoint(...Array.from({ length: 5000 }, (_, i) => 0x4e00 + i)));

export const longPatterns: readonly CostlyInput[] = [
  pattern('escaped quotation marks', repeated("\\'", "[a:b = '")),
  pattern('quotation marks', repeated("'", '[a:b = ')),
  pattern('brackets', repeated('[')),
  pattern('parentheses', repeated('(')),
  pattern('open observations', repeated("[a:b = '")),
  pattern('open groups', repeated('[(a:b')),
  pattern('observations', repeated(" OR [a:b = 'c']", "[a:b = 'c']")),
  pattern('comparisons', repeated(" OR a:b = 'c'", "[a:b = 'c'", ']')),
  pattern('comments', repeated('/*')),
  pattern('closing parentheses', repeated("')", "[a:b = '")),
  pattern('AND without an end', repeated("' AND ", "[a:b = '")),
  pattern('blanks', repeated(' ', '[a:b', "= 'c']")),
  pattern('set', repeated("'a',", '[a:b IN (', "'b')]")),
  pattern('open set', repeated("'a',", '[a:b IN (')),
  pattern('qualifiers', repeated(' REPEATS 2 TIMES', "[a:b = 'c']")),
  pattern('path', repeated('.a', '[a:b', " = 'c']")),
];

const cleaned = (text: string): string => text;

export const plainRead: CostlyText = { name: 'plain text', text: repeated('word '), read: plainTextOf };

const linkOf = (text: string): unknown => link(text, new URL('https://api.example/')) ?? 'none';

export const otherTexts: readonly CostlyText[] = [
  { name: 'link with a long host', text: (n) => `https://${encodedHost(n)}/`, read: linkOf },
  { name: 'link without a scheme', text: (n) => `//${encodedHost(n)}/`, read: linkOf },
  { name: 'link with an encoded host', text: repeated('%CC%81%CC%96', 'https://a'), read: linkOf },
  {
    name: 'link with a host of combining marks',
    text: (n) => `\t https:\\\\${marksInDisorder(n)}`,
    read: linkOf,
  },
  { name: 'search: combining marks', text: marksInDisorder, read: (text) => normalized(text) },
  { name: 'plainText: blanks', text: repeated(' ', 'a', 'b'), read: plainTextOf },
  { name: 'plainText: tabs', text: repeated('\t', 'a', 'b'), read: plainTextOf },
  { name: 'plainText: line breaks', text: repeated('\n ', 'a', 'b'), read: plainTextOf },
  { name: 'plainText: open escape sequences', text: repeated('\u001b]8;a'), read: plainTextOf },
  { name: 'plainText: escape sequence of parameters', text: repeated(';1', '\u001b['), read: plainTextOf },
  { name: 'plainText: escape characters', text: repeated('\u001b'), read: plainTextOf },
  { name: 'plainText: combining marks', text: repeated('\u0301', 'a'), read: plainTextOf },
  { name: 'plainText: joiners', text: repeated('\u200d', 'a'), read: plainTextOf },
  { name: 'singleLine: blanks', text: repeated(' ', 'a', 'b'), read: (text) => singleLine(text) },
  { name: 'singleLine: escape sequences', text: repeated('\u001b]8;a'), read: (text) => singleLine(text) },
  { name: 'work error: a-a-a', text: repeated('a-'), read: (text) => parseWorkError('x', text, cleaned) },
  { name: 'work error: a--', text: repeated('a--'), read: (text) => parseWorkError('x', text, cleaned) },
  {
    name: 'work error: open messages',
    text: repeated(`'error_message':'\\'`),
    read: (text) => parseWorkError(text, 'x', cleaned),
  },
  {
    name: 'work error: blanks',
    text: repeated(' ', "'error_message':"),
    read: (text) => parseWorkError(text, 'x', cleaned),
  },
];
