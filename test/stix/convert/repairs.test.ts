import t from 'tap';
import { author, dated, malware, malwareId, owned, sent } from './convert-source.js';

const id = (type: string) => `${type}--aaaaaaaa-0000-4000-8000-000000000001`;

/** Type, what the source says of it besides id and dates, what is sent. */
const cases: readonly (readonly [what: string, type: string, given: object, expected: object])[] = [
  [
    'a country is told to be one',
    'location',
    { name: 'Taiwan', country: 'TW' },
    { name: 'Taiwan', country: 'TW', x_opencti_location_type: 'Country' },
  ],
  [
    'a city is more than its country',
    'location',
    { name: 'Taipei', city: 'Taipei', country: 'TW' },
    { name: 'Taipei', city: 'Taipei', country: 'TW', x_opencti_location_type: 'City' },
  ],
  [
    'a location is named by its place',
    'location',
    { region: 'Eastern Asia' },
    { name: 'eastern-asia', region: 'eastern-asia', x_opencti_location_type: 'Region' },
  ],
  [
    'half a coordinate is none',
    'location',
    { name: 'HQ', latitude: 25, x_opencti_location_type: 'position' },
    { name: 'HQ', country: 'ZZ', x_opencti_location_type: 'Position' },
  ],
  [
    'a threat actor is a group',
    'threat-actor',
    { name: 'APT10' },
    { name: 'APT10', x_opencti_type: 'Threat-Actor-Group' },
  ],
  [
    'a threat actor on its own is an individual',
    'threat-actor',
    { name: 'x', resource_level: 'individual' },
    { name: 'x', resource_level: 'individual', x_opencti_type: 'Threat-Actor-Individual' },
  ],
  [
    'an identity without a class is an organization',
    'identity',
    { name: 'Acme' },
    { name: 'Acme', identity_class: 'organization' },
  ],
  [
    'an ATT&CK technique has its id where the platform hashes it',
    'attack-pattern',
    { name: 'Phishing', external_references: [{ source_name: 'mitre-attack', external_id: 'T1566' }] },
    {
      name: 'Phishing',
      external_references: [{ source_name: 'mitre-attack', external_id: 'T1566' }],
      x_mitre_id: 'T1566',
    },
  ],
  ['malware is no family unless it says so', 'malware', { name: 'x' }, { name: 'x', is_family: false }],
  [
    'the result of an analysis is named',
    'malware-analysis',
    { product: 'av', result: 'malicious' },
    { product: 'av', result: 'malicious', result_name: 'av' },
  ],
  [
    'a grouping has a context',
    'grouping',
    { name: 'G', object_refs: [malwareId] },
    { name: 'G', object_refs: [malwareId], context: 'unspecified' },
  ],
  [
    'a report is published when it was made, and lists its author at least',
    'report',
    { name: 'R' },
    { name: 'R', published: dated.created, object_refs: [author] },
  ],
  [
    'a sighting that does not say where was made by its author',
    'sighting',
    { sighting_of_ref: malwareId },
    { sighting_of_ref: malwareId, where_sighted_refs: [author] },
  ],
  [
    'a note stays with what is left of its objects',
    'note',
    { content: 'x', object_refs: [malwareId, 'tool--aaaaaaaa-0000-4000-8000-000000000009'] },
    { content: 'x', object_refs: [malwareId] },
  ],
];
for (const [what, type, given, expected] of cases) {
  t.test(what, (t) => {
    const head = { type, spec_version: '2.1', id: id(type), ...dated };
    const { byId } = sent([malware, { ...head, ...given }]);
    t.same(byId.get(head.id), { ...head, ...owned, ...expected });
    t.end();
  });
}

t.test('a note about nothing goes', (t) => {
  const note = {
    type: 'note',
    spec_version: '2.1',
    id: id('note'),
    ...dated,
    content: 'x',
    object_refs: [id('tool')],
  };
  const { byId, codes } = sent([malware, note]);
  t.notOk(byId.has(note.id));
  t.same(codes, [`dropped-object ${note.id}`]);
  t.end();
});

t.test('observed data without its times has those of its making', (t) => {
  const address = { type: 'ipv4-addr', spec_version: '2.1', id: id('ipv4-addr'), value: '198.51.100.1' };
  const observed = {
    type: 'observed-data',
    spec_version: '2.1',
    id: id('observed-data'),
    ...dated,
    object_refs: [address.id],
  };
  t.same(sent([address, observed]).byId.get(observed.id), {
    ...observed,
    ...owned,
    first_observed: dated.created,
    last_observed: dated.created,
    number_observed: 1,
  });
  t.end();
});
