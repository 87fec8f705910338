import t from 'tap';
import { bundleDownload, reportDownload } from '../threatvision/downloads.js';
import type { Content, Download } from '../threatvision/items.js';
import { manyItems, ownContent, sampleContent } from './index.js';
import { smallPdf } from './pdf.js';
import { observableId } from './seed.js';
import { stixBundle } from './stix.js';

interface Parsed {
  readonly id: string;
  readonly objects: readonly Readonly<Record<string, unknown>>[];
}

function parsed(download: Download | undefined): Parsed {
  const stored = typeof download === 'function' ? download() : download;
  const text = Buffer.isBuffer(stored) ? stored.toString() : JSON.stringify(stored);
  const bundle: unknown = JSON.parse(text);
  if (!isBundle(bundle)) throw new Error(`no STIX bundle: ${text.slice(0, 200)}`);
  return bundle;
}

function isBundle(value: unknown): value is Parsed {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    'objects' in value &&
    Array.isArray(value.objects)
  );
}

const wellFormed = /^[a-z0-9-]+--[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

function all({ reports, bundles }: Content): Parsed[] {
  return [
    ...reports.map((report) => parsed(reportDownload(report, 'stix'))),
    ...bundles.map((bundle) => parsed(bundleDownload(bundle, 'stix'))),
  ];
}

t.test('generated bundles have no dangling references, at any size and in both versions', (t) => {
  for (const version of ['2.0', '2.1'] as const) {
    for (let objects = 0; objects <= 20; objects += 1) {
      const bundle = stixBundle({ seed: 's', version, date: 1, objects, adversary: 'A', malware: 'M' });
      const ids = new Set(bundle.objects.map(({ id }) => id));
      t.equal(ids.size, objects, `${version}: ${objects} objects, each id once`);
      const dangling = bundle.objects.filter(
        ({ type, source_ref, target_ref }) =>
          type === 'relationship' && !(ids.has(source_ref) && ids.has(target_ref)),
      );
      t.same(dangling, []);
    }
  }
  t.end();
});

t.test('observables have deterministic ids (STIX 2.1 section 2.9)', (t) => {
  // Computed with the Python stix2 library.
  t.equal(
    observableId('domain-name', { value: 'example.com' }),
    'domain-name--bedb4899-d24b-5401-bc86-8f6b4cc18ec7',
  );
  t.equal(
    observableId('ipv4-addr', { value: '198.51.100.1' }),
    'ipv4-addr--2b3e2c17-3144-5591-9c88-a605220f8c0c',
  );
  const hashes = { 'SHA-256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' };
  t.equal(observableId('file', { hashes }), 'file--22f8ff52-8f62-5f03-a53a-6f50f54fd74c');
  t.end();
});

t.test('the own content has several pages of both kinds, both STIX versions, and valid ids', (t) => {
  const content = ownContent();
  t.equal(content.reports.length, 24);
  t.equal(content.bundles.length, 12);
  const bundles = all(content);
  t.equal(new Set(bundles.map(({ id }) => id)).size, 36);
  const modern = bundles.filter(({ objects }) => objects.some(({ spec_version }) => spec_version === '2.1'));
  t.equal(modern.length, 18);
  const ids = bundles.flatMap(({ id, objects }) => [id, ...objects.map((object) => String(object.id))]);
  t.same(
    ids.filter((id) => !wellFormed.test(id)),
    [],
  );
  t.end();
});

t.test('the same call returns the same content, and dates follow the parameters', (t) => {
  t.same(all(ownContent()), all(ownContent()));
  t.same(
    ownContent({ from: 100, spacingSeconds: 10 })
      .reports.slice(0, 3)
      .map(({ date }) => date),
    [100, 110, 120],
  );
  const asked = { reports: 3, bundles: 2, objectsPerItem: 25, from: 100, spacingSeconds: 10 };
  t.same(all(manyItems(asked)), all(manyItems(asked)));
  t.same(
    all(manyItems(asked)).map(({ objects }) => objects.length),
    [25, 25, 25, 25, 25],
  );
  t.same(
    manyItems(asked).bundles.map(({ id, date }) => [id, date]),
    [
      ['bundle-000000', 100],
      ['bundle-000001', 110],
    ],
  );
  t.end();
});

t.test('the PDF of generated items has the requested size, or is absent', (t) => {
  const asked = { reports: 1, bundles: 0, objectsPerItem: 1, from: 1, spacingSeconds: 1 };
  const pdf = manyItems({ ...asked, pdf: 100_000 }).reports[0]?.pdf;
  t.ok(Buffer.isBuffer(pdf) && pdf.length > 100_000 && pdf.length < 101_000);
  t.same(manyItems({ ...asked, pdf: false }).reports[0]?.listed, { pdf_url: null });
  t.end();
});

t.test('the cross-reference table of a PDF contains the offsets of its objects', (t) => {
  const file = smallPdf('(a) 標題', 500).toString('latin1');
  const start = Number(/startxref\n(\d+)/.exec(file)?.[1]);
  t.equal(file.slice(start, start + 4), 'xref');
  const offsets = [...file.matchAll(/^(\d{10}) 00000 n/gm)].map((found) => Number(found[1]));
  t.same(
    offsets.map((at) => file.slice(at, at + 7)),
    ['1 0 obj', '2 0 obj', '3 0 obj', '4 0 obj', '5 0 obj'],
  );
  t.end();
});

const samples = sampleContent({ from: 10, spacingSeconds: 1 });

if (samples !== undefined) {
  const { reports, bundles } = samples;
  t.test('the published samples are served as reports and bundles with dates from the parameters', (t) => {
    t.ok(reports.length > 5 && bundles.length > 1);
    t.match(reports[0], { alias: 'oasis-apt1', date: 10 });
    for (const { objects } of all({ reports, bundles })) t.ok(objects.length >= 10);
    t.end();
  });
}
