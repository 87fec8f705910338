import { smallPdf } from '../sandbox/content/pdf.js';
import { testOnEachPlatform } from '../tools/platforms.js';
import { hoursAgo, pushedReports } from './pushed.js';

testOnEachPlatform(
  'a report of an excluded type is neither downloaded nor delivered',
  async (t, createRig) => {
    const report = (alias: string, typeName: string) => ({
      alias,
      title: alias,
      date: hoursAgo(1),
      typeName,
      listed: { pdf_url: null },
    });
    const content = {
      reports: [report('flash', 'Flash Report'), report('monthly', 'Monthly Report')],
      bundles: [],
    };
    const { run, threatVision, openCti } = await createRig(t, { threatVision: { content } });
    const off = { TEAMT5_REPORT_TYPES: 'Monthly Report=off' };
    const first = await run(['sync', '--json'], off);
    t.match(first.json(), { outcome: 'done', reports: { listed: 2, delivered: 1, skipped: 1, failed: 0 } });
    t.strictSame(pushedReports(openCti), ['flash']);
    t.equal(threatVision.count('/api/v2/reports/monthly.stix'), 0);
  },
);

testOnEachPlatform(
  'delivers a report without a PDF whose content does not start with %PDF',
  async (t, createRig) => {
    const reports = [
      { alias: 'page', title: 'page', date: hoursAgo(1), pdf: () => Buffer.from('<html>%PDF-1.7</html>') },
      { alias: 'paper', title: 'paper', date: hoursAgo(2), pdf: () => smallPdf('paper') },
    ];
    const { call, openCti } = await createRig(t, { threatVision: { content: { reports, bundles: [] } } });
    const ended = await call(['sync', '--json', '--log-level', 'warn']);
    t.match(ended.json(), { outcome: 'done', reports: { delivered: 2, failed: 0 } });
    t.match(ended.stderr, /page.* not a PDF/);
    const files = openCti.pushes.map(({ bundle }) => JSON.stringify(bundle).includes('x_opencti_files'));
    t.strictSame(files.sort(), [false, true]);
  },
);

testOnEachPlatform('a PDF host that does not resolve fails the PDF, not the run', async (t, createRig) => {
  const reports = [
    { alias: 'gone', date: 1_700_000_000, listed: { pdf_url: 'https://gone.invalid/a.pdf' } },
    { alias: 'dot', date: 1_700_000_001, listed: { pdf_url: 'https://gone.invalid./a.pdf' } },
  ];
  const { call, openCti } = await createRig(t, { threatVision: { content: { reports, bundles: [] } } });
  const ended = await call(['sync', '--json']);
  t.equal(ended.code, 0, ended.stderr);
  t.match(ended.json(), { outcome: 'done', reports: { delivered: 2, failed: 0 } });
  t.equal(openCti.pushes.length, 2);
});
