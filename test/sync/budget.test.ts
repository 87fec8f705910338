import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { testOnEachPlatform } from '../tools/platforms.js';
import { type Rig } from '../tools/rig.js';
import { hoursAgo, pushedReports, reports } from './pushed.js';

const list = reports(10, 24 * 30);
const content = { reports: list, bundles: [] };
const dateOf = (index: number): string => String(list[index]?.date);

/** Too short to find items that the watermark has passed. */
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
  '--max-items stops cleanly, takes the oldest of both kinds, and the next run continues',
  async (t, createRig) => {
    const bundles = [2.5].map((hours) => ({ id: 'b', date: hoursAgo(hours) }));
    const rig = await createRig(t, { threatVision: { content: { reports: reports(4), bundles } } });
    // The slower list is not left out.
    rig.threatVision.fault({ path: '/api/v2/ioc_bundles', delayMs: 100, times: 100 });
    const delivered = async (maxItems: string) => {
      const ended = await rig.call(['sync', '--max-items', maxItems, '--json']);
      t.equal(ended.code, 0);
      const { outcome, reports: ours, bundles: theirs } = ended.json();
      return `${String(outcome)} ${deliveredOf(ours)} ${deliveredOf(theirs)}`;
    };
    // r0 and r1 are four and three hours old, r2 two, r3 one.
    t.equal(await delivered('2'), 'budget 2 0');
    t.strictSame(pushedReports(rig.openCti).sort(), ['r0', 'r1']);
    t.equal(await delivered('1'), 'budget 0 1', 'b');
    t.equal(await delivered('1'), 'budget 1 0');
    t.equal(await delivered('1'), 'done 1 0');
    t.equal(pushedReports(rig.openCti).length, 4);
  },
);

testOnEachPlatform('--max-duration stops cleanly, and the next run continues', async (t, createRig) => {
  const rig = await createRig(t, {
    threatVision: { content: { reports: reports(40), bundles: [] } },
    openCti: { latencyMs: 200 },
  });
  const first = await rig.call(['sync', '--max-duration', '1s', '--json']);
  t.equal(first.code, 0);
  t.match(first.json(), { outcome: 'budget' });
  const before = pushedReports(rig.openCti).length;
  t.ok(before < 40);
  rig.openCti.setLatency(0);
  t.equal((await rig.call(['sync'])).code, 0);
  t.equal(pushedReports(rig.openCti).length, 40);
});

testOnEachPlatform(
  '--until leaves newer items to later runs, and a backfill moves the watermark neither back nor over a gap',
  async (t, createRig) => {
    const rig = await createRig(t, { threatVision: { content } });
    const { run, watermark } = withState(rig, shortLookback);
    const range = ['sync', '--since', dateOf(3), '--until', dateOf(6)];
    t.equal((await run('sync', '--since', dateOf(8))).code, 0);
    t.strictSame(pushedReports(rig.openCti).sort(), ['r8', 'r9']);
    t.match((await run('sync', '--until', dateOf(5), '--json')).json(), { reports: { delivered: 6 } });
    t.match((await run('sync', '--json')).json(), {
      outcome: 'done',
      reports: { delivered: 2, skipped: 3 },
    });
    t.equal(pushedReports(rig.openCti).length, 10);

    t.equal(watermark(), list[9]?.date);
    t.match((await run(...range, '--max-items', '2', '--json')).json(), { outcome: 'budget' });
    t.equal(watermark(), list[9]?.date);
    t.match((await run(...range, '--json')).json(), { outcome: 'done' }, 'can be interrupted and repeated');
    t.strictSame(pushedReports(rig.openCti).slice(12).sort(), ['r3', 'r4', 'r5', 'r6']);
    t.equal(watermark(), list[9]?.date);
  },
);

testOnEachPlatform(
  'finds late and changed items in the look-back; --if-due waits for the period or for a failed item that is due',
  async (t, createRig) => {
    const rig = await createRig(t, { threatVision: { content: { reports: reports(3), bundles: [] } } });
    const { run, edit } = withState(rig);
    const publish = (alias: string, hours: number): void =>
      rig.threatVision.addReport({
        alias,
        title: alias,
        date: hoursAgo(hours),
        listed: { pdf_url: null },
      });
    t.equal((await run('sync', '--if-due')).code, 0);
    t.equal(pushedReports(rig.openCti).length, 3, 'due without a previous run');
    const asked = (): number => rig.threatVision.requests.length + rig.openCti.requests.length;
    const before = asked();
    t.equal((await run('sync', '--if-due')).code, 0);
    t.equal(asked(), before, 'no request');

    publish('late', 24 * 6);
    publish('later', 24 * 9);
    publish('bad', 0.1);
    rig.threatVision.updateReport('r1', { title: 'r1 revised' });
    rig.threatVision.fault({ path: '/api/v2/reports/bad.stix', status: 403 });
    edit((text) => text.replace(/"finishedAt":\d+/, `"finishedAt":${hoursAgo(25)}`));
    const ended = await run('sync', '--if-due', '--json');
    t.equal(ended.code, 6, 'the period has passed');
    t.match(ended.json(), { reports: { delivered: 1, updated: 1, failed: 1 } });
    t.strictSame(pushedReports(rig.openCti).slice(3).sort(), ['late', 'r1 revised']);
    t.match((await run('sync', '--if-due', '--json')).json(), { outcome: 'nothing-new' });
    edit((text) => text.replaceAll(/"nextTry":\d+/g, '"nextTry":1'));
    t.match((await run('sync', '--if-due', '--json')).json(), { outcome: 'done', reports: { delivered: 1 } });
  },
);
