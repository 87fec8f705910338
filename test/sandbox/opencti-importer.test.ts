import t from 'tap';
import { connectorClient, identities } from './opencti-client.js';
import { defaultToken, startOpenCti } from './opencti.js';
import type { StixObject } from './opencti/stix.js';

const organization = identities(1)[0] ?? {};
const malware = {
  type: 'malware',
  id: 'malware--11111111-0000-4000-8000-000000000001',
  name: 'M',
  is_family: true,
};
const country = {
  type: 'location',
  id: 'location--11111111-0000-4000-8000-000000000002',
  name: 'Taiwan',
  country: 'TW',
};
const id = (type: string): string => `${type}--22222222-0000-4000-8000-000000000001`;
const indicator = {
  type: 'indicator',
  id: id('indicator'),
  created: '2026-01-01T00:00:00.000Z',
  pattern: "[domain-name:value = 'a.example']",
  pattern_type: 'stix',
};
const relationship = {
  type: 'relationship',
  id: id('relationship'),
  relationship_type: 'targets',
  source_ref: malware.id,
  target_ref: country.id,
};
const report = {
  type: 'report',
  id: id('report'),
  name: 'R',
  published: '2026-01-01T00:00:00.000Z',
  object_refs: [],
};

const verdicts: readonly {
  readonly what: string;
  readonly sent: StixObject;
  readonly says?: RegExp | 'lost';
}[] = [
  { what: 'a good indicator', sent: indicator },
  {
    what: 'an indicator without pattern_type',
    sent: { ...indicator, pattern_type: undefined },
    says: 'lost',
  },
  {
    what: 'an indicator that is not STIX',
    sent: { ...indicator, pattern: '[a:b' },
    says: /'FUNCTIONAL_ERROR'.*Indicator of type stix/,
  },
  {
    what: 'a STIX pattern with an open bracket at its end',
    sent: { ...indicator, pattern: `${indicator.pattern} AND [` },
    says: /of type stix is not correctly formatted/,
  },
  {
    what: 'a STIX pattern with list indexes and a time',
    sent: {
      ...indicator,
      pattern:
        "([file:extensions.'windows-pebinary-ext'.sections[*].entropy > 7.0] FOLLOWEDBY [process:child_refs[0].pid IN (1, 2)]) START t'2026-01-01T00:00:00Z' STOP t'2026-02-01T00:00:00Z'",
    },
  },
  {
    what: 'a STIX pattern with brackets in a literal',
    sent: {
      ...indicator,
      pattern: "[url:value = 'http://a/[1]\\'x'] AND [file:hashes.'SHA-256' = '" + 'ab'.repeat(32) + "']",
    },
  },
  {
    what: 'a YARA rule',
    sent: { ...indicator, pattern_type: 'yara', pattern: 'rule a { condition: true }' },
  },
  {
    what: 'a broken YARA rule',
    sent: { ...indicator, pattern_type: 'yara', pattern: 'rule a {' },
    says: /of type yara/,
  },
  { what: 'a sigma rule', sent: { ...indicator, pattern_type: 'sigma', pattern: 'title: x' } },
  {
    what: 'a validity that ends before it begins',
    sent: { ...indicator, valid_from: '2026-02-01T00:00:00Z', valid_until: '2026-01-01T00:00:00Z' },
    says: /'VALIDATION_ERROR'/,
  },
  {
    what: 'an unknown main type',
    sent: { ...indicator, x_opencti_main_observable_type: 'X' },
    says: /Observable type X is not supported/,
  },
  { what: 'an allowed relationship', sent: relationship },
  { what: 'related-to between any two', sent: { ...relationship, relationship_type: 'related-to' } },
  {
    what: 'a relationship not allowed for the pair',
    sent: { ...relationship, source_ref: country.id, target_ref: malware.id },
    says: /'The relationship type targets is not allowed between Country and Malware'/,
  },
  {
    what: 'an unknown relationship type',
    sent: { ...relationship, relationship_type: 'eats' },
    says: /Only stix-core-relationship/,
  },
  {
    what: 'a relationship with a missing end',
    sent: { ...relationship, target_ref: id('malware') },
    says: /'MISSING_REFERENCE_ERROR', 'error_message': 'Element\(s\) not found'/,
  },
  {
    what: 'a sighting of nothing',
    sent: {
      type: 'sighting',
      id: id('sighting'),
      sighting_of_ref: id('indicator'),
      where_sighted_refs: [malware.id],
    },
    says: /MISSING_REFERENCE_ERROR/,
  },
  { what: 'a report', sent: report },
  { what: 'a report without published', sent: { ...report, published: undefined }, says: 'lost' },
  { what: 'a report without name', sent: { ...report, name: '' }, says: 'lost' },
  {
    what: 'an id without a valid UUID version',
    sent: { ...malware, id: 'malware--11111111-0000-077e-8000-000000000001' },
    says: /'BAD_USER_INPUT'.*not a valid STIX ID \(UUID not valid\)/,
  },
  {
    what: 'a UUID without the variant',
    sent: { ...malware, id: 'malware--11111111-0000-4000-04fb-000000000001' },
    says: /not a valid STIX ID/,
  },
  {
    what: 'a reference to an id that is none',
    sent: { ...report, object_refs: ['malware--11111111-0000-077e-8000-000000000001'] },
    says: /malware--11111111-0000-077e-8000-000000000001 is not a valid STIX ID/,
  },
  {
    what: 'a custom type',
    sent: { id: id('x-thing'), type: 'x-thing' },
    says: /^Incompatible element in bundle$/,
  },
  { what: 'an address', sent: observable('ipv4-addr', { value: '10.0.0.0/8' }) },
  {
    what: 'no address',
    sent: observable('ipv4-addr', { value: '999.1.1.1' }),
    says: /Observable is not correctly formatted/,
  },
  { what: 'an IPv6 address', sent: observable('ipv6-addr', { value: '2001:db8::1' }) },
  {
    what: 'no IPv6 address',
    sent: observable('ipv6-addr', { value: '1.2.3.4' }),
    says: /not correctly formatted/,
  },
  {
    what: 'no domain name',
    sent: observable('domain-name', { value: 'a b' }),
    says: /not correctly formatted/,
  },
  {
    what: 'a domain name without value',
    sent: observable('domain-name', {}),
    says: /^'value'$/,
  },
  { what: 'a file hash', sent: observable('file', { hashes: { MD5: 'b7cae9d64268454cb8428ed62451b255' } }) },
  {
    what: 'a bad file hash',
    sent: observable('file', { hashes: { 'SHA-1': 'zz' } }),
    says: /not correctly formatted/,
  },
  { what: 'a process without command line', sent: observable('process', { pid: 1 }), says: /non-null type/ },
  {
    what: 'an autonomous system without number',
    sent: observable('autonomous-system', { name: 'x' }),
    says: /^'number'$/,
  },
  { what: 'a directory without path', sent: observable('directory', {}), says: /non-null type/ },
  {
    what: 'an empty e-mail message',
    sent: observable('email-message', { is_multipart: false }),
    says: /from - subject - body/,
  },
];

function observable(type: string, properties: Readonly<Record<string, unknown>>): StixObject {
  return { ...properties, type, id: id(type) };
}

t.test('imports or rejects one object', async (t) => {
  const sandbox = await startOpenCti({
    importPaused: true,
    relationships: { Malware_Country: ['targets'] },
  });
  t.teardown(() => sandbox.close());
  const client = connectorClient(sandbox, defaultToken);
  await client.register('c');
  await client.push('c', [malware, country]);
  for (const [row, { what, sent: object, says }] of verdicts.entries()) {
    // Each row has its own id, so that no row stores the object of the next one.
    const sent = { ...object, id: object.id.replace('22222222', String(row).padStart(8, '3')) };
    const workId = await client.workAdd('c');
    await client.push('c', [sent], workId);
    sandbox.importAll();
    const work = sandbox.works.get(workId);
    t.strictSame([work?.status, work?.processed], ['complete', 1], what);
    t.equal(sandbox.stored.has(sent.id), says === undefined, `${what}: stored or not`);
    t.equal(sandbox.timesPushed.get(sent.id), 1, what);
    if (says instanceof RegExp) {
      t.match(work?.errors[0]?.message, says, what);
      t.match(work?.errors[0]?.source, sent.id, what);
    } else t.strictSame(work?.errors, [], what);
  }
});

t.test('imports a bundle in the order of its dependencies', async (t) => {
  const sandbox = await startOpenCti({ importPaused: true, relationships: {} });
  t.teardown(() => sandbox.close());
  const client = connectorClient(sandbox, defaultToken);
  await client.register('c');
  const workId = await client.workAdd('c');
  const full = { ...report, object_refs: [relationship.id, malware.id], created_by_ref: organization.id };
  await client.push('c', [full, relationship, malware, country, organization], workId);
  sandbox.importAll();
  t.strictSame(sandbox.works.get(workId)?.errors, []);
  t.strictSame(sandbox.stored.get(report.id), full);
});

t.test('drops references to objects that do not exist or cannot be imported, without an error', async (t) => {
  const sandbox = await startOpenCti({ importPaused: true });
  t.teardown(() => sandbox.close());
  const client = connectorClient(sandbox, defaultToken);
  await client.register('c');
  const custom = { type: 'x-thing', id: 'x-thing--1' };
  const green = 'marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da';
  await client.push('c', [
    {
      ...report,
      object_refs: [malware.id, custom.id, id('malware')],
      created_by_ref: id('identity'),
      object_marking_refs: [green, id('marking-definition')],
    },
    malware,
    custom,
  ]);
  sandbox.importAll();
  t.strictSame(sandbox.stored.get(report.id), {
    ...report,
    object_refs: [malware.id],
    object_marking_refs: [green],
  });
  t.equal(sandbox.timesPushed.has(custom.id), false);
});

t.test('adds, changes or skips properties', async (t) => {
  const sandbox = await startOpenCti({ importPaused: true });
  t.teardown(() => sandbox.close());
  const client = connectorClient(sandbox, defaultToken);
  await client.register('c');
  const domain = observable('domain-name', { value: 'UP.Example.COM' });
  const url = observable('url', { value: 'HTTP://Example.COM/Path' });
  const references = [
    { source_name: 's' },
    { source_name: 's', external_id: 'x' },
    { source_name: 's', url: 'u' },
  ];
  await client.push('c', [indicator, domain, url, { ...report, external_references: references }]);
  sandbox.importAll();
  t.match(sandbox.stored.get(indicator.id), {
    name: indicator.pattern,
    valid_from: indicator.created,
    x_opencti_score: 50,
    x_opencti_main_observable_type: 'Unknown',
  });
  t.equal(sandbox.stored.get(domain.id)?.value, 'up.example.com');
  t.equal(sandbox.stored.get(url.id)?.value, 'HTTP://Example.COM/Path');
  t.strictSame(sandbox.stored.get(report.id)?.external_references, references.slice(1));
});

t.test('an old platform accepts objects that its worker cannot process', async (t) => {
  const sandbox = await startOpenCti({ version: '6.5.7', importPaused: true });
  t.teardown(() => sandbox.close());
  const client = connectorClient(sandbox, defaultToken);
  await client.register('c');
  const workId = await client.workAdd('c');
  const response = await client.push('c', [malware, null], workId);
  t.strictSame(response.body, { data: { stixBundlePush: true } });
  sandbox.importAll();
  t.equal(sandbox.works.get(workId)?.status, 'progress');
  t.equal(sandbox.stored.size, 0);
});
