import t from 'tap';

import { malware, malwareId, objectsOf, sent } from '../convert/convert-source.js';
import { caseObjects } from './case-objects.js';

const green = 'marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da';
const amber = 'marking-definition--f88d31f6-486f-44da-b317-01333bde0b82';
const amberStrict = 'marking-definition--826578e1-40ad-459f-bc73-ede076f81f37';
const red = 'marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed';
const ownId = 'marking-definition--aaaaaaaa-0000-4000-8000-000000000001';
const own = (properties: object) => ({
  type: 'marking-definition',
  spec_version: '2.1',
  id: ownId,
  created: '2024-01-01T00:00:00.000Z',
  ...properties,
});
const tlp2 = 'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d';

function marked(properties: object, marking: object = {}) {
  const { byId, conversion } = sent([own(marking), { ...malware, ...properties }]);
  return { refs: byId.get(malwareId)?.object_marking_refs, byId, notes: conversion.notes };
}

t.test('case F09: markings with unusual spellings keep their level', (t) => {
  const { byId, codes } = sent([
    ...caseObjects('F09-tlp-fails-open'),
    {
      ...malware,
      object_marking_refs: ['marking-definition--00000000-0000-4000-8000-000000000003'],
    },
  ]);
  t.same(byId.get('malware--00000000-0000-4000-8000-000000000011')?.object_marking_refs, [amberStrict]);
  t.same(byId.get('malware--00000000-0000-4000-8000-000000000015')?.object_marking_refs, [red]);
  t.same(byId.get(malwareId)?.object_marking_refs, [amberStrict]);
  t.ok(byId.has(amberStrict), 'the marking is in the bundle');
  t.ok(byId.has(red));
  t.same(codes, [
    'changed-property malware--00000000-0000-4000-8000-000000000015',
    'replaced-marking marking-definition--00000000-0000-4000-8000-000000000001',
    'replaced-marking marking-definition--00000000-0000-4000-8000-000000000003',
  ]);
  t.end();
});

t.test('a marking that looks like a TLP without a known level means TLP:RED, with a note', (t) => {
  const markings: readonly object[] = [
    { definition_type: 'tlp', definition: { tlp: 'purple' } },
    { definition_type: 'tlp', definition: { tlp: 5 } },
    { definition_type: 'tlp', definition: { tlp: 'green' }, x_opencti_definition: 'TLP:GREAN' },
    { definition_type: 'TLP ', definition: {} },
    { definition_type: 'statement', definition: { tlp: 'unknown' } },
    { definition_type: 'statement', definition: { statement: 'TLP:PURPLE' } },
    { definition_type: 'statement', definition: { statement: 'TLP AMBERISH' } },
    { name: 'TLP:ORANGE' },
    { name: 'T5', extensions: { [tlp2]: { extension_type: 'property-extension', tlp_2_0: 'ambre' } } },
    { extensions: { [tlp2]: 'amber strikt' } },
    { x_opencti_definition_type: 'TLP', x_opencti_definition: 'TLP:AMBER+STRICKT' },
  ];
  for (const marking of markings) {
    const { refs, notes } = marked({ object_marking_refs: [ownId] }, marking);
    t.match(refs, [red], JSON.stringify(marking));
    t.ok(
      notes.some(({ code, objectId }) => code === 'unknown-marking' && objectId === ownId),
      'the note names the marking',
    );
  }
  t.end();
});

t.test('the strictest level counts if the properties of a marking contradict each other', (t) => {
  const cases: readonly (readonly [object, readonly string[]])[] = [
    [{ definition_type: 'tlp', definition: { tlp: 'green' }, name: 'TLP:AMBER' }, [amber]],
    [{ name: 'TLP:AMBER+STRICT', extensions: { [tlp2]: { tlp_2_0: 'green' } } }, [amberStrict]],
    [{ definition_type: 'tlp', definition: { tlp: 'red' }, name: 'Distribution' }, [red]],
  ];
  for (const [marking, expected] of cases)
    t.same(marked({ object_marking_refs: [ownId] }, marking).refs, expected, JSON.stringify(marking));
  const twice = [
    own({ definition_type: 'tlp', definition: { tlp: 'green' } }),
    own({ definition_type: 'tlp', definition: { tlp: 'amber' } }),
  ];
  const { byId } = sent([...twice, { ...malware, object_marking_refs: [ownId] }]);
  t.same(byId.get(malwareId)?.object_marking_refs, [amber], 'also of two markings with one id');
  t.end();
});

t.test('a statement with more than a TLP stays, and its level counts', (t) => {
  const statements: readonly (readonly [string, string])[] = [
    ['Copyright TeamT5. Distribution: TLP:AMBER', amber],
    ['TLP：AMBER＋STRICT，僅供內部使用', amberStrict],
    ['TLP:AMBER (strictly confidential)', amberStrict],
    ['TLP 2.0: GREEN; see the TLP standard', green],
    ['TLP:GREEN/AMBER', amber],
    ['amber', amber],
  ];
  for (const [statement, level] of statements) {
    const { refs, byId } = marked(
      { object_marking_refs: [ownId] },
      { definition_type: 'statement', definition: { statement } },
    );
    t.same(refs, [level, ownId], statement);
    t.match(byId.get(ownId), { definition: { statement } });
  }
  t.end();
});

t.test('a statement that only mentions the TLP standard is a statement', (t) => {
  const definition = { statement: 'Handled as FIRST describes in the TLP standard' };
  const { refs, notes } = marked(
    { object_marking_refs: [ownId] },
    { definition_type: 'statement', definition },
  );
  t.same(refs, ['marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9', ownId]);
  t.same(notes, []);
  t.end();
});

t.test('references to markings are read in any form', (t) => {
  const forms: readonly unknown[] = [
    red,
    [red.toUpperCase()],
    `${green}, ${red}`,
    ['TLP:RED'],
    'tlp_red',
    [{ type: 'marking-definition', id: red, definition_type: 'tlp', definition: { tlp: 'red' } }],
    [[red]],
  ];
  for (const refs of forms) t.same(marked({ object_marking_refs: refs }).refs, [red], JSON.stringify(refs));
  const upper = own({ definition_type: 'tlp', definition: { tlp: 'amber' } });
  const { byId } = sent([
    { ...upper, id: ownId.toUpperCase().replace('MARKING-DEFINITION', 'marking-definition') },
    { ...malware, object_marking_refs: [ownId] },
  ]);
  t.same(byId.get(malwareId)?.object_marking_refs, [amber], 'the id of the marking in upper case');
  t.end();
});

t.test('each part of a split item contains the author and the markings of its objects', (t) => {
  const ids = Array.from({ length: 30 }, (_, n) => `malware--00000000-0000-4000-8000-0000000000${n + 10}`);
  const objects = ids.map((id, n) => ({
    ...malware,
    id: n % 2 === 0 ? id : id.toUpperCase().replace('MALWARE', 'malware'),
    name: `Malware ${n}`,
    object_marking_refs: [n % 3 === 0 ? red.toUpperCase() : ownId.toUpperCase()],
  }));
  const statement = own({
    id: ownId.toUpperCase(),
    definition_type: 'statement',
    definition: { statement: 'TLP:AMBER. Copyright TeamT5' },
  });
  const { conversion } = sent([statement, ...objects], { maxBundleBytes: 5_000 });
  t.ok(conversion.bundles.length > 3);
  const found = new Set<unknown>();
  for (const { json } of conversion.bundles) {
    const part = objectsOf(json);
    const here = new Set(part.map(({ id }) => id));
    for (const { id, type, created_by_ref, object_marking_refs } of part) {
      if (type !== 'malware') continue;
      found.add(id);
      t.ok(here.has(created_by_ref), 'the author');
      for (const marking of [object_marking_refs].flat()) t.ok(here.has(marking), 'the marking');
    }
  }
  t.strictSame(found, new Set(ids));
  t.end();
});

t.test('what cannot be read in a place for markings means TLP:RED, with a note', (t) => {
  const unknown = 'marking-definition--aaaaaaaa-0000-4000-8000-000000000009';
  const forms: readonly unknown[] = [[unknown], unknown, [7], [{}], 'Restricted', ['marking-definition--x']];
  for (const refs of forms) {
    const { refs: sentRefs, notes } = marked({ object_marking_refs: refs });
    t.same(sentRefs, [red], JSON.stringify(refs));
    t.ok(notes.some(({ code, objectId }) => code === 'unknown-marking' && objectId === malwareId));
  }
  const granular: readonly unknown[] = [
    [{ marking_ref: unknown, selectors: ['name'] }],
    [{ marking_ref: red.toUpperCase() }],
    { marking_ref: [green, red], selectors: 'name' },
    ['TLP:RED'],
  ];
  for (const granular_markings of granular)
    t.same(marked({ granular_markings }).refs, [red], JSON.stringify(granular_markings));
  t.end();
});

t.test('an object has the markings of all of its versions in the source', (t) => {
  const newer = { ...malware, modified: '2024-06-01T00:00:00.000Z', object_marking_refs: [green] };
  const { byId } = sent([{ ...malware, object_marking_refs: [red] }, newer]);
  t.same(byId.get(malwareId)?.object_marking_refs, [red]);
  t.equal(byId.get(malwareId)?.modified, newer.modified);
  t.end();
});

t.test('removes the files of the source, whatever their markings', (t) => {
  const file = { name: 'x.txt', data: 'eA==', mime_type: 'text/plain' };
  const { byId, codes } = sent([
    { ...malware, x_opencti_files: [{ ...file, object_marking_refs: [green] }] },
  ]);
  t.notOk('x_opencti_files' in (byId.get(malwareId) ?? {}));
  t.same(codes, [`dropped-directive ${malwareId}`]);
  t.end();
});

t.test(
  'a level in any other place of a marking, in any order with the name of the protocol, restricts',
  (t) => {
    const extension = 'extension-definition--ea279b3e-5c71-4632-ac08-831c66a786ba';
    const markings: readonly object[] = [
      { definition: { statement: ['TLP:RED'] } },
      { definition_type: 'statement', definition: { statement: { tlp: 'red' } } },
      { tlp: 'red' },
      { extensions: { [extension]: { definition_type: 'TLP', definition: 'TLP:RED' } } },
      { definition_type: 'x-tlp', definition: { 'x-tlp': 'level-red' } },
      ...[
        'RED (TLP)',
        'Level: RED - TLP',
        'Restricted by TLP to RED',
        'Traffic Light: RED',
        'company TLPRED',
      ].map((statement) => ({ definition_type: 'statement', definition: { statement } })),
    ];
    for (const marking of markings) {
      const { refs } = marked({ object_marking_refs: [ownId] }, marking);
      t.match(refs, [red], JSON.stringify(marking));
    }
    const many = { definition_type: 'statement', definition: { statement: `x tlp${' -'.repeat(500_000)}` } };
    t.ok(marked({ object_marking_refs: [ownId] }, many).refs, 'in linear time');
    t.end();
  },
);
