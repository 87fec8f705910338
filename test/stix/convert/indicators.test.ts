import t from 'tap';
import { indicator, indicatorId, owned, sent } from './convert-source.js';

t.test('adds name, score and observable type to an indicator', (t) => {
  const { byId, codes } = sent([indicator]);
  t.same(byId.get(indicatorId), {
    ...indicator,
    ...owned,
    name: '198.51.100.1',
    x_opencti_score: 60,
    x_opencti_main_observable_type: 'IPv4-Addr',
    x_opencti_create_observables: true,
  });
  t.same(codes, []);
  t.end();
});

t.test('keeps values of the source that the platform accepts', (t) => {
  const own = {
    ...indicator,
    name: 'C2',
    x_opencti_score: 0,
    x_opencti_main_observable_type: 'ipv4-addr',
    x_opencti_create_observables: true,
  };
  const { byId } = sent([own], { createObservables: false });
  t.same(byId.get(indicatorId), {
    ...own,
    ...owned,
    x_opencti_main_observable_type: 'IPv4-Addr',
    x_opencti_create_observables: false,
  });
  t.equal(
    sent([{ ...own, x_opencti_main_observable_type: 'Nonsense' }]).byId.get(indicatorId)
      ?.x_opencti_main_observable_type,
    'IPv4-Addr',
  );
  t.end();
});

const md5 = 'a'.repeat(32);
const sha1 = 'a'.repeat(40);
const sha256 = 'a'.repeat(64);

const patterns: readonly (readonly [pattern: string, type: string | undefined, name: string])[] = [
  [`[file:hashes.'SHA-256' = '${sha256}']`, 'StixFile', sha256],
  [
    `[file:hashes.MD5 = '${md5}' OR file:name = 'b']`,
    'StixFile',
    `[file:hashes.MD5 = '${md5}' OR file:name = 'b']`,
  ],
  ["[url:value = 'https://x.example/a:b']", 'Url', 'https://x.example/a:b'],
  ["([domain-name:value = 'x.example'] AND [ipv4-addr:value = '1.1.1.1'])", 'Domain-Name', ''],
  ["[x-custom:value = 'domain-name:value']", undefined, 'domain-name:value'],
  ["[mutex:name = 'it\\'s']", 'Mutex', "it's"],
  ['hello', undefined, 'hello'],
];
for (const [pattern, type, name] of patterns) {
  t.test(`the observable type of ${pattern} is ${type ?? 'absent'}`, (t) => {
    const { byId } = sent([{ ...indicator, pattern }]);
    t.equal(byId.get(indicatorId)?.x_opencti_main_observable_type, type);
    t.equal(byId.get(indicatorId)?.name, name === '' ? pattern : name);
    t.end();
  });
}

const hashNames: readonly (readonly [given: string, sent: string])[] = [
  [`[file:hashes.md5 = '${md5}']`, `[file:hashes.MD5 = '${md5}']`],
  [`[file:hashes.'md5' = '${md5}']`, `[file:hashes.MD5 = '${md5}']`],
  [`[file:hashes.'SHA256' = '${sha256}']`, `[file:hashes.'SHA-256' = '${sha256}']`],
  [
    `[file:hashes.sha256 = '${sha256}' OR file:hashes.SHA1 = '${sha1}']`,
    `[file:hashes.'SHA-256' = '${sha256}' OR file:hashes.'SHA-1' = '${sha1}']`,
  ],
  ["[file:hashes.ssdeep = 'aa']", "[file:hashes.SSDEEP = 'aa']"],
  [`[file:content_ref.hashes.md5 = '${md5}']`, `[file:content_ref.hashes.MD5 = '${md5}']`],
  [
    `[file:name = 'x:hashes.md5' AND file:hashes.md5 = '${md5}']`,
    `[file:name = 'x:hashes.md5' AND file:hashes.MD5 = '${md5}']`,
  ],
  ["[file:name = 'it\\'s:hashes.md5']", "[file:name = 'it\\'s:hashes.md5']"],
  [`[file:hashes.'SHA-256' = '${sha256}']`, `[file:hashes.'SHA-256' = '${sha256}']`],
  [`[file:hashes.'MD5' = '${md5}']`, `[file:hashes.'MD5' = '${md5}']`],
  ["[file:hashes.imphash = 'aa']", "[file:hashes.imphash = 'aa']"],
];
for (const [given, expected] of hashNames) {
  t.test(`uses the standard spelling of hash names: ${given}`, (t) => {
    const { byId, codes } = sent([{ ...indicator, pattern: given }]);
    t.equal(byId.get(indicatorId)?.pattern, expected);
    t.strictSame(codes, given === expected ? [] : [`changed-property ${indicatorId}`]);
    t.end();
  });
}

t.test('keeps hash names in other pattern languages', (t) => {
  const pattern = 'rule a { strings: $a = "file:hashes.md5" condition: $a }';
  t.equal(sent([{ ...indicator, pattern, pattern_type: 'yara' }]).byId.get(indicatorId)?.pattern, pattern);
  t.end();
});

t.test('keeps other pattern languages, and detects a missing pattern type', (t) => {
  const cases: readonly (readonly [given: object, type: string, observable: string | undefined])[] = [
    [{ pattern: 'rule a { condition: true }', pattern_type: 'YARA' }, 'yara', 'StixFile'],
    [{ pattern: 'rule a { condition: true }', pattern_type: undefined }, 'yara', 'StixFile'],
    [{ pattern: 'title: x\ndetection:\n  a: b', pattern_type: undefined }, 'sigma', undefined],
    [
      { pattern: 'alert tcp any any -> any 80 (msg:"x";)', pattern_type: undefined },
      'snort',
      'Network-Traffic',
    ],
    [{ pattern_type: undefined }, 'stix', 'IPv4-Addr'],
  ];
  for (const [given, type, observable] of cases) {
    const result = sent([{ ...indicator, name: 'x', ...given }]).byId.get(indicatorId);
    t.equal(result?.pattern_type, type);
    t.equal(result?.x_opencti_main_observable_type, observable);
  }
  t.end();
});

t.test('an indicator whose pattern OpenCTI would refuse arrives with another pattern type', (t) => {
  const { byId, codes } = sent([{ ...indicator, pattern: '[domain-name' }]);
  t.match(byId.get(indicatorId), { pattern: '[domain-name', pattern_type: 'stix-invalid' });
  t.same(codes, [`refused-by-platform ${indicatorId}`]);
  t.end();
});

t.test('sets a missing valid_from to created, and removes an indicator without a pattern', (t) => {
  const open = sent([{ ...indicator, valid_from: null }]);
  t.equal(open.byId.get(indicatorId)?.valid_from, '2024-01-01T00:00:00.000Z');
  const empty = sent([{ ...indicator, pattern: ' ' }]);
  t.same(empty.conversion.bundles, []);
  t.same(empty.codes, [`dropped-object ${indicatorId}`]);
  t.end();
});
