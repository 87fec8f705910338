/** `teamt5.report_text`: the text of the PDF in the content of the report. */
import t from 'tap';

import { encryptedPdf, hostilePdf, imagePdf, plainPdf } from '../pdf/samples.js';
import { createLocalRig } from '../tools/local-rig.js';
import { valueAt } from '../tools/value-at.js';

const pdfs = { plain: plainPdf, hostile: hostilePdf, locked: encryptedPdf, image: imagePdf };
const reports = Object.entries(pdfs).map(([alias, pdf], index) => ({
  alias,
  title: alias,
  date: 1_700_000_000 + index,
  pdf,
}));
const content = { reports, bundles: [] };

for (const version of ['6.2.6', '7.260817.0'])
  t.test(`OpenCTI ${version} stores the text, and each report without one`, async (t) => {
    const rig = await createLocalRig(t, { threatVision: { content }, openCti: { version } });
    const run = await rig.call(['sync', '--json', '--log-level', 'debug'], { TEAMT5_REPORT_TEXT: 'true' });
    t.equal(run.code, 0, run.stderr);
    t.match(run.json(), { reports: { delivered: reports.length, failed: 0 } });
    await rig.openCti.importsDone();
    const stored = new Map(
      [...rig.openCti.stored.values()]
        .filter(({ type }) => type === 'report')
        .map((report) => [report.name, report]),
    );
    t.match(stored.get('plain')?.x_opencti_content, /^<h1>Annual Threat Report<\/h1><h2>Findings<\/h2><p>/);
    t.match(
      stored.get('hostile')?.x_opencti_content,
      /^<p>&#60;script&#62;alert\(1\)&#60;\/script&#62;<\/p>/,
    );
    for (const name of ['locked', 'image']) t.equal(stored.get(name)?.x_opencti_content, undefined, name);
    for (const [name, report] of stored)
      t.ok(valueAt(report.x_opencti_files, 0, 'data'), `file of ${String(name)}`);
    t.match(run.stderr, /The report has no content: its PDF is encrypted with a password\./);
    t.match(run.stderr, /The report has no content: its PDF has images or drawings only\./);
  });

t.test('the text does not need the file, and is off by default', async (t) => {
  const rig = await createLocalRig(t, {
    threatVision: { content: { reports: reports.slice(0, 1), bundles: [] } },
  });
  const off = await rig.call(['sync', '--json'], { TEAMT5_ATTACH_PDF: 'false' });
  t.match(off.json(), { reports: { delivered: 1 } });
  t.equal(rig.threatVision.count('/plain.pdf'), 0, 'without both, the PDF is not requested');
  const on = await rig.call(['sync', '--since', '2023-01-01', '--json'], {
    TEAMT5_ATTACH_PDF: 'false',
    TEAMT5_REPORT_TEXT: 'true',
  });
  t.match(on.json(), { reports: { delivered: 1 } });
  const [without = '', withText = ''] = rig.openCti.pushes.map(({ bundle }) => JSON.stringify(bundle));
  t.notMatch(without, 'x_opencti_content');
  t.match(withText, 'Annual Threat Report</h1>');
  t.notMatch(withText, 'x_opencti_files');
});

t.test('a dry run and an export have the text, too', async (t) => {
  const rig = await createLocalRig(t, {
    threatVision: { content: { reports: reports.slice(0, 1), bundles: [] } },
  });
  const exported = await rig.call(['reports', 'export', 'plain', '--format', 'stix', '--output', '-'], {
    TEAMT5_REPORT_TEXT: 'true',
  });
  t.match(exported.stdout, 'Annual Threat Report</h1>', exported.stderr);
});
