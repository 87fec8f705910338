import t from 'tap';
import { author, dated, malware, malwareId, owned, sent } from './convert-source.js';

const id = (type: string) => `${type}--aaaaaaaa-0000-4000-8000-000000000001`;

/** `given` has also an id and dates. */
const cases: readonly (readonly [what: string, type: string, given: object, expected: object])[] = [
  [
    'sets the location type of a country',
    'location',
    { name: 'Taiwan', country: 'TW' },
    { name: 'Taiwan', country: 'TW', x_opencti_location_type: 'Country' },
  ],
  [
    'a city takes precedence over its country',
    'location',
    { name: 'Taipei', city: 'Taipei', country: 'TW' },
    { name: 'Taipei', city: 'Taipei', country: 'TW', x_opencti_location_type: 'City' },
  ],
  [
    'names a location after its place',
    'location',
    { region: 'Eastern Asia' },
    { name: 'eastern-asia', region: 'eastern-asia', x_opencti_location_type: 'Region' },
  ],
  [
    'keeps a latitude without a longitude',
    'location',
    { name: 'HQ', latitude: 25, x_opencti_location_type: 'position' },
    { name: 'HQ', latitude: 25, country: 'ZZ', x_opencti_location_type: 'Position' },
  ],
  [
    'a threat actor is a group',
    'threat-actor',
    { name: 'APT10' },
    { name: 'APT10', x_opencti_type: 'Threat-Actor-Group' },
  ],
  [
    'a threat actor with the role of an individual is an individual',
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
    'copies the id of an ATT&CK technique to x_mitre_id',
    'attack-pattern',
    { name: 'Phishing', external_references: [{ source_name: 'mitre-attack', external_id: 'T1566' }] },
    {
      name: 'Phishing',
      external_references: [{ source_name: 'mitre-attack', external_id: 'T1566' }],
      x_mitre_id: 'T1566',
    },
  ],
  [
    'sets is_family of malware to false by default',
    'malware',
    { name: 'x' },
    { name: 'x', is_family: false },
  ],
  [
    'names the result of an analysis',
    'malware-analysis',
    { product: 'av', result: 'malicious' },
    { product: 'av', result: 'malicious', result_name: 'av' },
  ],
  [
    'sets the context of a grouping',
    'grouping',
    { name: 'G', object_refs: [malwareId] },
    { name: 'G', object_refs: [malwareId], context: 'unspecified' },
  ],
  [
    'sets published of a report to created, and refers to its author if it has no other object',
    'report',
    { name: 'R' },
    { name: 'R', published: dated.created, object_refs: [author] },
  ],
  [
    'sets the author as the location of a sighting without one',
    'sighting',
    { sighting_of_ref: malwareId },
    { sighting_of_ref: malwareId, where_sighted_refs: [author] },
  ],
  [
    'keeps a note with its remaining objects',
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

t.test('removes observed data without objects', (t) => {
  const observedData = {
    type: 'observed-data',
    spec_version: '2.1',
    id: id('observed-data'),
    ...dated,
    first_observed: dated.created,
    last_observed: dated.created,
    number_observed: 1,
    object_refs: [id('tool')],
  };
  const { byId, codes } = sent([malware, observedData]);
  t.notOk(byId.has(observedData.id));
  t.same(codes, [`dropped-object ${observedData.id}`]);
  t.end();
});

t.test('sets missing times of observed data to created', (t) => {
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
