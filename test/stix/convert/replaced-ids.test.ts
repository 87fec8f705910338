import t from 'tap';
import {
  dated,
  intrusionSet,
  intrusionSetId,
  malware,
  malwareId,
  owned,
  relationship,
  sent,
} from './convert-source.js';

const refused = 'malware--7d9fe1f7-429d-077e-db51-92c70b8da45a';

t.test('replaces an id that the platform rejects by the standard one, with its references', (t) => {
  const uses = relationship('uses', intrusionSetId, refused);
  const report = {
    type: 'report',
    spec_version: '2.1',
    id: 'report--aaaaaaaa-0000-4000-8000-000000000001',
    ...dated,
    name: 'R',
    published: '2024-01-01T00:00:00.000Z',
    object_refs: [refused, intrusionSetId],
  };
  const { byId, codes } = sent([{ ...malware, id: refused }, intrusionSet, uses, report]);
  t.same(byId.get(malwareId), { ...malware, ...owned });
  t.same(byId.get(uses.id), { ...uses, ...owned, target_ref: malwareId });
  t.same(byId.get(report.id)?.object_refs, [malwareId, intrusionSetId]);
  t.same(codes, [`replaced-id ${refused}`]);
  t.end();
});

const ids: readonly (readonly [id: string, why: string])[] = [
  ['malware--7d9fe1f7-429d-bc0b-8b51-92c70b8da45a', 'no known version'],
  ['malware--7d9fe1f7-429d-477e-db51-92c70b8da45a', 'no known variant'],
  ['malware--1', 'no UUID'],
  ['tool--6cde7d09-b5c2-593f-9225-9a6923a2075f', 'the id of another type'],
  ['plugx', 'no id'],
];
for (const [id, why] of ids) {
  t.test(`replaces ${id}: ${why}`, (t) => {
    t.ok(sent([{ ...malware, id }]).byId.has(malwareId));
    t.end();
  });
}

t.test('keeps a valid id, in lower case', (t) => {
  const own = 'malware--aaaaaaaa-0000-4000-8000-000000000001';
  t.ok(sent([{ ...malware, id: own }]).byId.has(own));
  t.ok(sent([{ ...malware, id: own.replace('aaaaaaaa', 'AAAAAAAA') }]).byId.has(own));
  t.end();
});

t.test('adds an id to an object without one', (t) => {
  const { id, ...without } = malware;
  t.equal(id, malwareId);
  const { byId, codes } = sent([without]);
  t.same(byId.get(malwareId), { ...malware, ...owned });
  t.same(codes, [`replaced-id ${malwareId}`]);
  t.end();
});

t.test('merges objects if a replaced id exists already', (t) => {
  const { byId, codes } = sent([malware, { ...malware, id: refused, aliases: ['Korplug'] }]);
  t.same(byId.get(malwareId), { ...malware, ...owned, aliases: ['Korplug'] });
  t.same(codes, [`merged-duplicate ${malwareId}`, `replaced-id ${refused}`]);
  t.end();
});

t.test('updates ids that are derived from replaced ids', (t) => {
  const bad = { ...relationship('uses', intrusionSetId, refused), id: 'relationship--1' };
  const { byId } = sent([{ ...malware, id: refused }, intrusionSet, bad]);
  t.ok(byId.has('relationship--e3332cd7-9653-5f31-939d-3d0b303975f6'));
  t.end();
});
