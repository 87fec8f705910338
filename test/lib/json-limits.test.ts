import fc from 'fast-check';
import t from 'tap';

import { exceededLimit, type JsonLimits } from '../../src/lib/json-limits.js';
import { parseJson } from '../../src/lib/index.js';
import { runs } from '../tools/runs.js';

const limits: JsonLimits = { depth: 5, containers: 20, values: 40, names: 10 };
const check = (json: string): string | undefined => exceededLimit(Buffer.from(json), limits);

t.test('each limit is reached without a failure, and one more is named', (t) => {
  const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  t.equal(check(nested(5)), undefined);
  t.equal(check(nested(6)), 'is nested more than 5 levels deep');
  t.equal(check('['.repeat(6)), 'is nested more than 5 levels deep', 'also without an end');
  const empty = (count: number): string => `[${Array.from({ length: count }, () => '{}').join(',')}]`;
  t.equal(check(empty(19)), undefined);
  t.equal(check(empty(20)), 'has more than 20 objects and lists');
  const numbers = (count: number): string => `[${Array.from({ length: count }, () => '1').join(',')}]`;
  t.equal(check(numbers(40)), undefined);
  t.equal(check(numbers(41)), 'has more than 40 values');
  const named = (count: number): string =>
    `[${Array.from({ length: count }, (_, n) => `{"n${n}" : 1}`).join(',')}]`;
  t.equal(check(named(10)), undefined);
  t.equal(check(named(11)), 'has more than 10 names of properties');
  t.end();
});

t.test('brackets and commas in strings do not count, whatever is escaped', (t) => {
  const noise = '[{,'.repeat(50);
  for (const text of [noise, `\\"${noise}`, `\\\\`, `\\\\\\"${noise}`, `\\u0022${noise}`]) {
    t.equal(check(`{"a":"${text}","${text}":1}`), undefined, text);
    t.not(check(`["${text}",${noise}`), undefined, `${text} does not hide what follows`);
  }
  t.equal(check(`"${noise}`), undefined, 'a string without an end');
  t.equal(check(''), undefined);
  t.end();
});

t.test('names that repeat, numbers and values are no further names', (t) => {
  const texts = (text: (n: number) => string): string =>
    `[${Array.from({ length: 15 }, (_, n) => text(n)).join(',')}]`;
  t.equal(check(texts(() => '{"a":"b"}')), undefined);
  t.equal(check(texts((n) => `{"${n}":"b"}`)), undefined);
  t.equal(check(texts((n) => `{"123456789${n}":"b"}`)), 'has more than 10 names of properties');
  t.equal(check(texts((n) => `"a${n}"`)), undefined);
  t.end();
});

t.test('the measurement agrees with JSON.parse on every value', (t) => {
  const measure = (
    value: unknown,
    names: Set<string>,
  ): { depth: number; containers: number; values: number } => {
    if (typeof value !== 'object' || value === null) return { depth: 0, containers: 0, values: 0 };
    const members: readonly unknown[] = Object.values(value);
    for (const name of Array.isArray(value) ? [] : Object.keys(value))
      if (!/^\d{0,9}$/.test(name)) names.add(name);
    const parts = members.map((member) => measure(member, names));
    return {
      depth: 1 + Math.max(0, ...parts.map(({ depth }) => depth)),
      containers: 1 + parts.reduce((sum, { containers }) => sum + containers, 0),
      values: members.length + parts.reduce((sum, { values }) => sum + values, 0),
    };
  };
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.boolean(), (json, spaced) => {
        const value: unknown = JSON.parse(json);
        const text = Buffer.from(spaced ? JSON.stringify(value, null, 2) : json);
        const distinct = new Set<string>();
        const { depth, containers, values } = measure(JSON.parse(json), distinct);
        const names = distinct.size;
        const unlimited = { depth: 1000, containers: 1000, values: 10_000, names: 1000 };
        const expectDepth = exceededLimit(text, { ...unlimited, depth }) === undefined;
        const expectContainers = exceededLimit(text, { ...unlimited, containers }) === undefined;
        // Empty containers count as one value.
        const expectValues = exceededLimit(text, { ...unlimited, values: values + containers }) === undefined;
        const expectNames = exceededLimit(text, { ...unlimited, names }) === undefined;
        const tooNamed = names > 0 && exceededLimit(text, { ...unlimited, names: names - 1 }) === undefined;
        const tooDeep = depth > 0 && exceededLimit(text, { ...unlimited, depth: depth - 1 }) === undefined;
        const tooMany =
          containers > 0 && exceededLimit(text, { ...unlimited, containers: containers - 1 }) === undefined;
        return (
          [expectDepth, expectContainers, expectValues, expectNames].every(Boolean) &&
          ![tooDeep, tooMany, tooNamed].some(Boolean)
        );
      }),
      { numRuns: runs(1000) },
    ),
  );
  t.end();
});

t.test('a text beyond the limits is not parsed', (t) => {
  // More than the limit by two percent: some of the hashes of the names are the same.
  const names = Array.from({ length: 51_000 }, (_, n) => `"n${n}":1`).join(',');
  for (const json of ['['.repeat(1_000_000), Buffer.alloc(4_000_000, '{},'), `{${names}}`])
    t.match(parseJson(json), { ok: false, failure: { reason: 'json-limit', message: String } });
  t.end();
});
