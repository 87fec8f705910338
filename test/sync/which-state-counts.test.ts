import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { testOnEachPlatform } from '../tools/platforms.js';
import { type Rig } from '../tools/rig.js';
import { hoursAgo, pushedReports, reports, until } from './pushed.js';

const content = { reports: reports(4), bundles: [] };
const host = (rig: Rig, name: string) => ({ TEAMT5_STATE_DIR: join(rig.home, name) });
const publish = ({ threatVision }: Rig, alias: string): void =>
  threatVision.addReport({ alias, title: alias, date: hoursAgo(0.5), listed: { pdf_url: null } });

testOnEachPlatform(
  'adopts the state of another host, and restores a lost state or that of a backup',
  async (t, createRig) => {
    const rig = await createRig(t, { threatVision: { content } });
    const one = (...args: string[]) => rig.call(['sync', ...args], host(rig, 'one'));
    const state = () => rig.openCti.connectors.get(rig.connectorId)?.state ?? '';
    t.equal((await one()).code, 0);
    const backup = state();
    publish(rig, 'new');
    t.match((await rig.call(['sync', '--json'], host(rig, 'two'))).json(), { reports: { delivered: 1 } });
    const back = await one('--json');
    t.match(back.json(), { outcome: 'nothing-new' }, 'the state of the host that ran meanwhile');
    t.match(back.stderr, /warn|info/);
    t.equal(pushedReports(rig.openCti).length, 5);

    rig.openCti.setState(rig.connectorId, null);
    const restored = await one('--json');
    t.match(restored.json(), { outcome: 'nothing-new' });
    t.match(restored.stderr, /lost|put back/);
    t.match(state(), /teamt5_opencti/);

    rig.openCti.setState(rig.connectorId, backup);
    t.match((await one('--json')).json(), { outcome: 'done', reports: { delivered: 1 } });
    t.strictSame(pushedReports(rig.openCti).slice(-2), ['new', 'new'], 'delivered again since the backup');
  },
);

testOnEachPlatform(
  'a kill that the platform did not notice: the local state continues',
  async (t, createRig) => {
    const rig = await createRig(t, {
      threatVision: { content: { reports: reports(12), bundles: [] } },
      openCti: { latencyMs: 20 },
    });
    const running = rig.start(['sync']);
    await until(() => rig.openCti.pushes.length >= 6);
    running.process.kill('SIGKILL');
    await running.finished;
    t.equal(
      rig.openCti.connectors.get(rig.connectorId)?.state,
      '{}',
      'the platform does not have the last deliveries',
    );
    t.equal((await rig.call(['sync'])).code, 0);
    t.ok(pushedReports(rig.openCti).length <= 16);
    t.equal(new Set(pushedReports(rig.openCti)).size, 12);
  },
);

testOnEachPlatform(
  'does not change an unreadable state in OpenCTI or on disk: exit code 2 and a hint that works',
  async (t, createRig) => {
    const rig = await createRig(t, { threatVision: { content } });
    const run = (...args: string[]) => rig.call(args, host(rig, 'state'));
    t.equal((await run('sync')).code, 0);
    const path = join(rig.home, 'state', `${rig.connectorId}.json`);
    writeFileSync(path, '{"state":{"version":1');
    const damaged = await run('sync', '--json');
    t.equal(damaged.code, 2);
    t.match(damaged.json(), { error: { reason: 'state-unreadable' } });
    t.equal(readFileSync(path, 'utf8'), '{"state":{"version":1');
    rmSync(path);
    t.match((await run('sync', '--json')).json(), { outcome: 'nothing-new' }, 'from the copy in OpenCTI');

    const state = '{"last_run":"some day"}';
    rig.openCti.setState(rig.connectorId, state);
    const pings = rig.openCti.pings.length;
    const ended = await run('sync', '--json');
    t.equal(ended.code, 2);
    t.match(ended.json(), { error: { reason: 'connector-state-unreadable', hint: /reset/i } });
    t.equal(rig.openCti.pings.length, pings);
    t.equal(rig.openCti.connectors.get(rig.connectorId)?.state, state);
    t.equal((await run('reset')).code, 0, 'the hint works');
    t.match((await run('sync', '--json')).json(), { outcome: 'done', reports: { delivered: 4 } });
  },
);

testOnEachPlatform('takes over from the Python connector', async (t, createRig) => {
  const day = Date.UTC(2026, 0, 1) / 1000;
  const dated = [0, 1, 2].map((n) => ({
    alias: `d${n}`,
    title: `d${n}`,
    date: day + n * 86_400,
    listed: { pdf_url: null },
  }));
  const rig = await createRig(t, { threatVision: { content: { reports: dated, bundles: [] } } });
  t.equal((await rig.call(['sync', '--max-items', '1'])).code, 0);
  rig.openCti.setState(
    rig.connectorId,
    JSON.stringify({ last_run: '2026-01-02T00:00:00', theirs: ['kept'] }),
  );
  const announced = await rig.call(['sync', '--dry-run', '--json'], host(rig, 'new'));
  t.match(announced.stderr, 'continuing from the last run of the Python connector (2026-01-02T00:00:00');
  const status = await rig.call(['status'], host(rig, 'new'));
  t.match(status.stdout, /the next run continues from the last run of the Python connector \(2026-01-02 /);
  const ended = await rig.call(['sync', '--json'], host(rig, 'new'));
  t.match(ended.json(), { outcome: 'done', reports: { delivered: 2 } });
  t.match(ended.stderr, /last_run|Python/);
  t.match(JSON.parse(rig.openCti.connectors.get(rig.connectorId)?.state ?? ''), {
    theirs: ['kept'],
    last_run: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/,
  });
});
