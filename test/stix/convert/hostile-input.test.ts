import t from 'tap';
import { convert } from '../../../src/stix/index.js';
import { malware, malwareId, owned, reportSource, sent, settings } from './convert-source.js';

function nested(depth: number, kind: 'list' | 'object'): unknown {
  let value: unknown = 'deep';
  for (let level = 0; level < depth; level += 1) value = kind === 'list' ? [value] : { x_more: value };
  return value;
}

for (const kind of ['list', 'object'] as const) {
  t.test(`nesting of 10,000 levels does not fail (${kind})`, (t) => {
    const { byId, codes } = sent([{ ...malware, x_deep: nested(10_000, kind) }]);
    t.equal(byId.get(malwareId)?.name, 'PlugX');
    t.same(codes, [`dropped-unusable ${malwareId}`]);
    t.same(convert(reportSource(nested(10_000, kind)), settings).sourceObjects, 0);
    t.end();
  });
}

t.test('__proto__ does not change a prototype', (t) => {
  const stix: unknown = JSON.parse(
    `[${JSON.stringify(malware).replace('{', '{"__proto__":{"polluted":true},"x_in":{"__proto__":{"polluted":true}},')}]`,
  );
  const conversion = convert({ kind: 'bundles', id: '7', stix }, settings);
  t.equal(conversion.sourceObjects, 1);
  t.notOk('polluted' in {});
  t.notMatch(conversion.bundles[0]?.json, /polluted/);
  t.same(
    conversion.notes.map(({ code }) => code),
    ['dropped-unusable'],
  );
  t.end();
});

t.test('names of Object.prototype are not treated as types, properties or references', (t) => {
  const odd = { type: 'constructor', id: 'constructor--x', toString: 1, hasOwnProperty: 2 };
  const { byId } = sent([odd, { ...malware, constructor: 'x', valueOf: {}, sample_refs: ['toString'] }]);
  t.same(byId.get(malwareId), { ...malware, ...owned, constructor: 'x' });
  t.end();
});

t.test('replaces a lone surrogate by the replacement character, and keeps other characters', (t) => {
  const name = 'a\u0000b\u2028c 😀 攻擊';
  t.equal(sent([{ ...malware, name }]).byId.get(malwareId)?.name, name);
  t.equal(sent([{ ...malware, name: 'a\ud83db' }]).byId.get(malwareId)?.name, 'a\ufffdb');
  t.end();
});

t.test('accepts wrong types in every position', (t) => {
  const values = [null, true, 0, -1, 1e999, '', 'x', [], {}, [null], [[]], [{}], { a: null }];
  for (const value of values) {
    const wrong = Object.fromEntries(Object.keys(malware).map((key) => [key, value]));
    t.doesNotThrow(() => sent([wrong, { ...wrong, type: 'report' }, { type: value, id: malwareId }]));
    for (const type of [
      'indicator',
      'relationship',
      'observed-data',
      'marking-definition',
      'file',
      'process',
      'location',
    ])
      t.doesNotThrow(() =>
        sent([
          {
            type,
            id: `${type}--1`,
            object_refs: value,
            objects: value,
            hashes: value,
            extensions: value,
            definition: value,
            granular_markings: value,
            external_references: value,
            object_marking_refs: value,
            source_ref: value,
            target_ref: value,
            pattern: value,
            created: value,
          },
        ]),
      );
  }
  t.end();
});
