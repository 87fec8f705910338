import t from 'tap';
import { convert } from '../../../src/stix/index.js';
import {
  addressId,
  address,
  author,
  clear,
  dated,
  indicator,
  indicatorId,
  malware,
  malwareId,
  owned,
  relationship,
  sent,
  settings,
} from './convert-source.js';

t.test('removes nulls from lists and properties, with notes', (t) => {
  const { byId, codes } = sent([null, { ...malware, aliases: ['Korplug', null], description: null }]);
  t.same(byId.get(malwareId), { ...malware, ...owned, aliases: ['Korplug'] });
  t.same(codes, ['dropped-null', `dropped-null ${malwareId}`]);
  t.end();
});

t.test('converts or removes invalid properties or their invalid parts, and keeps custom ones', (t) => {
  const { byId, codes } = sent([
    {
      ...malware,
      description: 7,
      aliases: ['Korplug', 8],
      labels: [],
      confidence: 101,
      revoked: 'no',
      kill_chain_phases: [{ kill_chain_name: 'mitre-attack', phase_name: 'execution' }, { phase_name: 'x' }],
      malware_types: ['Remote Access Trojan', 'vendor word'],
      x_vendor_score: { deep: [1, 'two'] },
      'bad name': 1,
    },
  ]);
  t.same(byId.get(malwareId), {
    ...malware,
    ...owned,
    description: '7',
    aliases: ['Korplug', '8'],
    confidence: 100,
    kill_chain_phases: [{ kill_chain_name: 'mitre-attack', phase_name: 'execution' }],
    malware_types: ['remote-access-trojan', 'vendor word'],
    x_vendor_score: { deep: [1, 'two'] },
  });
  t.same(
    codes.map((code) => code.split(' ')[0]),
    [
      'changed-property',
      'changed-property',
      'changed-property',
      'dropped-property',
      'dropped-property',
      'dropped-property',
      'dropped-value',
    ],
  );
  t.end();
});

t.test('removes objects of types that the platform does not import, with the references to them', (t) => {
  const custom = {
    type: 'x-thing',
    id: 'x-thing--2eef44b9-6a04-4d67-9b0b-612e5685cfec',
    spec_version: '2.1',
  };
  const definition = {
    type: 'extension-definition',
    id: 'extension-definition--2eef44b9-6a04-4d67-9b0b-612e5685cfec',
    spec_version: '2.1',
  };
  const note = {
    type: 'note',
    spec_version: '2.1',
    id: 'note--aaaaaaaa-0000-4000-8000-000000000001',
    ...dated,
    content: 'About both.',
    object_refs: [custom.id, malwareId],
  };
  const { byId, codes } = sent([custom, definition, malware, note]);
  t.same([...byId.keys()].sort(), [author, malwareId, clear, note.id].sort());
  t.same(byId.get(note.id), { ...note, ...owned, object_refs: [malwareId] });
  t.same(codes, [
    `dropped-reference ${note.id}`,
    `dropped-type ${definition.id}`,
    `dropped-type ${custom.id}`,
  ]);
  t.end();
});

t.test('keeps the newest of several versions of an object, in any order', (t) => {
  const newer = { ...malware, modified: '2024-01-03T00:00:00.5Z', name: 'PlugX 2' };
  const expected = { ...newer, ...owned, modified: '2024-01-03T00:00:00.500Z' };
  for (const objects of [
    [malware, newer],
    [newer, malware],
  ]) {
    const { byId, codes } = sent(objects);
    t.same(byId.get(malwareId), expected);
    t.same(codes, [`merged-duplicate ${malwareId}`]);
  }
  t.end();
});

t.test('merges objects of the same version', (t) => {
  const one = { ...malware, aliases: ['Korplug'], description: 'A RAT.' };
  const other = { ...malware, aliases: ['Sogu'] };
  const expected = { ...malware, ...owned, aliases: ['Korplug', 'Sogu'], description: 'A RAT.' };
  t.same(sent([one, other]).byId.get(malwareId), expected);
  t.same(sent([other, one]).byId.get(malwareId), expected);
  t.end();
});

t.test('removes a relationship with a missing end, and objects that need it', (t) => {
  const lost = relationship('indicates', indicatorId, malwareId);
  const chained = relationship('related-to', indicatorId, lost.id, 2);
  const { byId, codes } = sent([indicator, lost, chained]);
  t.same([...byId.keys()].sort(), [author, indicatorId, clear].sort());
  t.same(codes, [`dropped-relationship ${lost.id}`, `dropped-relationship ${chained.id}`]);
  t.end();
});

t.test('keeps circular references', (t) => {
  const report = (n: number, refs: readonly string[]) => ({
    type: 'report',
    spec_version: '2.1',
    id: `report--aaaaaaaa-0000-4000-8000-00000000000${n}`,
    ...dated,
    name: `R${n}`,
    published: '2024-01-01T00:00:00.000Z',
    object_refs: refs,
  });
  const [one, two] = [
    report(1, ['report--aaaaaaaa-0000-4000-8000-000000000002']),
    report(2, ['report--aaaaaaaa-0000-4000-8000-000000000001']),
  ];
  const { byId, codes } = sent([one, two]);
  t.same(byId.get(one.id), { ...one, ...owned });
  t.same(byId.get(two.id), { ...two, ...owned });
  t.same(codes, []);
  t.end();
});

t.test('removes external references that the platform skips, and normalizes source names', (t) => {
  const { byId, codes } = sent([
    {
      ...malware,
      external_references: [
        { source_name: 'capec', description: 'no id' },
        { url: 'https://blog.example/plugx' },
        { source_name: 'NVD', external_id: 'CVE-2021-44228' },
        { source_name: 'vendor', external_id: 'V-1', url: 'not a url' },
      ],
    },
  ]);
  t.same(byId.get(malwareId), {
    ...malware,
    ...owned,
    external_references: [
      { source_name: 'blog.example', url: 'https://blog.example/plugx' },
      { source_name: 'cve', external_id: 'CVE-2021-44228' },
      { source_name: 'vendor', external_id: 'V-1', url: 'not a url' },
    ],
  });
  t.same(codes, [`dropped-external-reference ${malwareId}`]);
  t.end();
});

t.test('takes a missing name from the aliases, or removes the object', (t) => {
  const aliased = { ...malware, name: ' ', aliases: ['Korplug'] };
  const nameless = {
    type: 'tool',
    spec_version: '2.1',
    id: 'tool--dae20ca4-ebdf-5248-83ac-0f7a52f94fcc',
    ...dated,
  };
  const { byId, codes } = sent([aliased, nameless]);
  t.same(byId.get(malwareId), { ...aliased, ...owned, name: 'Korplug' });
  t.notOk(byId.has(nameless.id));
  t.same(codes, [`dropped-object ${nameless.id}`, `filled-name ${malwareId}`]);
  t.end();
});

t.test('moves an overlong name to the description', (t) => {
  const name = 'long '.repeat(30_000);
  const { byId } = sent([{ ...malware, name, description: 'A RAT.' }]);
  t.equal(byId.get(malwareId)?.name, `${'long '.repeat(19_998)}long…`);
  t.equal(byId.get(malwareId)?.description, `${name}\n\nA RAT.`);
  t.end();
});

t.test('the order of the source does not change the result', (t) => {
  const objects = [malware, indicator, address, relationship('indicates', indicatorId, malwareId)];
  const texts = [objects, objects.toReversed()].map((list) => sent(list).conversion.bundles[0]?.json);
  t.equal(texts[0], texts[1]);
  t.end();
});

t.test('converts its own output to the same bundle', (t) => {
  const objects = [
    malware,
    indicator,
    address,
    relationship('based-on', indicatorId, addressId),
    relationship('uses', indicatorId, malwareId, 2),
  ];
  const first = sent(objects).conversion.bundles[0]?.json ?? '';
  const stix: unknown = JSON.parse(first);
  const again = convert({ kind: 'bundles', id: '7', stix }, settings);
  t.equal(again.bundles[0]?.json, first);
  t.same(again.notes, []);
  t.end();
});

t.test('returns no bundle and a note for content without objects', (t) => {
  for (const stix of ['text', 7, true, {}, { objects: 'x' }, { objects: [] }, [], [null, 1, 'x', {}]]) {
    const conversion = convert({ kind: 'bundles', id: '7', stix }, settings);
    t.same(conversion.bundles, [], JSON.stringify(stix));
    t.equal(conversion.sourceObjects, 0);
  }
  const { notes } = convert({ kind: 'bundles', id: '7', stix: 'text' }, settings);
  t.same(notes, [{ code: 'no-objects', message: 'The STIX content has no list of objects.' }]);
  t.end();
});
