import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { ownContent } from '../sandbox/content/index.js';
import { hoursAgo, reports as recentReports } from '../sync/pushed.js';
import { createRig, type Rig } from '../tools/rig.js';

async function statuses(rig: Rig, env: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const { stdout } = await rig.run(['reports', '--limit', '99'], env);
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => line.split('\t'));
  return Object.fromEntries(rows.map(([, state, , id]) => [id, state]));
}

t.test('a list distinguishes delivered, changed, incomplete and failed items', async (t) => {
  const reports = ownContent().reports.slice(0, 4);
  const rig = await createRig(t, { threatVision: { content: { reports, bundles: [] } } });
  const [delivered, incomplete, changed, failed] = reports.map(({ alias }) => alias);
  rig.threatVision.updateReport(incomplete ?? '', { stix: '' });
  rig.threatVision.updateReport(failed ?? '', { stix: '{' });
  t.equal((await rig.run(['sync'])).code, 6);
  rig.threatVision.updateReport(changed ?? '', { title: 'Another title' });
  t.strictSame(await statuses(rig), {
    [delivered ?? '']: 'delivered',
    [incomplete ?? '']: 'incomplete',
    [changed ?? '']: 'changed',
    [failed ?? '']: 'failed',
  });
});

t.test(
  'an item older than the start of the first run is not listed as new, because sync skips it',
  async (t) => {
    const old = { alias: 'old', title: 'old', date: hoursAgo(24 * 60), listed: { pdf_url: null } };
    const rig = await createRig(t, {
      threatVision: { content: { reports: [old, ...recentReports(2)], bundles: [] } },
    });
    const env = { TEAMT5_FIRST_RUN_RETRIEVAL_TIMESTAMP: String(hoursAgo(24 * 30)) };
    t.strictSame(await statuses(rig, env), { old: 'older', r0: 'new', r1: 'new' }, 'before the first run');
    t.equal((await rig.run(['sync'], env)).code, 0);
    t.match((await rig.run(['sync', '--since', '90d', '--json'], env)).json(), { reports: { delivered: 3 } });
    t.match((await rig.run(['sync', '--json'], env)).json(), { outcome: 'nothing-new' });
    t.strictSame(await statuses(rig, env), { old: 'older', r0: 'delivered', r1: 'delivered' });
  },
);

t.test('an item below the watermark is delivered, also before the look-back', async (t) => {
  const old = { alias: 'old', title: 'old', date: hoursAgo(24 * 60), listed: { pdf_url: null } };
  const rig = await createRig(t, {
    threatVision: { content: { reports: [old, ...recentReports(1)], bundles: [] } },
  });
  t.equal((await rig.run(['sync'])).code, 0);
  t.strictSame(await statuses(rig), { old: 'delivered', r0: 'delivered' });
});

t.test('a report of an excluded type is not listed as new', async (t) => {
  const [report] = recentReports(1);
  const rig = await createRig(t, {
    threatVision: {
      content: {
        reports: [{ ...report, alias: 'r', title: 'r', date: hoursAgo(1), typeName: 'Flash Report' }],
        bundles: [],
      },
    },
  });
  const env = { TEAMT5_REPORT_TYPES: 'Flash Report=off' };
  t.strictSame(await statuses(rig, env), { r: 'off' });
});

t.test('warns that the state cannot be read, instead of listing every item as new', async (t) => {
  const rig = await createRig(t, { threatVision: { content: { reports: recentReports(1), bundles: [] } } });
  const state = join(rig.home, 'state');
  mkdirSync(state);
  writeFileSync(join(state, `${rig.connectorId}.json`), 'damaged');
  const run = await rig.run(['reports', '--json'], { TEAMT5_STATE_DIR: state });
  t.equal(run.code, 0);
  t.match(run.stderr, /warn {2}the state of each item is unknown and shown as if nothing was delivered: /);
  t.strictSame(readFileSync(join(state, `${rig.connectorId}.json`), 'utf8'), 'damaged');
});
