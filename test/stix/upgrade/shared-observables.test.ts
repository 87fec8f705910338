import t from 'tap';
import type { Json } from '../../../src/stix/json.js';
import { upgradeObjects } from '../../../src/stix/upgrade/upgrade.js';
import { observablesOf, observedData, upgrade } from './observed-data-fixture.js';

const other = { id: 'observed-data--cf8eaa41-6f4c-482e-89b9-9cd2d6a83cb1' };
const file = 'file--02fff920-f614-527c-81d1-6353633a6d21';
const md5 = 'd41d8cd98f00b204e9800998ecf8427e';
const green = 'marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da';
const red = 'marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed';

t.test('merges the same observable of several observed-data into one object with all properties', (t) => {
  const first = observedData(
    { 0: { type: 'file', hashes: { MD5: md5, TLSH: 'T1' }, size: 0, mime_type: 'text/plain' } },
    { object_marking_refs: [green] },
  );
  const second = observedData(
    {
      5: { type: 'file', hashes: { MD5: md5, 'SHA-1': 'da39a3ee5e6b4b0d3255bfef95601890afd80709' }, size: 7 },
    },
    { ...other, object_marking_refs: [red] },
  );
  const { objects } = upgrade(first, second);
  t.strictSame(objects[0]?.object_refs, [file]);
  t.strictSame(objects[1]?.object_refs, [file]);
  t.strictSame(objects.slice(2), [
    {
      type: 'file',
      id: file,
      hashes: { MD5: md5, 'SHA-1': 'da39a3ee5e6b4b0d3255bfef95601890afd80709', TLSH: 'T1' },
      mime_type: 'text/plain',
      object_marking_refs: [green, red],
      size: 0,
    },
  ]);
  const turned = upgradeObjects([second, first], { note: () => undefined });
  t.strictSame(JSON.stringify(turned[2]), JSON.stringify(objects[2]), 'in any order');
  t.end();
});

t.test('merges two embedded objects with one id', (t) => {
  const { objects } = upgrade(
    observedData({
      0: { type: 'ipv4-addr', value: '198.51.100.2' },
      1: { type: 'ipv4-addr', value: '198.51.100.2', belongs_to_refs: ['2'] },
      2: { type: 'autonomous-system', number: 15139 },
    }),
  );
  const system = 'autonomous-system--3aa27478-50b5-5ab8-9da9-cdc12b657fff';
  const address = 'ipv4-addr--9cf4a8ec-7640-5f40-a006-79942896168b';
  t.strictSame(objects[0]?.object_refs, [address, system]);
  t.strictSame(objects.slice(1), [
    { type: 'ipv4-addr', id: address, value: '198.51.100.2', belongs_to_refs: [system] },
    { type: 'autonomous-system', id: system, number: 15139 },
  ]);
  t.end();
});

t.test('an id does not depend on the local keys', (t) => {
  const directory = { type: 'directory', path: '/usr/local' };
  const named = (key: string) => ({ type: 'file', name: 'fred.doc', parent_directory_ref: key });
  const one = observablesOf({ 0: named('1'), 1: directory }).observables;
  const two = observablesOf({ x: directory, aa: named('x') }).observables;
  t.strictSame(one[0]?.id, 'file--f95f0731-206c-5e9e-b9e2-2713540aba80');
  t.strictSame(two[1]?.id, one[0]?.id);
  t.end();
});

t.test('observables with circular references get ids', (t) => {
  const { observables } = observablesOf({
    0: { type: 'file', name: 'a.zip', extensions: { 'archive-ext': { contains_refs: ['1'] } } },
    1: { type: 'file', name: 'b.zip', extensions: { 'archive-ext': { contains_refs: ['0'] } } },
    2: { type: 'network-traffic', protocols: ['tcp'], dst_ref: '2' },
  });
  const [a, b, traffic] = observables;
  t.strictSame(a?.extensions, { 'archive-ext': { contains_refs: [b?.id] } });
  t.strictSame(b?.extensions, { 'archive-ext': { contains_refs: [a?.id] } });
  t.strictSame(traffic?.dst_ref, traffic?.id);
  t.strictSame(new Set(observables.map(({ id }) => id)).size, 3);
  t.end();
});

t.test('the order of the input does not change the ids of circular references', (t) => {
  const a = { type: 'file', name: 'a.zip', extensions: { 'archive-ext': { contains_refs: ['b'] } } };
  const b = { type: 'file', name: 'b.zip', extensions: { 'archive-ext': { contains_refs: ['a'] } } };
  const idOf = (objects: Json, name: string) =>
    observablesOf(objects).observables.find((object) => object.name === name)?.id;
  t.strictSame(idOf({ a, b }, 'a.zip'), idOf({ b, a }, 'a.zip'));
  t.strictSame(idOf({ a, b }, 'b.zip'), idOf({ b, a }, 'b.zip'));
  t.end();
});

t.test('keeps an id that the source gave to an embedded object', (t) => {
  const id = 'ipv4-addr--0f2c0e5c-2b53-4c9b-9f0e-6b0f4c1f2f11';
  const { observables } = observablesOf({
    0: { type: 'ipv4-addr', id, value: '198.51.100.2' },
    1: { type: 'domain-name', value: 'example.com', resolves_to_refs: ['0'] },
  });
  t.strictSame(observables[0]?.id, id);
  t.strictSame(observables[1]?.resolves_to_refs, [id]);
  t.end();
});
