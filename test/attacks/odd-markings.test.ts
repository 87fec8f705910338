/** Restrictions in places that STIX does not have: none leaves an object at TLP:CLEAR. */
import t from 'tap';

import { tlpIds } from '../../src/stix/ids/standard.js';
import { convert } from '../../src/stix/index.js';
import { malware, malwareId, objectsOf, reportSource, settings } from '../stix/convert/convert-source.js';

const markingId = 'marking-definition--aaaaaaaa-0000-4000-8000-000000000001';
const { red, amber, clear } = tlpIds;

/** The markings of the malware, and the codes of the notes. */
function sent(
  object: Readonly<Record<string, unknown>>,
  others: readonly object[] = [],
  bundle: object = {},
): { readonly refs: readonly unknown[]; readonly codes: readonly string[] } {
  const stix = {
    type: 'bundle',
    id: 'bundle--1',
    ...bundle,
    objects: [{ ...malware, ...object }, ...others],
  };
  const { bundles, notes } = convert({ kind: 'bundles', id: '1', date: 1, stix }, settings);
  const found = objectsOf(bundles[0]?.json ?? '').find(({ id }) => id === malwareId);
  return { refs: refsOf(found), codes: notes.map(({ code }) => code) };
}

const refsOf = (object: Readonly<Record<string, unknown>> | undefined): readonly unknown[] =>
  Array.isArray(object?.object_marking_refs) ? object.object_marking_refs : [];

const places: readonly (readonly [where: string, object: object, level?: string])[] = [
  ['granular marking_refs', { granular_markings: [{ selectors: ['name'], marking_refs: [red] }] }],
  ['granular marking_refs without selectors', { granular_markings: [{ marking_refs: [red] }] }],
  ['granular text', { granular_markings: [{ selectors: ['name'], marking: 'TLP:RED' }] }],
  ['granular nothing', { granular_markings: [{ selectors: ['name'] }] }],
  ['marking_refs', { marking_refs: [red] }],
  ['marking_ref', { marking_ref: red }],
  ['object_marking_ref', { object_marking_ref: red }],
  ['x_refs with the id', { x_refs: [red] }],
  ['x_ref with the id', { x_ref: red.toUpperCase() }],
  ['x_tlp', { x_tlp: 'amber' }, amber],
  ['TLP in capitals', { TLP: 'RED' }],
  ['x_tlp_level of an unknown kind', { x_tlp_level: 4 }],
  ['a label', { labels: ['apt', 'TLP:RED'] }],
  ['a label of a level', { labels: ['tlp:amber'] }, amber],
  ['a label of an unknown level', { labels: ['TLP:BLACK'] }],
];

for (const [where, object, level = red] of places)
  t.test(`a restriction in ${where} counts`, (t) => {
    const { refs, codes } = sent({ ...object });
    t.strictSame(refs, [level]);
    t.ok(codes.includes('dropped-marking') || codes.includes('unknown-marking'), codes.join());
    t.end();
  });

t.test('more markings of a bundle than any object has mean TLP:RED', (t) => {
  const ids = (count: number): string[] =>
    Array.from({ length: count }, (_, index) => `${markingId.slice(0, -1)}${index}`);
  t.strictSame(sent({}, [], { object_marking_refs: ids(9) }).refs, [red]);
  t.ok(sent({}, [], { object_marking_refs: ids(9) }).codes.includes('unknown-marking'));
  t.end();
});

const free: readonly (readonly [what: string, object: object])[] = [
  ['a label that names no level', { labels: ['tlpdump', 'traffic analysis', 'red'] }],
  ['a property whose name contains other words', { x_bookmarks: 'red', x_market: ['red'], x_landmark: 1 }],
  ['a declared language', { granular_markings: [{ selectors: ['name'], lang: 'en' }] }],
];

for (const [what, object] of free)
  t.test(`${what} restricts nothing`, (t) => {
    t.strictSame(sent({ ...object }).refs, [clear]);
    t.end();
  });

const bundles: readonly (readonly [where: string, bundle: object])[] = [
  ['object_marking_refs', { object_marking_refs: [red] }],
  ['granular_markings', { granular_markings: [{ selectors: ['objects'], marking_ref: red }] }],
  ['labels', { labels: ['TLP:RED'] }],
  ['an own property', { x_tlp: 'RED' }],
];

for (const [where, bundle] of bundles) {
  t.test(`${where} of the bundle count for its objects`, (t) => {
    t.strictSame(sent({}, [], bundle).refs, [red]);
    t.end();
  });
  t.test(`${where} of a bundle in the bundle count for all objects`, (t) => {
    const inner = { type: 'bundle', ...bundle, objects: [{ ...malware, id: `${malwareId.slice(0, -1)}0` }] };
    const outer = { type: 'bundle', objects: [inner] };
    t.strictSame(sent({}, [outer]).refs, [red]);
    t.end();
  });
}

const head = { type: 'marking-definition', spec_version: '2.1', id: markingId, created: malware.created };
for (const [what, marking] of [
  ['nothing', {}],
  ['an empty definition', { definition_type: 'statement', definition: {} }],
  ['a blank statement', { definition_type: 'statement', definition: { statement: ' ' } }],
  [
    'an unknown extension',
    { extensions: { 'extension-definition--1': { extension_type: 'property-extension' } } },
  ],
] as const)
  t.test(`a marking with ${what} means TLP:RED`, (t) => {
    const { refs, codes } = sent({ object_marking_refs: [markingId] }, [{ ...head, ...marking }]);
    t.strictSame(refs, [red]);
    t.ok(codes.includes('unknown-marking'));
    t.end();
  });

t.test('a tag of the listing counts for the report', (t) => {
  const refs = (tags: readonly string[]): readonly unknown[] => {
    const { bundles } = convert(reportSource(undefined, { tags }), settings);
    return refsOf(objectsOf(bundles[0]?.json ?? '').find(({ type }) => type === 'report'));
  };
  t.strictSame(refs(['TLP:RED']), [red]);
  t.strictSame(refs(['apt']), [clear]);
  t.end();
});
