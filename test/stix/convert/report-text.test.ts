import t from 'tap';

import { convert, type ReportSource } from '../../../src/stix/index.js';
import { mainReportId, malware, objectsOf, reportSource, settings } from './convert-source.js';

function contentOf(more: Partial<ReportSource>, maxBundleBytes = settings.maxBundleBytes) {
  const { bundles, notes } = convert(reportSource([malware], more), { ...settings, maxBundleBytes });
  const reports = bundles.flatMap(({ json }) => objectsOf(json)).filter(({ id }) => id === mainReportId);
  return {
    contents: reports.map((report) => report.x_opencti_content),
    files: reports.map((report) => report.x_opencti_files !== undefined),
    notes: notes.map(({ code, message, objectId }) => [code, message, objectId === mainReportId]),
  };
}

const html = '<p>Text</p>';
const pdf = { name: 'a.pdf', data: Buffer.from('%PDF-1.7') };

t.test('the text of the PDF is the content of the report, with and without the file', (t) => {
  const text = { type: 'whole', html } as const;
  t.strictSame(contentOf({ text }), { contents: [html], files: [false], notes: [] });
  t.strictSame(contentOf({ text, pdf }), { contents: [html], files: [true], notes: [] });
  t.strictSame(contentOf({ pdf }), { contents: [undefined], files: [true], notes: [] });
  t.end();
});

t.test('a missing or incomplete text is noted', (t) => {
  t.strictSame(contentOf({ pdf, text: { type: 'none', message: 'is encrypted with a password' } }), {
    contents: [undefined],
    files: [true],
    notes: [['missing-text', 'The report has no content: its PDF is encrypted with a password.', true]],
  });
  t.strictSame(contentOf({ text: { type: 'part', html, message: 'only the first page is read' } }), {
    contents: [html],
    files: [false],
    notes: [['cut-text', 'The content is a part of the PDF: only the first page is read.', true]],
  });
  t.end();
});

t.test('a text that does not fit into the bundle of the item is sent in one more', (t) => {
  const long = `<p>${'字'.repeat(30_000)}</p>`;
  const { contents } = contentOf({ text: { type: 'whole', html: long } }, 64 * 1024);
  t.strictSame(contents, [undefined, long]);
  t.end();
});
