/** Downloads in the manner of public bug reports, each with the result that a platform needs. */
import t from 'tap';

import { caseObjects } from '../cases/case-objects.js';
import { sent, type SentObject } from '../convert/convert-source.js';

/** `n` finds the object whose id ends in this number. */
function convertCase(name: string) {
  const { byId, conversion } = sent(caseObjects(name));
  const hasNumber = (id: unknown, n: number): boolean =>
    typeof id === 'string' && id.endsWith(`-${String(n).padStart(12, '0')}`);
  return {
    object: (n: number): SentObject | undefined => [...byId].find(([id]) => hasNumber(id, n))?.[1],
    codes: (n: number): readonly string[] =>
      conversion.notes.filter(({ objectId }) => hasNumber(objectId, n)).map(({ code }) => code),
    messages: (n: number): string =>
      conversion.notes
        .filter(({ objectId }) => hasNumber(objectId, n))
        .map(({ message }) => message)
        .join('\n'),
  };
}

t.test('F01: removes commands to the importer, at the top level and in the extension', (t) => {
  const { object, codes } = convertCase('F01-importer-commands');
  for (const n of [1, 2, 3, 4]) {
    t.equal(object(n)?.name, `Example Malware ${n}`);
    t.notMatch(JSON.stringify(object(n)), /opencti_operation|is_inferred/);
    t.ok(codes(n).includes('dropped-directive'));
  }
  t.end();
});

t.test('F04: leaves out integers beyond 32 bits, with the object only if the number identifies it', (t) => {
  const { object, codes, messages } = convertCase('F04-int32');
  t.equal(object(1)?.name, 'big.rar');
  t.notOk('size' in (object(1) ?? {}));
  t.match(messages(1), 'size');
  t.notOk(object(2));
  t.same(codes(2), ['dropped-object', 'dropped-property']);
  t.ok(object(4));
  t.equal(object(5)?.command_line, 'cmd.exe');
  t.notOk('pid' in (object(5) ?? {}));
  t.end();
});

t.test('F05: computes the hashes of a payload, and removes what OpenCTI cannot identify', (t) => {
  const { object, codes } = convertCase('F05-no-identifying-part');
  t.ok(object(1));
  for (const n of [2, 3, 9]) {
    t.notOk(object(n));
    t.ok(codes(n).includes('dropped-object'));
  }
  t.same(object(4)?.hashes, {
    MD5: '5d41402abc4b2a76b9719d911017c592',
    'SHA-1': 'aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d',
    'SHA-256': '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
  });
  t.ok(object(6));
  t.equal(object(7)?.url, 'http://example.com/b');
  t.end();
});

t.test('F06: keeps names of one character; h1 is no hash', (t) => {
  const { object, codes } = convertCase('F06-short-names');
  t.equal(object(1)?.name, 'X');
  t.equal(object(2)?.name, 'B');
  t.equal(object(3)?.name, '臺');
  t.equal(object(5)?.content, '-');
  t.same(object(6)?.hashes, { 'SHA-256': 'a'.repeat(64) });
  t.same(codes(6), ['dropped-hash']);
  t.ok(object(7));
  t.end();
});

t.test('F07: converts or leaves out properties that only OpenCTI reads', (t) => {
  const { object, codes } = convertCase('F07-untyped-importer-properties');
  t.match(object(1), {
    x_opencti_cvss_base_score: 9.8,
    x_opencti_cisa_kev: true,
    x_opencti_cvss_attack_vector: 'ADJACENT_NETWORK',
  });
  t.equal(object(3)?.score, 85);
  t.notOk('detection' in (object(4) ?? {}));
  t.same(codes(4), ['dropped-property']);
  t.notOk('score' in (object(5) ?? {}));
  t.same(codes(5), ['dropped-property']);
  t.notOk('files' in (object(7) ?? {}));
  t.same(codes(7), ['dropped-directive']);
  t.notOk('x_example_source_ref' in (object(9) ?? {}));
  t.same(codes(9), ['dropped-property']);
  t.end();
});

t.test('F08: keeps URLs of any form, and what refers to them', (t) => {
  const { object } = convertCase('F08-url-dropped');
  const values = [
    'evil.example',
    'evil.example/services/web/x.php',
    'http://evil.example/a b',
    undefined,
    'http://evil.example/ok',
  ];
  for (const [index, value] of values.entries()) t.equal(object(index + 1)?.value, value);
  for (const n of [6, 7, 8, 9]) t.ok(object(n));
  t.end();
});

t.test('F11: writes MAC addresses and hives in the form of the standard', (t) => {
  const { object, codes } = convertCase('F11-mac-and-hive');
  t.equal(object(1)?.value, 'd2:fb:49:24:37:18');
  t.equal(object(2)?.value, 'd2:fb:49:24:37:18');
  t.equal(object(4)?.key, 'HKEY_LOCAL_MACHINE\\Software\\Example');
  for (const n of [1, 2, 4]) t.same(codes(n), ['changed-property']);
  t.end();
});

t.test('F12: sends data sources and data components of ATT&CK', (t) => {
  const { object, codes } = convertCase('F12-mitre-data-source');
  for (const n of [1, 2, 3]) t.ok(object(n));
  t.equal(object(4)?.relationship_type, 'detects');
  t.same(codes(4), []);
  t.end();
});

t.test('F13: converts texts that stand for numbers and lists, and lists of hashes', (t) => {
  const { object, codes } = convertCase('F13-text-for-number-or-list');
  t.equal(object(1)?.number, 64_500);
  t.same(codes(1), ['changed-property']);
  t.ok(object(3)?.belongs_to_refs);
  t.match(object(4), {
    confidence: 85,
    aliases: ['Other Name'],
    malware_types: ['trojan'],
    kill_chain_phases: [{ kill_chain_name: 'lockheed-martin-cyber-kill-chain', phase_name: 'delivery' }],
  });
  t.same(
    codes(4),
    Array.from({ length: 4 }, () => 'changed-property'),
  );
  t.same(object(5)?.hashes, { 'SHA-256': 'a'.repeat(64) });
  t.end();
});

t.test('F14: names a location after its coordinates', (t) => {
  const { object, codes } = convertCase('F14-location-coordinates');
  t.match(object(1), { name: '25.03, 121.56', latitude: 25.03, x_opencti_location_type: 'Position' });
  t.same(codes(1), ['filled-name']);
  t.ok(object(3));
  t.end();
});

t.test('F15: leaves out empty lists and kill chain phases without names', (t) => {
  const { object, codes } = convertCase('F15-empty-lists-and-phases');
  t.equal(object(1)?.region, 'western-europe');
  t.notMatch(JSON.stringify(object(1)), /labels|x_example_subregion/);
  t.same(codes(1), ['dropped-property', 'dropped-property']);
  t.ok(object(2));
  t.notOk('kill_chain_phases' in (object(2) ?? {}));
  t.same(codes(2), ['dropped-property']);
  t.end();
});
