import t from 'tap';
import { author, clear, dated, malware, malwareId, relationship, sent } from './convert-source.js';

const id = (type: string, n = 1) => `${type}--aaaaaaaa-0000-5000-8000-00000000000${n}`;
const observable = (type: string, properties: object, n = 1) => ({
  type,
  spec_version: '2.1',
  id: id(type, n),
  ...properties,
});
const marked = { object_marking_refs: [clear], x_opencti_created_by_ref: author };

t.test('stores the author of an observable in x_opencti_created_by_ref', (t) => {
  const own = observable('url', { value: 'https://x.example/', created_by_ref: id('identity') });
  const { byId, codes } = sent([own]);
  t.same(byId.get(own.id), {
    type: 'url',
    spec_version: '2.1',
    id: own.id,
    value: 'https://x.example/',
    ...marked,
  });
  t.same(codes, [`replaced-author ${id('identity')}`]);
  t.end();
});

t.test('normalizes names and case of hashes, and removes invalid ones', (t) => {
  const md5 = 'd41d8cd98f00b204e9800998ecf8427e';
  const own = observable('file', { hashes: { md5: md5.toUpperCase(), SHA256: 'zz', ssdeep: '3:AXG:Bic' } });
  const { byId, codes } = sent([own]);
  t.same(byId.get(own.id), { ...own, hashes: { MD5: md5, SSDEEP: '3:AXG:Bic' }, ...marked });
  t.same(codes, [`dropped-hash ${own.id}`]);
  const twice = observable('file', { hashes: { md5, MD5: 'a'.repeat(32) } });
  t.same(sent([twice]).byId.get(twice.id), { ...twice, hashes: { MD5: 'a'.repeat(32) }, ...marked });
  t.same(sent([twice]).codes, [`dropped-hash ${twice.id}`]);
  t.end();
});

const good: readonly (readonly [type: string, value: string])[] = [
  ['ipv4-addr', '198.51.100.1'],
  ['ipv4-addr', '198.51.100.0/24'],
  ['ipv6-addr', '2001:db8::1'],
  ['ipv6-addr', '::ffff:198.51.100.1'],
  ['ipv6-addr', '2001:db8::/32'],
  ['domain-name', '_dmarc.例え.example'],
  ['domain-name', 'xn--r8jz45g.example'],
  ['hostname', 'DESKTOP-1'],
  ['email-addr', 'a.b+c@example.com'],
  ['mac-addr', '00:00:5e:00:53:01'],
  ['url', 'http://例え.example/路徑?a=b#c'],
  ['url', 'evil.example/x.php'],
  ['url', 'http://evil.example/a b'],
  ['domain-name', 'a9.example.org:443'],
];
for (const [type, value] of good) {
  t.test(`keeps ${type} ${value}`, (t) => {
    const own = observable(type, { value });
    const { byId, codes } = sent([own]);
    t.equal(byId.get(own.id)?.value, value);
    t.same(codes, []);
    t.end();
  });
}

const bad: readonly (readonly [type: string, value: string])[] = [
  ['ipv4-addr', '999.1.1.1'],
  ['ipv4-addr', '198.51.100.1/33'],
  ['ipv6-addr', '2001:db8:::1'],
  ['ipv6-addr', '1:2:3:4:5:6:7:8:9'],
  ['domain-name', 'no spaces.example'],
  ['domain-name', 'localhost'],
  ['hostname', '-x-'],
  ['email-addr', 'nobody'],
  ['mac-addr', '00:00:5e'],
];
for (const [type, value] of bad) {
  t.test(`removes ${type} ${value}, with the relationship to it`, (t) => {
    const own = observable(type, { value });
    const to = relationship('related-to', own.id, malwareId);
    const { byId, codes } = sent([own, malware, to]);
    t.notOk(byId.has(own.id));
    t.same(codes, [`dropped-relationship ${to.id}`, `invalid-value ${own.id}`]);
    t.end();
  });
}

t.test('restores defanged values', (t) => {
  const url = observable('url', { value: 'hxxps://x[.]example/a' });
  const mail = observable('email-addr', { value: 'a[at]x[.]example' });
  const domain = observable('domain-name', { value: 'x(.)example.' });
  const { byId, codes } = sent([url, mail, domain]);
  t.equal(byId.get(url.id)?.value, 'https://x.example/a');
  t.equal(byId.get(mail.id)?.value, 'a@x.example');
  t.equal(byId.get(domain.id)?.value, 'x.example');
  t.same(
    codes,
    [domain, mail, url].map((object) => `refanged-value ${object.id}`),
  );
  t.end();
});

t.test('changes a domain name that is an address to the type of the address, with its references', (t) => {
  const own = observable('domain-name', { value: '198.51.100.1' });
  const to = relationship('communicates-with', malwareId, own.id);
  const { byId } = sent([own, malware, to]);
  t.same(byId.get('ipv4-addr--2b3e2c17-3144-5591-9c88-a605220f8c0c'), {
    type: 'ipv4-addr',
    spec_version: '2.1',
    id: 'ipv4-addr--2b3e2c17-3144-5591-9c88-a605220f8c0c',
    value: '198.51.100.1',
    ...marked,
  });
  t.equal(byId.get(to.id)?.target_ref, 'ipv4-addr--2b3e2c17-3144-5591-9c88-a605220f8c0c');
  t.equal(byId.get(to.id)?.relationship_type, 'communicates-with');
  t.end();
});

t.test('repairs an observable that the platform cannot create from its other properties', (t) => {
  const image = observable('file', { name: 'evil.exe' });
  const process = observable('process', { pid: 4, image_ref: image.id });
  const { byId } = sent([image, process]);
  t.equal(byId.get(process.id)?.command_line, 'evil.exe');
  t.end();
});

const lacking: readonly (readonly [type: string, properties: object, what: string])[] = [
  ['process', { pid: 4 }, 'command_line'],
  ['autonomous-system', { name: 'x' }, 'number'],
  ['autonomous-system', { number: 4_200_000_000 }, 'number'],
  ['directory', { path_enc: 'utf-8' }, 'path'],
  ['domain-name', {}, 'value'],
  ['email-message', { message_id: '1' }, 'subject or body'],
  ['file', { size: 1 }, 'name or hashes'],
  [
    'network-traffic',
    { is_active: true },
    'start or end or src_ref or dst_ref or src_port or dst_port or protocols',
  ],
];
for (const [type, properties, what] of lacking) {
  t.test(`removes ${type} without ${what}`, (t) => {
    const { conversion } = sent([observable(type, properties)]);
    t.same(conversion.bundles, []);
    t.same(
      conversion.notes.filter(({ code }) => code === 'dropped-object'),
      [
        {
          code: 'dropped-object',
          objectId: id(type),
          message: `Removed an object of type ${type} without ${what}: OpenCTI cannot import it.`,
        },
      ],
    );
    t.end();
  });
}

t.test('removes a security coverage whose covered object was removed', (t) => {
  const coverage = {
    ...observable('security-coverage', { name: 'x', covered_ref: id('email-addr') }),
    ...dated,
  };
  const { conversion, codes } = sent([observable('email-addr', { value: 'nobody' }), coverage]);
  t.same(conversion.bundles, []);
  t.same(codes, [
    `dropped-object ${coverage.id}`,
    `dropped-reference ${coverage.id}`,
    `invalid-value ${id('email-addr')}`,
  ]);
  t.end();
});
