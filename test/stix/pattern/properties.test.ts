import fc from 'fast-check';
import t from 'tap';

import { createdObservables } from '../../../src/stix/pattern/observables.js';
import { parsePattern } from '../../../src/stix/pattern/parser.js';
import { printPattern } from '../../../src/stix/pattern/print.js';
import { readPattern } from '../../../src/stix/pattern/read.js';
import { runs } from '../../tools/runs.js';
import { patternProbes } from './pattern-probes.js';

const literal = fc.oneof(
  fc.string({ unit: 'grapheme' }).map((text) => `'${text.replace(/['\\]/g, '\\$&')}'`),
  fc.integer({ min: -99, max: 99 }).map(String),
  fc.constantFrom('1.5', '-.5', 'true', 'false', "h'00ff'", "b'YQ=='", "t'2024-01-01T00:00:00.123Z'"),
);
const string = fc.string().map((text) => `'${text.replace(/['\\]/g, '\\$&')}'`);
const path = fc.constantFrom(
  'domain-name:value',
  "file:hashes.'X-1'",
  'a:b[*].c[0]',
  "x_y:'AND'.d",
  'network-traffic:dst_ref.value',
);
const test = fc.oneof(
  fc.tuple(path, fc.constantFrom('=', '!=', 'NOT =', '==', '<>'), literal).map((parts) => parts.join(' ')),
  fc.tuple(path, fc.constantFrom('LIKE', 'NOT MATCHES', 'ISSUBSET'), string).map((parts) => parts.join(' ')),
  fc.tuple(path, fc.array(literal, { maxLength: 3 })).map(([left, items]) => `${left} IN (${items.join()})`),
  path.map((left) => `EXISTS ${left}`),
);
const qualifier = fc.constantFrom(
  '',
  ' WITHIN 5 SECONDS',
  ' REPEATS 2 TIMES',
  " START t'2024-01-01T00:00:00Z' STOP t'2024-01-02T00:00:00Z'",
);
const { pattern } = fc.letrec<{ comparison: string; pattern: string }>((tie) => ({
  comparison: fc.oneof(
    { depthSize: 'small' },
    test,
    fc.tuple(tie('comparison'), fc.constantFrom('AND', 'OR'), test).map((parts) => parts.join(' ')),
    tie('comparison').map((inner) => `(${inner})`),
  ),
  pattern: fc.oneof(
    { depthSize: 'small' },
    fc.tuple(tie('comparison'), qualifier).map(([inner, after]) => `[${inner}]${after}`),
    fc
      .tuple(tie('pattern'), fc.constantFrom('AND', 'OR', 'FOLLOWEDBY'), tie('pattern'))
      .map((parts) => parts.join(' ')),
    fc.tuple(tie('pattern'), qualifier).map(([inner, after]) => `(${inner})${after}`),
  ),
}));

const texts = patternProbes().flatMap(({ object }) =>
  typeof object.pattern === 'string' && object.pattern.length < 500 ? [object.pattern] : [],
);
const pieces = [
  "'",
  '\\',
  "\\'",
  '"',
  '[',
  ']',
  '(',
  ')',
  ' and ',
  ' OR ',
  'NOT ',
  '=',
  '<>',
  ':',
  '.',
  '/*',
  '\ufeff',
];
const broken = fc
  .tuple(
    fc.constantFrom(...texts),
    fc.array(fc.tuple(fc.nat(), fc.nat(3), fc.constantFrom('', ...pieces)), { maxLength: 4 }),
  )
  .map(([text, edits]) =>
    edits.reduce((edited, [place, removed, piece]) => {
      const at = place % (edited.length + 1);
      return edited.slice(0, at) + piece + edited.slice(at + removed);
    }, text),
  );

const isWhole = (text: string): boolean => parsePattern(text)?.rest === '';

t.test('a valid pattern is read whole, and its printed form is stable', (t) => {
  fc.assert(
    fc.property(pattern, (text) => {
      const parsed = parsePattern(text);
      if (parsed?.rest !== '') return false;
      const printed = printPattern(parsed.pattern);
      const again = parsePattern(printed);
      return again?.rest === '' && printPattern(again.pattern) === printed;
    }),
    { numRuns: runs(100) },
  );
  t.pass();
  t.end();
});

t.test('a pattern in the normal form stays byte for byte', (t) => {
  fc.assert(
    fc.property(pattern, (text) => {
      const parsed = parsePattern(text);
      const printed = parsed === undefined ? '' : printPattern(parsed.pattern);
      const reading = readPattern(printed);
      return reading.accepted && reading.text === printed && reading.corrections.length === 0;
    }),
    { numRuns: runs(100) },
  );
  t.pass();
  t.end();
});

t.test('any text is read without an exception, and what is sent is a whole pattern that stays', (t) => {
  fc.assert(
    fc.property(fc.oneof(broken, fc.string({ unit: 'binary' }), pattern), (text) => {
      const reading = readPattern(text);
      if (!reading.accepted) return true;
      createdObservables(reading.pattern);
      const again = readPattern(reading.text);
      return isWhole(reading.text) && again.accepted && again.text === reading.text && again.rest === '';
    }),
    { numRuns: runs(1000) },
  );
  t.pass();
  t.end();
});

t.test('hostile texts: deep, long, and full of quotation marks', (t) => {
  const count = 40_000;
  const hostile: readonly (readonly [text: string, accepted: boolean])[] = [
    [`[a:b = '${String.raw`\'`.repeat(count)}`, false],
    [`[a:b = '${"'".repeat(count)}]`, true],
    [`[a:b = 'x${"' and ".repeat(count)}`, false],
    [`[a:b = 'x${`'${' '.repeat(50)}`.repeat(count / 50)}`, false],
    [`[a:b = '${'\\'.repeat(count)}x]`, false],
    ['('.repeat(count), false],
    [`[${'('.repeat(count)}a:b = 1${')'.repeat(count)}]`, false],
    [`[a:b = 1${' OR a:b = 1'.repeat(count)}]`, true],
    [`[a:b = 1]${' OR [a:b = 1]'.repeat(count)}`, true],
    [`([a:b = 1])${' WITHIN 5 SECONDS'.repeat(count)}`, true],
    [`[file${':hashes' + '.hashes.md5'.repeat(count)} = 'x']`, false],
    [`[a:b${'[0]'.repeat(count)} = 1]`, false],
    [`[a:b = 1${'/**/'.repeat(count)}]`, true],
    [`[a:b = 1]${'/* '.repeat(count)}`, true],
    [`[file:hashes.MD5 IN ('${'a'.repeat(32)}'${`,'${'b'.repeat(32)}'`.repeat(count / 10)})]`, true],
  ];
  for (const [text, accepted] of hostile) {
    const reading = readPattern(text);
    t.equal(reading.accepted, accepted, text.slice(0, 40));
    t.ok(!reading.accepted || reading.text.length <= 2 * text.length + 100, 'linear in size');
  }
  t.end();
});
