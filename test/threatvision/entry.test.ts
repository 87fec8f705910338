import t from 'tap';

import { parseEntry } from '../../src/threatvision/entry.js';

const base = new URL('https://api.example/prefix/');
const report = {
  alias: 'a-slug',
  title: ' A title ',
  digest: 'About it.',
  date: 1_767_225_600,
  type_name: 'Flash Report',
  tags: ['x', null, 'x', 'y'],
  stix_url: 'https://files.example/a.stix?signature=1',
  pdf_url: '/prefix/api/v2/reports/a-slug.pdf',
};

t.test('reads a report of the list', (t) => {
  const entry = parseEntry('reports', report, base, 1);
  t.match(entry, {
    kind: 'reports',
    id: 'a-slug',
    title: 'A title',
    digest: 'About it.',
    date: 1_767_225_600,
    typeName: 'Flash Report',
    pageUrl: 'https://threatvision.org/reports/detail?alias=a-slug',
  });
  t.ok(
    entry.kind === 'reports' && entry.pdfUrl?.href === 'https://api.example/prefix/api/v2/reports/a-slug.pdf',
  );
  t.strictSame(entry.kind === 'reports' && entry.tags, ['x', 'y']);
  t.end();
});

t.test('requires only the id; every other field can be missing, null or of a wrong type', (t) => {
  for (const nothing of [undefined, null, 7, [], {}, 'javascript:alert(1)', '']) {
    const raw = {
      alias: 'ä/b',
      title: nothing,
      digest: nothing,
      date: nothing,
      stix_url: nothing,
      pdf_url: nothing,
    };
    const entry = parseEntry('reports', raw, base, 99);
    t.equal(entry.kind, 'reports', JSON.stringify(nothing));
    if (entry.kind === 'reports' && typeof nothing !== 'number' && nothing !== 'javascript:alert(1)') {
      t.equal(entry.stixUrl.href, 'https://api.example/prefix/api/v2/reports/%C3%A4%2Fb.stix');
      t.match(entry, { title: 'ä/b', digest: '', date: 99 });
      t.equal(entry.pdfUrl, undefined);
    }
  }
  for (const raw of [null, 7, 'text', [], {}, { alias: null }, { alias: '  ' }])
    t.match(parseEntry('reports', raw, base, 1), { kind: 'unreadable', message: String });
  t.end();
});

t.test('reads times as seconds, milliseconds, their text, and ISO 8601', (t) => {
  for (const created_at of [
    1_767_225_600,
    1_767_225_600_000,
    '1767225600',
    '2026-01-01T00:00:00Z',
    '2026-01-01',
  ])
    t.match(
      parseEntry('bundles', { id: 7, created_at }, base, 1),
      { id: '7', date: 1_767_225_600 },
      String(created_at),
    );
  for (const created_at of [0, -1, 1e300, 'soon', true])
    t.match(parseEntry('bundles', { id: 7, created_at }, base, 1), { date: 1 }, String(created_at));
  t.end();
});

t.test(
  'a fingerprint depends on the entry, not on the order of its fields or the signatures of its links',
  (t) => {
    const of = (raw: object): unknown => {
      const entry = parseEntry('reports', raw, base, 1);
      return entry.kind === 'unreadable' ? undefined : entry.fingerprint;
    };
    const same = of(report);
    t.match(same, /^[\w-]{6}$/);
    t.equal(of(Object.fromEntries(Object.entries(report).reverse())), same);
    t.equal(of({ ...report, stix_url: 'https://files.example/a.stix?signature=2' }), same);
    t.not(of({ ...report, stix_url: 'https://files.example/b.stix?signature=1' }), same);
    t.not(of({ ...report, digest: 'About more.' }), same);
    t.not(of({ ...report, unheard: 'of' }), same);
    t.end();
  },
);

t.test('returns a failure for an entry that cannot be processed, and does not throw', (t) => {
  let nested: unknown = 'x';
  for (let level = 0; level < 100_000; level++) nested = [nested];
  for (const raw of [
    { ...report, alias: 'lone \ud800' },
    { ...report, extra: nested },
  ])
    t.match(parseEntry('reports', raw, base, 1), { kind: 'unreadable', message: String });
  t.end();
});
