import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { defaultToken, type OpenCtiSandbox } from '../sandbox/opencti.js';
import { testOnEachPlatform } from '../tools/platforms.js';
import { pushedReports, reports, until } from './pushed.js';

const openWorks = (openCti: OpenCtiSandbox): string[] =>
  [...openCti.works.values()].filter(({ status }) => status !== 'complete').map(({ name }) => name);

testOnEachPlatform(
  'a reset between runs starts over once, and ends the works that waited for the import',
  async (t, createRig) => {
    const { call, openCti, connectorId } = await createRig(t, {
      threatVision: { content: { reports: reports(3), bundles: [] } },
      openCti: { importPaused: true },
    });
    t.equal((await call(['sync'])).code, 0);
    t.ok(openWorks(openCti).length > 0);
    openCti.pressReset(connectorId);
    openCti.resumeImports();
    const again = await call(['sync', '--json', '--log-level', 'info']);
    t.match(again.json(), { outcome: 'done', reports: { delivered: 3 } });
    t.match(again.stderr, /reset/i, 'the log names the reason');
    await openCti.importsDone();
    t.strictSame(openWorks(openCti), []);
    t.match((await call(['sync', '--json'])).json(), { outcome: 'nothing-new' });
  },
);

testOnEachPlatform(
  'a reset during a run stops the run, whose state is not stored, and ends the works whose queued objects it purged',
  async (t, createRig) => {
    const { start, run, openCti, connectorId } = await createRig(t, {
      threatVision: { content: { reports: reports(16), bundles: [] } },
      openCti: { latencyMs: 20, importPaused: true },
    });
    const running = start(['sync', '--json']);
    await until(() => openCti.pushes.length > 3);
    t.ok(openWorks(openCti).length > 0);
    openCti.pressReset(connectorId);
    const ended = await running.finished;
    t.match(ended.json(), { outcome: 'reset' });
    t.equal(ended.code, 0);
    t.equal(openCti.connectors.get(connectorId)?.state, '', 'the reset was not overwritten');
    t.strictSame(openWorks(openCti), []);

    openCti.resumeImports();
    const before = openCti.pushes.length;
    t.match((await run(['sync', '--json'])).json(), { outcome: 'done', reports: { delivered: 16 } });
    t.equal(pushedReports(openCti, before).length, 16);
    await openCti.importsDone();
    t.strictSame(openWorks(openCti), []);
  },
);

testOnEachPlatform(
  'a reset during the last ping is not overwritten; one during the first ping makes the run start over',
  async (t, createRig) => {
    const { call, openCti, connectorId } = await createRig(t, {
      threatVision: { content: { reports: reports(2), bundles: [] } },
    });
    let pings = 0;
    let pressAt = 2;
    openCti.onPing((phase) => {
      if (phase !== 'before') return;
      pings += 1;
      if (pings === pressAt) openCti.pressReset(connectorId);
    });
    t.match((await call(['sync', '--json'])).json(), { outcome: 'reset', reports: { delivered: 2 } });
    t.match((await call(['sync', '--json'])).json(), { outcome: 'done', reports: { delivered: 2 } });
    pressAt = pings + 1;
    t.match((await call(['sync', '--json'])).json(), { outcome: 'done', reports: { delivered: 2 } });
    t.match((await call(['sync', '--json'])).json(), { outcome: 'nothing-new' });
  },
);

testOnEachPlatform('a kill after a reset does not cause a second reset', async (t, createRig) => {
  const { start, run, openCti, connectorId } = await createRig(t, {
    threatVision: { content: { reports: reports(12), bundles: [] } },
    openCti: { latencyMs: 20 },
  });
  t.equal((await run(['sync', '--max-items', '2'])).code, 0);
  openCti.pressReset(connectorId);
  const before = openCti.pushes.length;
  const running = start(['sync']);
  await until(() => openCti.pushes.length >= before + 6);
  running.process.kill('SIGKILL');
  await running.finished;
  t.equal((await run(['sync'])).code, 0);
  const titles = pushedReports(openCti, before);
  t.equal(new Set(titles).size, 12);
  t.ok(titles.length <= 16, `${titles.length} pushes for 12 reports: only pushes in flight were repeated`);
});

testOnEachPlatform('reset and sync --output leave what they do not name', async (t, createRig) => {
  const content = { reports: reports(5), bundles: [{ id: 1, date: reports(1)[0]?.date ?? 0 }] };
  const rig = await createRig(t, { threatVision: { content } });
  const { start, openCti, connectorId, home } = rig;
  const directory = join(home, 'state');
  const run = (...args: string[]) => rig.run(args, { TEAMT5_STATE_DIR: directory });
  t.equal((await run('sync')).code, 0);

  const asked = openCti.requests.length;
  const toFiles = ['sync', '--output', join(home, 'files'), '--json'];
  t.match((await run(...toFiles)).json(), { outcome: 'done', reports: { delivered: 5 } });
  t.match((await run(...toFiles)).json(), { outcome: 'nothing-new' }, 'the directory has its own cursor');
  t.equal(openCti.requests.length, asked, 'no request to the platform');

  const states = () => [
    openCti.connectors.get(connectorId)?.state,
    readFileSync(join(directory, `${connectorId}.json`), 'utf8'),
  ];
  const before = states();
  t.equal((await run('reset', '--dry-run')).code, 0);
  t.strictSame(states(), before, 'a dry run resets neither side');

  t.equal((await run('reset', '--to', String(content.reports[3]?.date), '--only', 'reports')).code, 0);
  t.match((await run('sync', '--json', '--if-due')).json(), {
    reports: { delivered: 2 },
    bundles: { delivered: 0 },
  });
  t.equal((await run('reset', '--only', 'bundles')).code, 0);
  t.match((await run('sync', '--json')).json(), { reports: { delivered: 0 }, bundles: { delivered: 1 } });

  openCti.fault({ path: '/graphql', matchBody: 'RegisterConnector', hang: 'headers' });
  const holding = start(['sync'], { TEAMT5_STATE_DIR: directory });
  await until(() => openCti.requests.at(-1)?.body.includes('registerConnector') === true);
  t.equal((await run('reset')).code, 7, 'the lock is respected');
  holding.process.kill('SIGKILL');
  await holding.finished;
});

testOnEachPlatform(
  'reset resets both sides, with a ping if the account lacks the capability to reset',
  async (t, createRig) => {
    const { call, openCti, connectorId } = await createRig(t, {
      threatVision: { content: { reports: reports(3), bundles: [] } },
    });
    t.equal((await call(['sync'])).code, 0);
    t.equal((await call(['reset'])).code, 0);
    t.match((await call(['sync', '--json'])).json(), { outcome: 'done', reports: { delivered: 3 } });

    const capabilities = ['APIACCESS_USETOKEN', 'CONNECTORAPI', 'MODULES'];
    openCti.setToken(defaultToken, { name: 'modest', capabilities });
    t.equal((await call(['reset'])).code, 0);
    t.equal(openCti.connectors.get(connectorId)?.state, '{}');
    t.match((await call(['sync', '--json'])).json(), { outcome: 'done', reports: { delivered: 3 } });
  },
);
