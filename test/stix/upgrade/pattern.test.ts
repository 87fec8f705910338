import t from 'tap';
import { upgrade } from './observed-data-fixture.js';

function upgraded(pattern: string, more = {}): unknown {
  const indicator = {
    type: 'indicator',
    id: 'indicator--6f8a5c1e-0f0b-4a5e-9d0b-0f5a3b6f7a10',
    pattern,
    ...more,
  };
  return upgrade(indicator).objects[0]?.pattern;
}

const cases: readonly (readonly [title: string, before: string, after: string])[] = [
  [
    'times of an interval become timestamps',
    "[a:b = 'c'] START '2016-01-01T00:00:00Z' STOP '2016-02-01T00:00:00Z' AND [a:b = 'd'] START 'x'\n STOP  'y'",
    "[a:b = 'c'] START t'2016-01-01T00:00:00Z' STOP t'2016-02-01T00:00:00Z' AND [a:b = 'd'] START t'x'\n STOP  t'y'",
  ],
  [
    'timestamps stay',
    "[a:b = 'c'] START t'2016-01-01T00:00:00Z' STOP t'2016-02-01T00:00:00Z'",
    "[a:b = 'c'] START t'2016-01-01T00:00:00Z' STOP t'2016-02-01T00:00:00Z'",
  ],
  [
    'text inside a literal stays, escapes included',
    String.raw`[a:b = 'it\'s START \'x\' STOP \'y\'' AND c:d = 'e\\'] WITHIN 5 SECONDS`,
    String.raw`[a:b = 'it\'s START \'x\' STOP \'y\'' AND c:d = 'e\\'] WITHIN 5 SECONDS`,
  ],
  [
    'an escaped backslash does not escape the quote after it',
    String.raw`[a:b = 'c\\'] START 'x' STOP 'y'`,
    String.raw`[a:b = 'c\\'] START t'x' STOP t'y'`,
  ],
  ['an open literal stays', "[a:b = 'c] START \\", "[a:b = 'c] START \\"],
  ['both spellings of "not" are valid in both versions', "[a:b != 'c']", "[a:b != 'c']"],
];
for (const [title, before, after] of cases) {
  t.equal(upgraded(before), after, title);
}

const snort = "alert tcp any any START '1' STOP '2'";
t.equal(upgraded(snort, { pattern_type: 'snort' }), snort, 'another language stays');
