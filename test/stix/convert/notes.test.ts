import t from 'tap';
import { dated, malware, sent } from './convert-source.js';

const id = (type: string, n = 1) => `${type}--aaaaaaaa-0000-4000-8000-00000000000${n}`;
const address = { type: 'ipv4-addr', spec_version: '2.1', id: id('ipv4-addr'), value: '198.51.100.1' };

function said(type: string, properties: object): string[] {
  const object = { type, spec_version: '2.1', id: id(type, 2), ...properties };
  return sent([address, object]).conversion.notes.map(({ code, message }) => `${code}: ${message}`);
}

const beside = 'STIX 2.1 does not allow it together with, or without, another one.';

t.test('notes every value that a repair removes or changes', (t) => {
  const cases: readonly (readonly [type: string, properties: object, notes: readonly string[]])[] = [
    [
      'location',
      { ...dated, name: 'HQ', country: 'TW', x_opencti_location_type: 'Planet' },
      ['changed-property: Changed the property x_opencti_location_type from "Planet" to "Country".'],
    ],
    [
      'email-message',
      { is_multipart: true, body: 'x', body_multipart: [{ body: 'x' }] },
      [
        'changed-property: Changed the property is_multipart from true to false.',
        `dropped-property: Removed the property body_multipart: ${beside}`,
      ],
    ],
    [
      'network-traffic',
      { src_ref: address.id, protocols: ['tcp'], is_active: true, end: '2024-01-01T00:00:00.000Z' },
      ['changed-property: Changed the property is_active from true to false.'],
    ],
    [
      'indicator',
      {
        ...dated,
        name: 'x',
        pattern: "[url:value = 'https://c2.example/']",
        pattern_type: 'stix',
        valid_from: dated.created,
        x_opencti_main_observable_type: 'Planet',
      },
      [
        'changed-property: Changed the property x_opencti_main_observable_type to Url: OpenCTI has no observable type Planet.',
      ],
    ],
    [
      'marking-definition',
      {
        created: dated.created,
        definition_type: 'statement',
        definition: { statement: 'Secret', more: 'x' },
        labels: ['x'],
        created_by_ref: id('identity'),
      },
      [
        'dropped-property: Removed from a marking, because OpenCTI keeps only its text: created_by_ref, definition (all but the text), labels.',
      ],
    ],
    [
      'file',
      { hashes: { MD5: 'zz', 'SHA-256': 'a'.repeat(64), sha256: 'b'.repeat(64) } },
      [
        'dropped-hash: Removed the MD5 hash: it is not a valid MD5.',
        'dropped-hash: Removed the sha256 hash: another spelling of SHA-256 has a different hash.',
      ],
    ],
  ];
  for (const [type, properties, notes] of cases) t.same(said(type, properties), notes, type);
  t.end();
});

t.test('notes have the right singular and plural', (t) => {
  const references = [{ source_name: 'a' }, { source_name: 'b' }];
  const gone = [id('file', 7), id('file', 8)];
  for (const [count, s] of [
    [1, ''],
    [2, 's'],
  ] as const)
    t.same(
      sent([
        {
          ...malware,
          aliases: ['x', null, null].slice(0, 1 + count),
          external_references: references.slice(0, count),
          sample_refs: gone.slice(0, count),
        },
      ]).conversion.notes.map(({ message }) => message),
      [
        `Removed ${count} external reference${s} with neither a URL nor a source and an id.`,
        `Removed ${count} empty value${s} (null) from the object.`,
        `Removed ${count} reference${s} of sample_refs to objects that are not in the bundle.`,
      ],
    );
  t.end();
});

t.test('notes each replaced author once, with the number of its objects', (t) => {
  const theirs = { ...malware, created_by_ref: id('identity') };
  const { notes } = sent([theirs, { ...theirs, id: id('malware', 2), name: 'Sogu' }, address]).conversion;
  t.same(notes, [
    {
      code: 'replaced-author',
      objectId: id('identity'),
      message: 'Replaced this author of 2 objects by the author of the connector.',
    },
  ]);
  t.end();
});

t.test('notes contradictory observations of STIX 2.0', (t) => {
  const observed = (n: number, size: number) => ({
    type: 'observed-data',
    id: id('observed-data', n),
    ...dated,
    first_observed: dated.created,
    last_observed: dated.created,
    number_observed: 1,
    objects: { '0': { type: 'file', name: 'a.exe', size } },
  });
  const { byId, conversion } = sent([observed(1, 10), observed(2, 20)]);
  const file = [...byId.values()].find(({ type }) => type === 'file');
  t.equal(file?.size, 10);
  t.same(conversion.notes, [
    {
      code: 'dropped-value',
      objectId: file?.id,
      message: 'Removed parts of the property size: the observations of this object contradict each other.',
    },
  ]);
  t.end();
});

t.test('sends nothing for a bundle that contains markings only, with a note', (t) => {
  const marking = {
    type: 'marking-definition',
    spec_version: '2.1',
    id: id('marking-definition'),
    created: dated.created,
    definition_type: 'statement',
    definition: { statement: 'Secret' },
  };
  const { conversion, codes } = sent([marking]);
  t.same(conversion.bundles, []);
  t.same(codes, [`dropped-object ${marking.id}`]);
  t.end();
});
