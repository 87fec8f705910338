import t from 'tap';

import { caseObjects } from '../cases/case-objects.js';
import { indicator, indicatorId, sent } from '../convert/convert-source.js';

const caseId = (number: number): string =>
  `indicator--00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

t.test('case F02: patterns that OpenCTI refuses are repaired, or arrive with another pattern type', (t) => {
  const { byId, codes } = sent(caseObjects('F02-patterns-refused'));
  const expected: readonly (readonly [number: number, pattern: string, code: string])[] = [
    [1, String.raw`[file:name = 'C:\\Windows\\Temp\\evil.dll']`, 'repaired-pattern'],
    [2, String.raw`[windows-registry-key:key = 'HKEY_LOCAL_MACHINE\\Software\\Example']`, 'repaired-pattern'],
    [3, String.raw`[file:name = 'eat at joe\'s.exe']`, 'repaired-pattern'],
    [5, `[file:hashes.'SHA-256' = '${'a'.repeat(64)}']`, 'repaired-pattern'],
    [7, "[domain-name:value = 'evil.example'", 'refused-by-platform'],
    [8, "[domain-name:value = 'a.example' OR domain-name:value = 'b.example']", 'repaired-pattern'],
    [9, "[file:hashes.md5:value='d41d8cd98f00b204e9800998ecf8427e']", 'refused-by-platform'],
    [11, "[domain-name:value = 'a.example']", 'repaired-pattern'],
  ];
  for (const [number, pattern, code] of expected) {
    const type = code === 'repaired-pattern' ? 'stix' : 'stix-invalid';
    t.match(byId.get(caseId(number)), { pattern, pattern_type: type });
  }
  t.same([...codes].sort(), expected.map(([number, , code]) => `${code} ${caseId(number)}`).sort());
  t.end();
});

t.test('case F03: hash names in patterns have the spelling of the standard', (t) => {
  const { byId, codes } = sent(caseObjects('F03-pattern-hash-names'));
  const expected: readonly (readonly [number: number, pattern: string])[] = [
    [1, `[file:hashes.'SHA-256' = '${'a'.repeat(64)}']`],
    [2, `[file:hashes.'SHA-256' = '${'b'.repeat(64)}']`],
    [3, `[file:hashes.'SHA-1' = '${'c'.repeat(40)}']`],
    [4, `[file:hashes.'SHA-256' = '${'d'.repeat(64)}']`],
    [5, `[file:hashes.'MD5' = '${'e'.repeat(32)}']`],
  ];
  for (const [number, pattern] of expected)
    t.match(byId.get(caseId(number)), { pattern, x_opencti_main_observable_type: 'StixFile' });
  t.same(
    codes,
    [1, 2, 3].map((number) => `changed-property ${caseId(number)}`),
  );
  t.end();
});

t.test('the description keeps a pattern that OpenCTI would cut', (t) => {
  const pattern = "[domain-name:value = 'x.example'] [domain-name:value = 'y.example']";
  const { byId, codes } = sent([{ ...indicator, description: 'Seen.', pattern }]);
  t.match(byId.get(indicatorId), {
    pattern: "[domain-name:value = 'x.example']",
    name: 'x.example',
    description: `Seen.\n\nPattern in the source: ${pattern}`,
  });
  t.same(codes, [`cut-pattern ${indicatorId}`]);
  t.end();
});

t.test('patterns of other languages', (t) => {
  const cases: readonly (readonly [
    type: string,
    pattern: string,
    sentType: string,
    codes: readonly string[],
  ])[] = [
    ['yara', 'private rule x { condition: true }', 'yara', []],
    ['yara', "[a:b = 'x']", 'stix', ['changed-property']],
    ['yara', 'nothing', 'yara-invalid', ['refused-by-platform']],
    ['yara', 'rule a { condition: true', 'yara-invalid', ['refused-by-platform']],
    ['yara', 'rule a { condition: true }}', 'yara-invalid', ['refused-by-platform']],
    ['yara', 'rule a } condition {', 'yara-invalid', ['refused-by-platform']],
    ['yara', 'rule a } { condition: true', 'yara-invalid', ['refused-by-platform']],
    ['yara', '{ rule a condition: true }', 'yara-invalid', ['refused-by-platform']],
    ['yara', 'rule a { } condition: true', 'yara-invalid', ['refused-by-platform']],
    ['yara', 'rule a { condition: true } rule b : c { condition: a }', 'yara', []],
    ['yara', 'rule condition_rule { strings: $a = "rule }" condition: $a }', 'yara', []],
    ['yara', 'rule a { strings: $a = { E2 34 [4-6] } condition: $a }', 'yara', []],
    [
      'yara',
      'rule a { /* { */ strings: $a = "\\"{" $b = /x{2\\/{/i condition: any of them } // }',
      'yara',
      [],
    ],
    ['yara', 'rule a { strings: $a = "b" conditn: $a }', 'yara-invalid', ['refused-by-platform']],
    ['sigma', '{"title": "x", "detection": {}}', 'sigma', []],
    ['sigma', 'title: x', 'sigma-invalid', ['refused-by-platform']],
    ['snort', '# off\nalert tcp any any -> any any (sid:1;)', 'snort', []],
    ['suricata', 'nothing', 'suricata-invalid', ['refused-by-platform']],
    ['pcre', '(((', 'pcre', []],
  ];
  for (const [type, pattern, sentType, codes] of cases) {
    const result = sent([{ ...indicator, pattern_type: type, pattern }]);
    t.match(result.byId.get(indicatorId), { pattern_type: sentType, pattern });
    t.same(
      result.codes,
      codes.map((code) => `${code} ${indicatorId}`),
      `${type} ${pattern}`,
    );
  }
  t.end();
});

t.test('an excluded value without an observable leaves the setting alone', (t) => {
  for (const pattern of [
    "[domain-name:value = 'x.example' AND file:size != 5]",
    "[domain-name:value NOT IN ('x.example')]",
    "[domain-name:value NOT LIKE 'x%']",
  ]) {
    const { byId, codes } = sent([{ ...indicator, pattern }]);
    t.equal(byId.get(indicatorId)?.x_opencti_create_observables, true, pattern);
    t.same(codes, []);
  }
  t.end();
});
