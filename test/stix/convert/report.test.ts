import t from 'tap';
import { convert } from '../../../src/stix/index.js';
import {
  author,
  clear,
  intrusionSet,
  intrusionSetId,
  mainReportId,
  malware,
  malwareId,
  objectsOf,
  reportSource,
  settings,
} from './convert-source.js';

const clearMarking = {
  type: 'marking-definition',
  spec_version: '2.1',
  id: clear,
  created: '2022-10-01T00:00:00.000Z',
  definition_type: 'statement',
  definition: { statement: 'custom' },
  x_opencti_definition_type: 'TLP',
  x_opencti_definition: 'TLP:CLEAR',
};
const authorObject = {
  type: 'identity',
  spec_version: '2.1',
  id: author,
  created: '2020-01-01T00:00:00.000Z',
  modified: '2020-01-01T00:00:00.000Z',
  name: 'TeamT5',
  identity_class: 'organization',
  object_marking_refs: [clear],
};
const published = '2024-01-15T10:30:00.000Z';
const page = {
  source_name: 'Team T5',
  description: 'The report on ThreatVision',
  url: 'https://threatvision.org/reports/detail?alias=my-report',
};

t.test('delivers a report without STIX with the fields of its entry', (t) => {
  const conversion = convert(
    reportSource(undefined, {
      digest: '<p>APT10 is <b>back</b>.</p><ul><li>一つ</li><li>two</li></ul>',
      typeName: 'Flash Report',
      tags: ['apt', ' ', 'China', 'apt'],
      pdfUrl: 'https://api.example/report.pdf',
    }),
    { ...settings, confidence: 80, reliability: 'B - Usually reliable' },
  );
  t.equal(conversion.bundles.length, 1);
  t.equal(conversion.objects, 3);
  t.equal(conversion.sourceObjects, 0);
  t.same(conversion.notes, []);
  t.same(objectsOf(conversion.bundles[0]?.json ?? ''), [
    clearMarking,
    authorObject,
    {
      type: 'report',
      spec_version: '2.1',
      id: mainReportId,
      created_by_ref: author,
      created: published,
      modified: published,
      name: 'My Report',
      description: 'APT10 is back.\n\n- 一つ\n- two',
      report_types: ['flash-report'],
      published,
      object_refs: [author],
      labels: ['apt', 'China'],
      confidence: 80,
      external_references: [
        { source_name: 'Team T5', description: 'The report as PDF', url: 'https://api.example/report.pdf' },
        page,
      ],
      object_marking_refs: [clear],
      x_opencti_reliability: 'B - Usually reliable',
    },
  ]);
  t.end();
});

t.test(
  'the text of the bundle depends only on the input, with properties in the order of the standard',
  (t) => {
    const { bundles } = convert(reportSource(), settings);
    t.equal(bundles[0]?.json, convert(reportSource(), settings).bundles[0]?.json);
    t.match(
      bundles[0]?.json,
      /^\{"type":"bundle","id":"bundle--[0-9a-f-]{36}","objects":\[\{"type":"marking-definition","spec_version":"2\.1","id":/,
    );
    t.end();
  },
);

t.test('the report refers to every object except markings', (t) => {
  const source = reportSource([malware, intrusionSet]);
  const objects = objectsOf(convert(source, settings).bundles[0]?.json ?? '');
  const report = objects.at(-1);
  t.equal(report?.id, mainReportId);
  t.same(report?.object_refs, [intrusionSetId, malwareId]);
  t.end();
});

t.test(
  'keeps a report of the source as a referenced object, and merges it if the platform considers it the same report',
  (t) => {
    const other = {
      type: 'report',
      spec_version: '2.1',
      id: 'report--aaaaaaaa-0000-4000-8000-000000000001',
      created: '2024-01-15T10:30:00.000Z',
      modified: '2024-01-15T10:30:00.000Z',
      name: 'Another',
      published: '2024-01-15T10:30:00Z',
      object_refs: [malwareId],
    };
    const same = { ...other, id: 'report--aaaaaaaa-0000-4000-8000-000000000002', name: 'MY REPORT ' };
    const objects = objectsOf(convert(reportSource([same, other, malware]), settings).bundles[0]?.json ?? '');
    t.same(objects.find(({ id }) => id === mainReportId)?.object_refs, [malwareId, other.id]);
    t.same(
      objects.find(({ id }) => id === other.id),
      { ...other, published, created_by_ref: author, object_marking_refs: [clear] },
    );
    t.equal(objects.find(({ id }) => id === same.id)?.name, 'MY REPORT ');
    t.end();
  },
);

t.test('keeps the report types of the vendor, without a note', (t) => {
  for (const typeName of [
    'Flash Report',
    'Campaign Tracking Report',
    'Monthly Report',
    'Vulnerability Insights Report',
    'Cyber Affairs Report',
  ]) {
    const conversion = convert(reportSource(undefined, { typeName }), { ...settings, reportTypes: {} });
    t.same(objectsOf(conversion.bundles[0]?.json ?? '').at(-1)?.report_types, [typeName]);
    t.same(conversion.notes, []);
  }
  t.end();
});

t.test('the configuration overrides the table', (t) => {
  const { bundles, notes } = convert(reportSource(undefined, { typeName: 'Monthly Report' }), {
    ...settings,
    reportTypes: { 'Monthly Report': 'threat-report' },
  });
  t.same(objectsOf(bundles[0]?.json ?? '').at(-1)?.report_types, ['threat-report']);
  t.same(notes, []);
  t.end();
});

t.test('sends an unknown report type unchanged, with a note', (t) => {
  const conversion = convert(reportSource(undefined, { typeName: 'Weekly Letter' }), settings);
  t.same(objectsOf(conversion.bundles[0]?.json ?? '').at(-1)?.report_types, ['Weekly Letter']);
  t.same(conversion.notes, [
    {
      code: 'unknown-report-type',
      message: 'The report type Weekly Letter is unknown: sent unchanged.',
    },
  ]);
  t.end();
});

t.test('accepts an empty title and an invalid date of a report', (t) => {
  const conversion = convert(reportSource(undefined, { title: ' ', date: Number.NaN }), settings);
  const report = objectsOf(conversion.bundles[0]?.json ?? '').at(-1);
  t.equal(report?.name, 'TeamT5 report my-report');
  t.equal(report?.published, '1970-01-01T00:00:00.000Z');
  t.end();
});

const pdf = { name: 'my-report.pdf', data: new TextEncoder().encode('%PDF-1.7') };
const attached = [
  {
    name: 'my-report.pdf',
    data: 'JVBERi0xLjc=',
    mime_type: 'application/pdf',
    no_trigger_import: true,
    object_marking_refs: [clear],
  },
];

t.test('attaches the PDF while the bundle stays below its limit', (t) => {
  const { bundles } = convert(reportSource([malware], { pdf }), settings);
  t.equal(bundles.length, 1);
  t.same(objectsOf(bundles[0]?.json ?? '').at(-1)?.x_opencti_files, attached);
  t.end();
});

t.test('pushes the PDF separately with the report if the bundle would exceed its limit', (t) => {
  const without = convert(reportSource([malware, intrusionSet]), settings);
  const limit = Buffer.byteLength(without.bundles[0]?.json ?? '') + 100;
  const { bundles } = convert(reportSource([malware, intrusionSet], { pdf }), {
    ...settings,
    maxBundleBytes: limit,
  });
  t.same(
    bundles.map(({ objects }) => objects),
    [5, 4],
  );
  t.equal(bundles[0]?.json, without.bundles[0]?.json);
  const alone = objectsOf(bundles[1]?.json ?? '');
  t.same(
    alone.map(({ id }) => id),
    [clear, author, intrusionSetId, mainReportId],
  );
  t.same(alone.at(-1)?.object_refs, [intrusionSetId]);
  t.same(alone.at(-1)?.x_opencti_files, attached);
  t.end();
});

t.test('a digest that is cut has a note', (t) => {
  const notes = (length: number): readonly string[] =>
    convert(reportSource(undefined, { digest: `<p>${'x'.repeat(length)}` }), settings).notes.map(
      ({ code }) => code,
    );
  t.ok(notes(1024 * 1024).includes('cut-digest'));
  t.notOk(notes(1000).includes('cut-digest'));
  t.end();
});

t.test('a link to the PDF has no lone surrogate, with which OpenCTI would lose the report', (t) => {
  const { bundles } = convert(
    reportSource(undefined, { pdfUrl: 'https://api.example/a\ud800.pdf' }),
    settings,
  );
  const report = objectsOf(bundles[0]?.json ?? '').find(({ id }) => id === mainReportId);
  t.match(report, { external_references: [{ url: 'https://api.example/a\ufffd.pdf' }] });
  t.end();
});
