import t from 'tap';
import { convert } from '../../../src/stix/index.js';
import {
  author,
  clear,
  intrusionSet,
  intrusionSetId,
  mainReportId,
  objectsOf,
  relationship,
  reportSource,
  settings,
  type SentObject,
} from './convert-source.js';

const malwareNumber = (n: number) => ({
  type: 'malware',
  spec_version: '2.1',
  id: `malware--aaaaaaaa-0000-4000-8000-00000000000${n}`,
  created: '2024-01-01T00:00:00.000Z',
  modified: '2024-01-01T00:00:00.000Z',
  name: `M${n}`,
  description: 'x'.repeat(2000),
  is_family: true,
});
const family = [1, 2, 3, 4, 5, 6].map(malwareNumber);
const objects = [
  intrusionSet,
  ...family,
  ...family.map(({ id }, index) => relationship('uses', intrusionSetId, id, index)),
];
const limit = 9000;
const { bundles, notes } = convert(reportSource(objects), { ...settings, maxBundleBytes: limit });
const parts = bundles.map(({ json }) => objectsOf(json));

const stringsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

function missingReferences(part: readonly SentObject[]): string[] {
  const ids = new Set(part.map(({ id }) => id));
  const refs = part.flatMap((object) =>
    Object.entries(object).flatMap(([key, value]) =>
      key.endsWith('_ref') && typeof value === 'string'
        ? [value]
        : key.endsWith('_refs')
          ? stringsOf(value)
          : [],
    ),
  );
  return refs.filter((ref) => !ids.has(ref));
}

t.test('splits an item over the limit into bundles below it', (t) => {
  t.ok(parts.length > 1);
  for (const { json } of bundles) t.ok(Buffer.byteLength(json) <= limit, `${Buffer.byteLength(json)} bytes`);
  t.same(notes, []);
  t.end();
});

t.test('each bundle contains the targets of its references, including author and marking', (t) => {
  for (const part of parts) {
    t.same(missingReferences(part), []);
    const ids = part.map(({ id }) => id);
    t.ok(ids.includes(author));
    t.ok(ids.includes(clear));
    t.equal(ids.at(-1), mainReportId);
  }
  t.end();
});

t.test('the report refers to the content of its bundle, and in all bundles together to every object', (t) => {
  for (const part of parts) {
    const content = part
      .map(({ id }) => id)
      .filter((id) => id !== author && id !== clear && id !== mainReportId);
    t.same(stringsOf(part.at(-1)?.object_refs), content.sort());
  }
  const all = new Set(parts.flatMap((part) => stringsOf(part.at(-1)?.object_refs)));
  t.same([...all].sort(), objects.map(({ id }) => id).sort());
  t.end();
});

t.test('sends only shared objects twice, and splits the same input the same way', (t) => {
  const counts = new Map<unknown, number>();
  for (const { id } of parts.flat()) counts.set(id, (counts.get(id) ?? 0) + 1);
  t.same(
    [...counts].filter(([, count]) => count > 1).map(([id]) => id),
    [clear, author, intrusionSetId, mainReportId],
  );
  const again = convert(reportSource(objects.toReversed()), { ...settings, maxBundleBytes: limit });
  t.same(
    again.bundles.map(({ json }) => json),
    bundles.map(({ json }) => json),
  );
  t.end();
});

t.test('delivers an object larger than the limit, with a note', (t) => {
  const { bundles: few, notes: told } = convert(reportSource([malwareNumber(1)]), {
    ...settings,
    maxBundleBytes: 1000,
  });
  const ids = few.flatMap(({ json }) => objectsOf(json).map(({ id }) => id));
  t.ok(ids.includes('malware--aaaaaaaa-0000-4000-8000-000000000001'));
  t.ok(ids.includes(mainReportId));
  t.ok(told.some(({ code }) => code === 'oversized-bundle'));
  t.end();
});

t.test('objects follow the objects that they refer to', (t) => {
  for (const part of parts) {
    const place = new Map(part.map(({ id }, index) => [id, index]));
    for (const object of part) {
      for (const end of [object.source_ref, object.target_ref, object.created_by_ref])
        if (end !== undefined) t.ok((place.get(end) ?? Infinity) < (place.get(object.id) ?? -1));
    }
  }
  t.end();
});
