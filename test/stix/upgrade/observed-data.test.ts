import t from 'tap';
import { observedData, upgrade } from './observed-data-fixture.js';

const address = 'ipv4-addr--9cf4a8ec-7640-5f40-a006-79942896168b';
const domain = 'domain-name--bedb4899-d24b-5401-bc86-8f6b4cc18ec7';
const red = 'marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed';
const statement = 'marking-definition--826e578e-1663-4bb5-9e0f-c3b8c2a4c4e2';
const green = 'marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da';

t.test('the observed-data refers to what it embedded', (t) => {
  const { objects, notes } = upgrade(
    observedData({
      0: { type: 'domain-name', value: 'example.com', resolves_to_refs: ['1'] },
      1: { type: 'ipv4-addr', value: '198.51.100.2' },
    }),
  );
  t.strictSame(objects, [
    {
      type: 'observed-data',
      spec_version: '2.1',
      id: 'observed-data--b67d30ff-02ac-498a-92f9-32f845f448cf',
      created: '2016-04-06T19:58:16.000Z',
      modified: '2016-04-06T19:58:16.000Z',
      first_observed: '2015-12-21T19:00:00Z',
      last_observed: '2015-12-21T19:00:00Z',
      number_observed: 50,
      object_refs: [domain, address],
    },
    { type: 'domain-name', id: domain, value: 'example.com', resolves_to_refs: [address] },
    { type: 'ipv4-addr', id: address, value: '198.51.100.2' },
  ]);
  t.strictSame(notes, []);
  t.end();
});

t.test('removes dangling references with a note, and keeps those to STIX ids', (t) => {
  const { objects, notes } = upgrade(
    observedData({
      0: { type: 'domain-name', value: 'example.com', resolves_to_refs: ['7', address] },
      1: {
        type: 'network-traffic',
        protocols: ['tcp'],
        src_ref: '8',
        dst_ref: '0',
        encapsulates_refs: ['9'],
      },
    }),
  );
  t.strictSame(objects.slice(1), [
    { type: 'domain-name', id: domain, value: 'example.com', resolves_to_refs: [address] },
    {
      type: 'network-traffic',
      id: 'network-traffic--aefe41c1-be78-53ff-8bf9-aae510808234',
      protocols: ['tcp'],
      dst_ref: domain,
    },
  ]);
  t.strictSame(notes, [
    {
      code: 'dropped-reference',
      objectId: 'observed-data--b67d30ff-02ac-498a-92f9-32f845f448cf',
      message: 'Removed the reference of the embedded object "0" to "7", which does not exist.',
    },
    {
      code: 'dropped-reference',
      objectId: 'observed-data--b67d30ff-02ac-498a-92f9-32f845f448cf',
      message: 'Removed the reference of the embedded object "1" to "8", which does not exist.',
    },
    {
      code: 'dropped-reference',
      objectId: 'observed-data--b67d30ff-02ac-498a-92f9-32f845f448cf',
      message: 'Removed the reference of the embedded object "1" to "9", which does not exist.',
    },
  ]);
  t.end();
});

t.test('removes an embedded object without a type, with a note', (t) => {
  const { objects, notes } = upgrade(
    observedData({ 0: { value: '198.51.100.2' }, 1: 'x', 2: { type: 'ipv4-addr', value: '198.51.100.2' } }),
  );
  t.strictSame(objects[0]?.object_refs, [address]);
  t.strictSame(
    notes.map(({ code, message }) => [code, message]),
    [
      ['dropped-observable', 'Removed the embedded object "0", which has no type.'],
      ['dropped-observable', 'Removed the embedded object "1", which has no type.'],
    ],
  );
  t.end();
});

t.test('removes references to objects without content', (t) => {
  for (const empty of [{}, [], 'text', 7, { 0: 'x' }]) {
    const { objects, notes } = upgrade(observedData(empty));
    t.strictSame(objects.length, 1);
    t.notOk('objects' in (objects[0] ?? {}));
    t.notOk('object_refs' in (objects[0] ?? {}));
    t.strictSame(notes.at(-1)?.message, 'Removed the property objects, which has no observable.');
  }
  t.end();
});

t.test('an observable inherits the markings of its observed-data', (t) => {
  const { objects } = upgrade(
    observedData(
      { 0: { type: 'domain-name', value: 'example.com' }, 1: { type: 'ipv4-addr', value: '198.51.100.2' } },
      {
        object_marking_refs: [green],
        granular_markings: [
          { marking_ref: red, selectors: ['objects.1.value', 'number_observed'] },
          { marking_ref: red, selectors: ['objects.1'] },
          { marking_ref: statement, selectors: ['objects'] },
        ],
      },
    ),
  );
  t.strictSame(objects[0]?.granular_markings, [{ marking_ref: red, selectors: ['number_observed'] }]);
  t.strictSame(objects.slice(1), [
    { type: 'domain-name', id: domain, value: 'example.com', object_marking_refs: [green, statement] },
    { type: 'ipv4-addr', id: address, value: '198.51.100.2', object_marking_refs: [green, statement, red] },
  ]);
  t.end();
});

t.test('keeps the existing references of an observed-data', (t) => {
  const { objects } = upgrade(
    observedData({ 0: { type: 'ipv4-addr', value: '198.51.100.2' } }, { object_refs: [domain, address] }),
  );
  t.strictSame(objects[0]?.object_refs, [domain, address]);
  t.end();
});

t.test('prefers the 2.1 spelling of a property that an object has in both', (t) => {
  const time = '2016-12-21T19:00:00.000Z';
  const { objects } = upgrade(
    observedData({
      0: { type: 'directory', path: '/tmp', ctime: time, created: '2001-01-01T00:00:00.000Z' },
      1: { type: 'network-traffic', protocols: ['tcp'], dst_ref: '2', encapsulates_by_ref: '3' },
      2: { type: 'ipv4-addr', value: '198.51.100.2' },
      3: { type: 'network-traffic', protocols: ['ipv4'], dst_ref: '2' },
    }),
  );
  const [, directory, inner, , outer] = objects;
  t.strictSame(directory, {
    type: 'directory',
    id: 'directory--9d5142ea-3041-5292-b76f-5b9091552621',
    path: '/tmp',
    ctime: time,
  });
  t.strictSame(inner?.encapsulated_by_ref, outer?.id);
  t.notOk('encapsulates_by_ref' in (inner ?? {}));
  t.end();
});

t.test('sets spec_version of a custom observable, because its type does not imply it', (t) => {
  const { objects } = upgrade(
    observedData({ 0: { type: 'x-thing', a: 1 }, 1: { type: 'mutex', name: 'm' } }),
  );
  t.strictSame(
    objects.slice(1).map(({ type, spec_version }) => [type, spec_version]),
    [
      ['x-thing', '2.1'],
      ['mutex', undefined],
    ],
  );
  t.end();
});

t.test('splits observed-data of 2.1 that embeds its observables, which 2.1 still allows', (t) => {
  const embedded = { 0: { type: 'ipv4-addr', value: '198.51.100.2' } };
  const { objects } = upgrade(observedData(embedded, { spec_version: '2.1', object_refs: [domain] }));
  t.match(objects, [
    { type: 'observed-data', spec_version: '2.1', object_refs: [domain, address] },
    { type: 'ipv4-addr', id: address, value: '198.51.100.2' },
  ]);
  t.notOk('objects' in (objects[0] ?? {}));
  t.end();
});
