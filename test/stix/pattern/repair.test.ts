import t from 'tap';

import { readPattern } from '../../../src/stix/pattern/read.js';

const md5 = 'a'.repeat(32);
const other = 'b'.repeat(32);
const sha256 = 'c'.repeat(64);

const unchanged: readonly string[] = [
  "[a:b = 'x']",
  "  [ a:b='x' ]\n",
  String.raw`[a:b = 'it\'s C:\\x']`,
  "[a:b IN ('x',2,-3.5,true,h'ff',b'YQ==',t'2024-01-01T00:00:00.5Z')]",
  "[NOT EXISTS a:b AND a:'c d'[*].e[0] NOT LIKE 'x%']",
  "([a:b = 'x'] OR [a:b > 5]) WITHIN 5.5 SECONDS WITHIN 6 SECONDS FOLLOWEDBY [a:b = 1] REPEATS 2TIMES",
  `[file:hashes.'MD5' = '${md5.toUpperCase()}']`,
  `[${'('.repeat(300)}a:b = 1${')'.repeat(300)}]`,
];
function summary(given: string): string {
  const reading = readPattern(given);
  if (!reading.accepted) return `refused: ${reading.reason}`;
  const { text, corrections, normalizations, rest } = reading;
  return [text, ...corrections, ...normalizations, ...(rest === '' ? [] : [`rest: ${rest}`])].join(' | ');
}

for (const pattern of unchanged) {
  t.test(`a valid pattern stays byte for byte: ${pattern.slice(0, 80)}`, (t) => {
    t.equal(summary(pattern), pattern);
    t.end();
  });
}

const repaired: readonly (readonly [given: string, sent: string, correction: string])[] = [
  [String.raw`[a:b = 'C:\x\y']`, String.raw`[a:b = 'C:\\x\\y']`, 'escapes'],
  [String.raw`[a:b = 'C:\\x\y']`, String.raw`[a:b = 'C:\\x\\y']`, 'escapes'],
  [String.raw`[a:b = '\\host\share']`, String.raw`[a:b = '\\\\host\\share']`, 'escapes'],
  [String.raw`[a:b = 'C:\x\']`, String.raw`[a:b = 'C:\\x\\']`, 'escapes'],
  [String.raw`[a:b = 'C:\x\' AND a:c = 'y']`, String.raw`[a:b = 'C:\\x\\' AND a:c = 'y']`, 'escapes'],
  [String.raw`[a:b MATCHES '^\d\\x$']`, String.raw`[a:b MATCHES '^\\d\\\\x$']`, 'escapes'],
  ["[a:b = 'joe's']", String.raw`[a:b = 'joe\'s']`, 'escapes'],
  [
    "[a:b = 'rock 'n' roll' OR a:c = 'it's']",
    String.raw`[a:b = 'rock \'n\' roll' OR a:c = 'it\'s']`,
    'escapes',
  ],
  ["[a:b IN ('o'neil', 'x')]", String.raw`[a:b IN ('o\'neil', 'x')]`, 'escapes'],
  ['[a:b = "it\'s"]', String.raw`[a:b = 'it\'s']`, 'quotation marks'],
  ['[a:b = "say \\"x\\""]', `[a:b = 'say "x"']`, 'quotation marks'],
  ['[a:b = \u2018x\u2019 OR a:b = \u201cy\u201d]', "[a:b = 'x' OR a:b = 'y']", 'quotation marks'],
  ["[a:b.c-d = 'x']", "[a:b.'c-d' = 'x']", 'keys'],
  ['[a:b."c-d" = \'x\']', "[a:b.'c-d' = 'x']", 'quotation marks'],
  ["[a:b['c-d'] = 'x']", "[a:b.'c-d' = 'x']", 'keys'],
  ["[a:b[c] = 'x']", "[a:b.c = 'x']", 'keys'],
  [
    "[a:b = 'x' and a:c like 'y%' Or not exists a:d]",
    "[a:b = 'x' AND a:c LIKE 'y%' OR NOT EXISTS a:d]",
    'operators',
  ],
  ["[a:b = 'x' && a:c in ('y') || a:d = 1]", "[a:b = 'x' AND a:c IN ('y') OR a:d = 1]", 'operators'],
  ["[a:b = 'x'] or [a:b = 'y']", "[a:b = 'x'] OR [a:b = 'y']", 'operators'],
  [
    "[a:b = 'x'] followed by [a:b = 'y'] within 5 second",
    "[a:b = 'x'] FOLLOWEDBY [a:b = 'y'] WITHIN 5 SECONDS",
    'operators',
  ],
  ["[a:b == 'x' OR a:b <> 'y']", "[a:b = 'x' OR a:b != 'y']", 'operators'],
  ['[a:b = True]', '[a:b = true]', 'operators'],
  [
    "[a:b = 'x'] START '2024-01-01T00:00:00Z' STOP \"2024-02-01 00:00:00+01:00\"",
    "[a:b = 'x'] START t'2024-01-01T00:00:00Z' STOP t'2024-01-31T23:00:00.000Z'",
    'times',
  ],
  ['[a:b = x.example]', "[a:b = 'x.example']", 'values without quotation marks'],
  ['[a:b IN (192.0.2.1, y)]', "[a:b IN ('192.0.2.1', 'y')]", 'values without quotation marks'],
  ["a:b = 'x' OR a:b = 'y'", "[a:b = 'x' OR a:b = 'y']", 'brackets'],
  ["\ufeff[a:b\u200b = 'x']\0;", "[a:b = 'x']", 'characters without meaning'],
  ["[a:b = 'x' /* one */] // two", "[a:b = 'x']", 'comments'],
];
for (const [given, text, correction] of repaired) {
  t.test(`a pattern with one obvious meaning is corrected: ${given}`, (t) => {
    t.ok(summary(given).startsWith(`${text} | `), summary(given));
    t.ok(summary(given).split(' | ').includes(correction), summary(given));
    t.notMatch(summary(given), /rest:/);
    t.equal(summary(text), text);
    t.end();
  });
}

const normalized: readonly (readonly [given: string, sent: string, change: string])[] = [
  [`[file:hashes.sha256 = '${sha256}']`, `[file:hashes.'SHA-256' = '${sha256}']`, 'hash names'],
  [`[file:hashes.MD5 IN ('${md5}')]`, `[file:hashes.MD5 = '${md5}']`, 'lists of hashes'],
  [
    `[file:hashes.MD5 NOT IN ('${md5}', '${other}') OR a:b = 1]`,
    `[(file:hashes.MD5 != '${md5}' AND file:hashes.MD5 != '${other}') OR a:b = 1]`,
    'lists of hashes',
  ],
  ["[Domain_Name:value = 'x.example']", "[domain-name:value = 'x.example']", 'object types'],
  ["[mac-addr:value = '00-00-5E-00-53-C0']", "[mac-addr:value = '00:00:5e:00:53:c0']", 'MAC addresses'],
];
for (const [given, text, change] of normalized) {
  t.test(`names and values get the form on which OpenCTI depends: ${given.slice(0, 60)}`, (t) => {
    t.equal(summary(given), `${text} | ${change}`);
    t.equal(summary(text), text);
    t.end();
  });
}

t.test('a hash that OpenCTI does not check under its name keeps the name', (t) => {
  const pattern = "[file:hashes.sha_256 = 'x']";
  t.equal(summary(pattern), pattern);
  t.end();
});

const cut: readonly (readonly [given: string, sent: string, rest: string])[] = [
  ["[a:b = 'x'] acpt", "[a:b = 'x']", 'acpt'],
  ["[a:b = 'x'] [a:b = 'y']", "[a:b = 'x']", "[a:b = 'y']"],
  ["[a:b = 'x'] or garbage", "[a:b = 'x']", 'or garbage'],
  ["[a:b = 'x']]", "[a:b = 'x']", ']'],
];
for (const [given, text, rest] of cut) {
  t.test(`what OpenCTI cuts off is known: ${given}`, (t) => {
    t.equal(summary(given), `${text} | rest: ${rest}`);
    t.end();
  });
}

const refused: readonly string[] = [
  '',
  '[]',
  'hello',
  "[domain-name:value = 'x'",
  "([a:b = 'x']",
  `[file:hashes.md5:value='${md5}']`,
  "[a:b = 'x' AND]",
  "[a:b = 'x'] OR garbage",
  "[a:b = 'x'] START t'2024-01-01T00:00:00Z'",
  "[a:b = 'x'] WITHIN 5 SECONDS WITHIN 6 SECONDS",
  "a:b = 'x' AND a:b = 'y'",
  "[a:b = 'x' and 'y']",
  "[a:b = 'x' a:c = 'y']",
  String.raw`[a:b IN ('C:\x\', 'y')]`,
  '[a:b > 5MB]',
  '[a:b = 01]',
  '[a:b = null]',
  '[a:b > true]',
  "[a:b = h'f']",
  "[a:b[-1] = 'x']",
  "[file:hashes.MD5 = 'abc']",
  `[file:hashes.MD5 LIKE '${md5.slice(1)}%']`,
  '[file:hashes.MD5 IN ()]',
  `[${'('.repeat(301)}a:b = 1${')'.repeat(301)}]`,
];
for (const pattern of refused) {
  t.test(`a pattern without an obvious meaning is not guessed: ${pattern.slice(0, 80)}`, (t) => {
    t.match(summary(pattern), /^refused: /);
    t.end();
  });
}
