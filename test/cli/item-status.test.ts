import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { ownContent } from '../sandbox/content/index.js';
import { hoursAgo, reports as recentReports } from '../sync/pushed.js';
import { createLocalRig, type LocalRig } from '../tools/local-rig.js';

async function statuses(
  rig: LocalRig,
  env: Readonly<Record<string, string>> = {},
): Promise<Record<string, string>> {
  const { stdout } = await rig.call(['reports', '--limit', '99'], env);
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => line.split('\t'));
  return Object.fromEntries(rows.map(([, state = '', , id = '']) => [id, state]));
}

t.test('a list distinguishes delivered, changed, incomplete and failed items', async (t) => {
  const reports = ownContent().reports.slice(0, 4);
  const rig = await createLocalRig(t, { threatVision: { content: { reports, bundles: [] } } });
  const [delivered, incomplete, changed, failed] = reports.map(({ alias }) => alias);
  rig.threatVision.updateReport(incomplete ?? '', { stix: '' });
  rig.threatVision.updateReport(failed ?? '', { stix: '{' });
  t.equal((await rig.call(['sync'])).code, 6);
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
    const rig = await createLocalRig(t, {
      threatVision: { content: { reports: [old, ...recentReports(2)], bundles: [] } },
    });
    const env = { TEAMT5_FIRST_RUN_RETRIEVAL_TIMESTAMP: String(hoursAgo(24 * 30)) };
    t.strictSame(await statuses(rig, env), { old: 'older', r0: 'new', r1: 'new' }, 'before the first run');
    t.equal((await rig.call(['sync'], env)).code, 0);
    t.match((await rig.call(['sync', '--since', '90d', '--json'], env)).json(), {
      reports: { delivered: 3 },
    });
    t.match((await rig.call(['sync', '--json'], env)).json(), { outcome: 'nothing-new' });
    t.strictSame(await statuses(rig, env), { old: 'older', r0: 'delivered', r1: 'delivered' });
  },
);

t.test('an item below the watermark is delivered, also before the look-back', async (t) => {
  const old = { alias: 'old', title: 'old', date: hoursAgo(24 * 60), listed: { pdf_url: null } };
  const rig = await createLocalRig(t, {
    threatVision: { content: { reports: [old, ...recentReports(1)], bundles: [] } },
  });
  t.equal((await rig.call(['sync'])).code, 0);
  t.strictSame(await statuses(rig), { old: 'delivered', r0: 'delivered' });
});

t.test('a report of an excluded type is not listed as new', async (t) => {
  const [report] = recentReports(1);
  const rig = await createLocalRig(t, {
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
  const rig = await createLocalRig(t, {
    threatVision: { content: { reports: recentReports(1), bundles: [] } },
  });
  const state = join(rig.home, 'state');
  mkdirSync(state);
  writeFileSync(join(state, `${rig.connectorId}.json`), 'damaged');
  const run = await rig.call(['reports', '--json'], { TEAMT5_STATE_DIR: state });
  t.equal(run.code, 0);
  t.match(run.stderr, /warn {2}The state of each item is unknown, and no sync starts: The state file /);
  t.match(run.json(), { reports: [{ state: 'unknown' }] });
  t.strictSame(readFileSync(join(state, `${rig.connectorId}.json`), 'utf8'), 'damaged');

  // Neither missing nor usable, like a directory that may not be entered.
  const blocked = { TEAMT5_STATE_DIR: join(state, `${rig.connectorId}.json`, 'state') };
  for (const args of [['sync'], ['sync', '--dry-run'], ['status', '--offline']])
    t.equal((await rig.call(args, blocked)).code, 2, args.join(' '));
  t.match((await rig.call(['reports', '--json'], blocked)).json(), { reports: [{ state: 'unknown' }] });
});

t.test('lists and status show the state that the next sync starts from', async (t) => {
  const rig = await createLocalRig(t, {
    threatVision: { content: { reports: recentReports(2), bundles: [] } },
  });
  const two = { TEAMT5_STATE_DIR: join(rig.home, 'two') };
  const states = async () => Object.values(await statuses(rig, two)).join();
  t.equal(await states(), 'new,new');
  t.equal((await rig.call(['sync'])).code, 0);
  t.equal(await states(), 'delivered,delivered', 'another host delivered them');
  const status = await rig.call(['status'], two);
  t.match(
    status.stdout,
    /\nNext run {6}OpenCTI holds the state of another run: continuing from it\nReports {7}delivered up to /,
  );
  const json = (await rig.call(['status', '--json'], two)).json();
  t.match(json, { opencti: { connector: { start: 'adopted' } }, reports: { watermark: String } });

  rig.openCti.setState(rig.connectorId, 'no JSON');
  t.equal(await states(), 'unknown,unknown');
  t.match((await rig.call(['status'], two)).stdout, 'its state cannot be read, so no run starts');
  rig.openCti.setState(rig.connectorId, JSON.stringify({ last_run: '2020-01-01T00:00:00' }));
  t.equal(await states(), 'new,new');
  t.match((await rig.call(['status', '--json'])).json(), {
    opencti: { connector: { start: 'taken-over' } },
    reports: { start: '2020-01-01T00:00:00.000Z', watermark: null },
  });
  rig.openCti.pressReset(rig.connectorId);
  const reset = await rig.call(['status']);
  t.match(
    reset.stdout,
    /\nNext run {6}the connector was reset in OpenCTI: starting over\nReports {7}nothing delivered yet/,
  );
  t.equal((await rig.call(['reports'], { OPENCTI_URL: 'http://127.0.0.1:9' })).code, 0, 'without OpenCTI');
});
