import t from 'tap';

import type { Fault } from '../sandbox/server.js';
import { createLocalRig } from '../tools/local-rig.js';

const pdfs: Readonly<Record<string, { readonly fault?: Omit<Fault, 'path'>; readonly warning?: RegExp }>> = {
  whole: {},
  missing: { fault: { status: 404 }, warning: /its PDF does not exist \(HTTP 404\)/ },
  denied: { fault: { status: 403 }, warning: /PDF access denied for this account \(HTTP 403\)/ },
  overloaded: { fault: { status: 500 }, warning: /its PDF could not be downloaded: HTTP 500/ },
  gone: { fault: { status: 410 }, warning: /its PDF does not exist \(HTTP 410\)/ },
  page: { fault: { status: 200, body: '<html></html>' }, warning: /is not a PDF/ },
  large: {
    fault: { status: 200, body: `%PDF-1.4 ${'x'.repeat(2_000_000)}` },
    warning: /its PDF is larger than teamt5\.pdf_max_bytes \(1048576 bytes\)/,
  },
  closed: {
    fault: { reset: true },
    warning: /its PDF could not be downloaded: ThreatVision was not reachable/,
  },
};

t.test(
  'a report whose PDF cannot be downloaded is delivered without it, and with it by --retry-failed',
  async (t) => {
    const reports = Object.keys(pdfs).map((alias, index) => ({
      alias,
      title: alias,
      date: 1_700_000_000 + index,
    }));
    const rig = await createLocalRig(t, { threatVision: { content: { reports, bundles: [] } } });
    for (const [alias, { fault }] of Object.entries(pdfs)) {
      if (fault !== undefined)
        rig.threatVision.fault({ path: new RegExp(`/${alias}\\.pdf$`), times: 100, ...fault });
    }
    const withPdf = (): readonly string[] =>
      [...rig.openCti.stored.values()].flatMap((object) =>
        object.type === 'report' && JSON.stringify(object).includes('application/pdf')
          ? [String(object.name)]
          : [],
      );
    const run = await rig.call(['sync', '--json'], { TEAMT5_PDF_MAX_BYTES: '1MiB' });
    t.equal(run.code, 0, run.stderr);
    t.match(run.json(), { outcome: 'done', reports: { delivered: reports.length, failed: 0 } });
    const warnings = run.stderr.trim().split('\n');
    for (const [alias, { warning }] of Object.entries(pdfs)) {
      const lines = warnings.filter((line) => line.includes(`report ${alias}:`));
      t.equal(lines.length, warning === undefined ? 0 : 1, alias);
      if (warning !== undefined) t.match(lines[0], warning, alias);
    }
    await rig.openCti.importsDone();
    t.strictSame(withPdf(), ['whole']);

    rig.threatVision.clearFaults();
    const later = await rig.call(['sync', '--retry-failed', '--json']);
    t.match(later.json(), { outcome: 'done', reports: { updated: 7 } });
    await rig.openCti.importsDone();
    t.strictSame([...withPdf()].sort(), Object.keys(pdfs).sort());
  },
);
