import fc from 'fast-check';
import t from 'tap';
import type { Json, JsonObject } from '../../../src/stix/json.js';
import { upgradeObjects } from '../../../src/stix/upgrade/upgrade.js';
import { runs } from '../../tools/runs.js';
import { observablesOf, observedData, upgrade } from './observed-data-fixture.js';

const types = [
  'observed-data',
  'indicator',
  'malware',
  'file',
  'process',
  'relationship',
  'x-a',
  '__proto__',
];
const keys = [
  '0',
  '1',
  'type',
  'labels',
  'objects',
  'extensions',
  'hashes',
  'MD5',
  'parent_ref',
  'child_refs',
  'arguments',
  'archive-ext',
  'http-request-ext',
  'request_header',
  'granular_markings',
  'selectors',
  'marking_ref',
  'spec_version',
  '__proto__',
  'constructor',
];
const leaf = fc.oneof(
  fc.constantFrom('0', '1', '2.0', '2.1', 'labels.[0]', 'objects.0', 'unknown', '', ...types),
  fc.integer(),
  fc.boolean(),
);
const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 6 }),
  ),
}));
const object = fc
  .record({
    type: fc.constantFrom(...types),
    id: fc.constantFrom('a--1', 'a--2', 'observed-data--b67d30ff-02ac-498a-92f9-32f845f448cf'),
    rest: fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 8 }),
    objects: fc.dictionary(fc.constantFrom('0', '1', '2', '__proto__'), value, { maxKeys: 4 }),
  })
  .map(({ type, id, rest, objects }): JsonObject => ({ objects, ...rest, type, id }));

t.test('throws for no objects, does not change its input, and is idempotent', (t) => {
  fc.assert(
    fc.property(fc.array(object, { maxLength: 5 }), (objects) => {
      const before = JSON.stringify(objects);
      const once = upgradeObjects(objects, { note: () => undefined });
      const twice = upgradeObjects(once, { note: () => undefined });
      return JSON.stringify(objects) === before && JSON.stringify(twice) === JSON.stringify(once);
    }),
    { numRuns: runs(300) },
  );
  t.end();
});

t.test('handles a key named __proto__ like any other', (t) => {
  const objects: unknown = JSON.parse(
    '{"__proto__": {"type": "ipv4-addr", "value": "198.51.100.2"}, "1": {"type": "domain-name", "value": "a.b", "resolves_to_refs": ["__proto__"]}}',
  );
  const { observables } = observablesOf(isObject(objects) ? objects : {});
  t.strictSame(observables.find(({ type }) => type === 'domain-name')?.resolves_to_refs, [
    'ipv4-addr--9cf4a8ec-7640-5f40-a006-79942896168b',
  ]);
  t.end();
});

t.test('10,000 levels of nesting, in an embedded object', (t) => {
  let deep: JsonObject = { end: true };
  for (let level = 0; level < 10_000; level++) deep = { deep };
  const { objects } = upgrade(observedData({ 0: { type: 'process', pid: 1, extensions: deep } }));
  t.strictSame(objects.length, 2);
  t.end();
});

t.test('a chain of 10,000 archives, each in the other', (t) => {
  const archives = Array.from({ length: 10_000 }, (_, index): [string, JsonObject] => [
    String(index),
    {
      type: 'file',
      name: `${index}.zip`,
      extensions: { 'archive-ext': { contains_refs: [String(index + 1)] } },
    },
  ]);
  const { observables } = observablesOf({
    ...Object.fromEntries(archives),
    '10000': { type: 'file', name: 'innermost.txt' },
  });
  t.strictSame(new Set(observables.map(({ id }) => id)).size, 10_001);
  t.end();
});

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null;
}
