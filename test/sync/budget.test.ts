import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { testOnEachPlatform } from '../tools/platforms.js';
import { type Rig } from '../tools/rig.js';
import { hoursAgo, pushedReports, reports } from './pushed.js';

const list = reports(10, 24 * 30);
const content = { reports: list, bundles: [] };
const dateOf = (index: number): string => String(list[index]?.date);

/** A look-back too short to find items that the watermark has passed. */
const shortLookback = { TEAMT5_SYNC_LOOKBACK: 'PT1M' };

const withState = (rig: Rig, more: Readonly<Record<string, string>> = {}) => {
  const env = { TEAMT5_STATE_DIR: join(rig.home, 'state'), ...more };
  const path = join(rig.home, 'state', `${rig.connectorId}.json`);
  return {
    run: (...args: string[]) => rig.run(args, env),
    edit: (change: (text: string) => string) => writeFileSync(path, change(readFileSync(path, 'utf8'))),
    watermark: (): number => Number(/"watermark":(\d+)/.exec(readFileSync(path, 'utf8'))?.[1]),
  };
};

const deliveredOf = (counts: unknown): number =>
  typeof counts === 'object' && counts !== null && 'delivered' in counts ? Number(counts.delivered) : NaN;

testOnEachPlatform(
  '--max-items stops cleanly, oldest first, and the next run continues',
  async (t, createRig) => {
    const rig = await createRig(t, { threatVision: { content } });
    const first = await rig.run(['sync', '--max-items', '4', '--json']);
    t.equal(first.code, 0);
    t.match(first.json(), { outcome: 'budget', reports: { listed: 10, delivered: 4 } });
    t.strictSame(pushedReports(rig.openCti).sort(), ['r0', 'r1', 'r2', 'r3']);
    t.match((await rig.run(['sync', '--json'])).json(), { outcome: 'done', reports: { delivered: 6 } });
    t.equal(pushedReports(rig.openCti).length, 10);
  },
);

testOnEachPlatform(
  '--max-items counts both kinds together, and takes the oldest of both',
  async (t, createRig) => {
    const bundles = [3.5, 2.5].map((hours, at) => ({ id: `b${at}`, date: hoursAgo(hours) }));
    const rig = await createRig(t, { threatVision: { content: { reports: reports(5), bundles } } });
    // The slower list is not left out.
    rig.threatVision.fault({ path: '/api/v2/ioc_bundles', delayMs: 100, times: 100 });
    const run = async () => (await rig.run(['sync', '--max-items', '1', '--json'])).json();
    const delivered = async () => {
      const { outcome, reports: ours, bundles: theirs } = await run();
      return [outcome, ours, theirs]
        .map((one) => (typeof one === 'string' ? one : deliveredOf(one)))
        .join(' ');
    };
    // r0 and r1 are five and four hours old, r2 three, r3 two, r4 one.
    t.equal(await delivered(), 'budget 1 0');
    t.equal(await delivered(), 'budget 1 0');
    t.equal(await delivered(), 'budget 0 1', 'b0');
    t.equal(await delivered(), 'budget 1 0');
    t.equal(await delivered(), 'budget 0 1', 'b1');
    t.equal(await delivered(), 'budget 1 0');
    t.equal(await delivered(), 'done 1 0');
  },
);

testOnEachPlatform('--max-duration stops cleanly, and the next run continues', async (t, createRig) => {
  const rig = await createRig(t, {
    threatVision: { content: { reports: reports(60), bundles: [] } },
    openCti: { latencyMs: 100 },
  });
  const first = await rig.run(['sync', '--max-duration', '1s', '--json']);
  t.equal(first.code, 0);
  t.match(first.json(), { outcome: 'budget' });
  const before = pushedReports(rig.openCti).length;
  t.ok(before < 60);
  t.equal((await rig.run(['sync'])).code, 0);
  t.equal(pushedReports(rig.openCti).length, 60);
});

testOnEachPlatform('--until leaves newer items to later runs', async (t, createRig) => {
  const rig = await createRig(t, { threatVision: { content } });
  const { run } = withState(rig, shortLookback);
  t.match((await run('sync', '--until', dateOf(5), '--json')).json(), { reports: { delivered: 6 } });
  t.match((await run('sync', '--json')).json(), { outcome: 'done', reports: { delivered: 4 } });
  t.equal(pushedReports(rig.openCti).length, 10);
});

testOnEachPlatform(
  'a backfill delivers again, moves no watermark back, and can be interrupted and repeated',
  async (t, createRig) => {
    const rig = await createRig(t, { threatVision: { content } });
    const { run, watermark } = withState(rig);
    t.equal((await run('sync')).code, 0);
    t.equal(watermark(), list[9]?.date);
    t.match(
      (await run('sync', '--since', dateOf(3), '--until', dateOf(6), '--max-items', '2', '--json')).json(),
      {
        outcome: 'budget',
      },
    );
    t.equal(watermark(), list[9]?.date);
    t.match((await run('sync', '--since', dateOf(3), '--until', dateOf(6), '--json')).json(), {
      outcome: 'done',
    });
    t.strictSame(pushedReports(rig.openCti).slice(12).sort(), ['r3', 'r4', 'r5', 'r6']);
    t.equal(watermark(), list[9]?.date);
  },
);

testOnEachPlatform(
  'a backfill of recent items does not move the watermark over a gap',
  async (t, createRig) => {
    const rig = await createRig(t, { threatVision: { content } });
    const { run } = withState(rig, shortLookback);
    t.equal((await run('sync', '--since', dateOf(8))).code, 0);
    t.strictSame(pushedReports(rig.openCti).sort(), ['r8', 'r9']);
    t.match((await run('sync', '--json')).json(), { reports: { delivered: 8, skipped: 2 } });
  },
);

testOnEachPlatform(
  'finds late items inside the look-back, and counts changed ones as updated',
  async (t, createRig) => {
    const rig = await createRig(t, { threatVision: { content: { reports: reports(3), bundles: [] } } });
    const { run } = withState(rig);
    t.equal((await run('sync')).code, 0);
    rig.threatVision.addReport({
      alias: 'late',
      title: 'late',
      date: hoursAgo(24 * 6),
      listed: { pdf_url: null },
    });
    rig.threatVision.addReport({
      alias: 'later',
      title: 'later',
      date: hoursAgo(24 * 9),
      listed: { pdf_url: null },
    });
    rig.threatVision.updateReport('r1', { title: 'r1 revised' });
    t.match((await run('sync', '--json')).json(), { outcome: 'done', reports: { delivered: 1, updated: 1 } });
    t.strictSame(pushedReports(rig.openCti).slice(3).sort(), ['late', 'r1 revised']);
  },
);

testOnEachPlatform(
  '--if-due sends no request until the period has passed or a failed item is due',
  async (t, createRig) => {
    const rig = await createRig(t, { threatVision: { content: { reports: reports(3), bundles: [] } } });
    const { run, edit } = withState(rig);
    t.equal((await run('sync', '--if-due')).code, 0);
    t.equal(pushedReports(rig.openCti).length, 3, 'due without a previous run');
    const asked = (): number => rig.threatVision.requests.length + rig.openCti.requests.length;
    const before = asked();
    t.equal((await run('sync', '--if-due')).code, 0);
    t.equal(asked(), before);
    edit((text) => text.replace(/"finishedAt":\d+/, `"finishedAt":${hoursAgo(25)}`));
    t.equal((await run('sync', '--if-due')).code, 0);
    t.ok(asked() > before);

    rig.threatVision.addReport({
      alias: 'bad',
      title: 'bad',
      date: hoursAgo(0.1),
      listed: { pdf_url: null },
    });
    rig.threatVision.fault({ path: '/api/v2/reports/bad.stix', status: 403 });
    t.equal((await run('sync')).code, 6);
    t.match((await run('sync', '--if-due', '--json')).json(), { outcome: 'nothing-new' });
    edit((text) => text.replaceAll(/"nextTry":\d+/g, '"nextTry":1'));
    t.match((await run('sync', '--if-due', '--json')).json(), { outcome: 'done', reports: { delivered: 1 } });
  },
);

testOnEachPlatform(
  'a queue above the threshold postpones the run and changes nothing',
  async (t, createRig) => {
    const rig = await createRig(t, { threatVision: { content: { reports: reports(3), bundles: [] } } });
    t.equal((await rig.run(['sync', '--max-items', '1'])).code, 0);
    rig.openCti.setQueue(rig.connectorId, { messages: 9_000, bytes: 600_000_000 });
    const ended = await rig.run(['sync', '--json']);
    t.equal(ended.code, 0);
    t.match(ended.json(), { outcome: 'postponed', reports: { listed: 0, delivered: 0 } });
    t.match(rig.openCti.pings.at(-1)?.info, { buffering: true, queue_messages_size: 600 });
    rig.openCti.setQueue(rig.connectorId, undefined);
    t.match((await rig.run(['sync', '--json'])).json(), { reports: { delivered: 2 } });
  },
);
