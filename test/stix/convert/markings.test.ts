import t from 'tap';
import { intrusionSet, intrusionSetId, malware, malwareId, sent } from './convert-source.js';

const green = 'marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da';
const amber = 'marking-definition--f88d31f6-486f-44da-b317-01333bde0b82';
const amberStrict = 'marking-definition--826578e1-40ad-459f-bc73-ede076f81f37';
const red = 'marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed';
const marking = (properties: object, n = 1) => ({
  type: 'marking-definition',
  spec_version: '2.1',
  id: `marking-definition--aaaaaaaa-0000-4000-8000-00000000000${n}`,
  created: '2024-01-01T00:00:00.000Z',
  ...properties,
});

const forms: readonly (readonly [form: string, properties: object])[] = [
  ['TLP 1', { definition_type: 'tlp', definition: { tlp: 'red' } }],
  [
    'TLP 2 by its extension',
    {
      extensions: {
        'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d': {
          extension_type: 'property-extension',
          tlp_2_0: 'red',
        },
      },
    },
  ],
  ['OpenCTI', { x_opencti_definition_type: 'TLP', x_opencti_definition: 'TLP:RED' }],
  ['its name alone', { name: 'TLP:RED' }],
  ['a bare text', { definition_type: 'TLP', definition: 'TLP:RED' }],
  ['a statement', { definition_type: 'statement', definition: { statement: 'TLP:RED' } }],
];
for (const [form, properties] of forms) {
  t.test(`uses a stricter marking of the source, in the form of ${form}`, (t) => {
    const own = marking(properties);
    const { byId } = sent([own, { ...malware, object_marking_refs: [own.id] }]);
    t.same(byId.get(malwareId)?.object_marking_refs, [red]);
    t.same(byId.get(red), {
      type: 'marking-definition',
      spec_version: '2.1',
      id: red,
      created: '2017-01-20T00:00:00.000Z',
      definition_type: 'tlp',
      name: 'TLP:RED',
      definition: { tlp: 'red' },
    });
    t.notOk(byId.has(own.id));
    t.end();
  });
}

t.test('uses a stricter configured level; each object has one TLP, for any source', (t) => {
  const { byId } = sent(
    [
      { ...malware, object_marking_refs: [green] },
      { ...intrusionSet, object_marking_refs: [green, red] },
    ],
    { tlp: 'amber+strict' },
  );
  t.same(byId.get(malwareId)?.object_marking_refs, [amberStrict]);
  t.same(byId.get(intrusionSetId)?.object_marking_refs, [red]);
  t.same(byId.get(amberStrict), {
    type: 'marking-definition',
    spec_version: '2.1',
    id: amberStrict,
    created: '2022-10-01T00:00:00.000Z',
    definition_type: 'statement',
    definition: { statement: 'custom' },
    x_opencti_definition_type: 'TLP',
    x_opencti_definition: 'TLP:AMBER+STRICT',
  });
  t.notOk(byId.has(green));
  t.end();
});

t.test('recognizes the TLP 2.0 markings of OASIS by their ids', (t) => {
  const oasisAmber = 'marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421';
  const { byId, codes } = sent([{ ...malware, object_marking_refs: [oasisAmber] }]);
  t.same(byId.get(malwareId)?.object_marking_refs, [amber]);
  t.same(codes, []);
  t.end();
});

t.test('keeps other markings beside the TLP, without an author and markings of their own', (t) => {
  const own = marking({
    definition_type: 'statement',
    definition: { statement: 'Copyright TeamT5' },
    created_by_ref: 'identity--aaaaaaaa-0000-4000-8000-000000000001',
    object_marking_refs: [green],
    modified: '2024-01-01T00:00:00.000Z',
  });
  const { byId, codes } = sent([own, { ...malware, object_marking_refs: [own.id, green] }]);
  t.same(byId.get(malwareId)?.object_marking_refs, [green, own.id]);
  t.same(
    byId.get(own.id),
    marking({ definition_type: 'statement', definition: { statement: 'Copyright TeamT5' } }),
  );
  t.same(codes, [`dropped-property ${own.id}`]);
  t.end();
});

t.test('removes a statement of copyright that the source only refers to, with a note', (t) => {
  const attack = 'marking-definition--fa42a846-8d90-4e51-bc29-71d5b4802168';
  const { byId, codes } = sent([{ ...malware, object_marking_refs: [attack, amber] }]);
  t.same(byId.get(malwareId)?.object_marking_refs, [amber]);
  t.same(codes, [`dropped-marking ${malwareId}`]);
  t.end();
});

t.test('applies a granular marking to the whole object', (t) => {
  const own = marking({ definition_type: 'statement', definition: { statement: 'Secret' } });
  const { byId, codes } = sent([
    own,
    {
      ...malware,
      description: 'x',
      granular_markings: [
        { marking_ref: red, selectors: ['description'] },
        { marking_ref: own.id, selectors: ['name', 'gone'] },
        { lang: 'ja', selectors: ['description'] },
      ],
    },
  ]);
  t.same(byId.get(malwareId)?.object_marking_refs, [red, own.id]);
  t.same(byId.get(malwareId)?.granular_markings, [
    { marking_ref: own.id, selectors: ['name'] },
    { lang: 'ja', selectors: ['description'] },
  ]);
  t.same(codes, [`dropped-marking ${malwareId}`]);
  t.end();
});
