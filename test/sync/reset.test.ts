import { join } from 'node:path';

import { defaultToken } from '../sandbox/opencti.js';
import { testOnEachPlatform } from '../tools/platforms.js';
import { pushedReports, reports, until } from './pushed.js';

testOnEachPlatform('a reset between runs starts over once', async (t, createRig) => {
  const { run, openCti, connectorId } = await createRig(t, {
    threatVision: { content: { reports: reports(3), bundles: [] } },
  });
  t.equal((await run(['sync'])).code, 0);
  openCti.pressReset(connectorId);
  const again = await run(['sync', '--json', '--log-level', 'info']);
  t.match(again.json(), { outcome: 'done', reports: { delivered: 3 } });
  t.match(again.stderr, /reset/i, 'the log names the reason');
  t.match((await run(['sync', '--json'])).json(), { outcome: 'nothing-new' });
});

testOnEachPlatform('a reset during a run stops the run, whose state is not stored', async (t, createRig) => {
  const { start, run, openCti, connectorId } = await createRig(t, {
    threatVision: { content: { reports: reports(30), bundles: [] } },
    openCti: { latencyMs: 30 },
  });
  const running = start(['sync', '--json']);
  await until(() => openCti.pushes.length > 5);
  openCti.pressReset(connectorId);
  const ended = await running.finished;
  t.match(ended.json(), { outcome: 'reset' });
  t.equal(ended.code, 0);
  t.equal(openCti.connectors.get(connectorId)?.state, '', 'the reset was not overwritten');
  const before = openCti.pushes.length;
  t.match((await run(['sync', '--json'])).json(), { outcome: 'done', reports: { delivered: 30 } });
  t.equal(pushedReports(openCti, before).length, 30);
});

testOnEachPlatform(
  'a reset during a run ends the works whose queued objects it purged',
  async (t, createRig) => {
    const { start, run, openCti, connectorId } = await createRig(t, {
      threatVision: { content: { reports: reports(30), bundles: [] } },
      openCti: { latencyMs: 20, importPaused: true },
    });
    const open = (): string[] =>
      [...openCti.works.values()].filter(({ status }) => status !== 'complete').map(({ name }) => name);
    const running = start(['sync', '--json']);
    await until(() => openCti.pushes.length > 5);
    t.ok(open().length > 0);
    openCti.pressReset(connectorId);
    t.match((await running.finished).json(), { outcome: 'reset' });
    t.strictSame(open(), []);

    openCti.resumeImports();
    t.match((await run(['sync', '--json'])).json(), { outcome: 'done', reports: { delivered: 30 } });
    await openCti.importsDone();
    t.strictSame(open(), []);
  },
);

testOnEachPlatform('a reset between runs ends the works that waited for the import', async (t, createRig) => {
  const { run, openCti, connectorId } = await createRig(t, {
    threatVision: { content: { reports: reports(3), bundles: [] } },
    openCti: { importPaused: true },
  });
  t.equal((await run(['sync'])).code, 0);
  t.ok([...openCti.works.values()].some(({ status }) => status === 'progress'));
  openCti.pressReset(connectorId);
  openCti.resumeImports();
  t.match((await run(['sync', '--json'])).json(), { outcome: 'done', reports: { delivered: 3 } });
  await openCti.importsDone();
  t.strictSame(
    [...openCti.works.values()].filter(({ status }) => status !== 'complete').map(({ name }) => name),
    [],
  );
});

testOnEachPlatform('a reset during the last ping is not overwritten', async (t, createRig) => {
  const { run, openCti, connectorId } = await createRig(t, {
    threatVision: { content: { reports: reports(2), bundles: [] } },
  });
  let pings = 0;
  openCti.onPing((phase) => {
    if (phase !== 'before') return;
    pings += 1;
    if (pings === 2) openCti.pressReset(connectorId);
  });
  t.match((await run(['sync', '--json'])).json(), { outcome: 'reset', reports: { delivered: 2 } });
  t.match((await run(['sync', '--json'])).json(), { outcome: 'done', reports: { delivered: 2 } });
});

testOnEachPlatform('a reset during the first ping makes this run start over', async (t, createRig) => {
  const { run, openCti, connectorId } = await createRig(t, {
    threatVision: { content: { reports: reports(2), bundles: [] } },
  });
  t.equal((await run(['sync'])).code, 0);
  let pressed = false;
  openCti.onPing((phase) => {
    if (phase === 'before' && !pressed) {
      pressed = true;
      openCti.pressReset(connectorId);
    }
  });
  t.match((await run(['sync', '--json'])).json(), { outcome: 'done', reports: { delivered: 2 } });
  t.match((await run(['sync', '--json'])).json(), { outcome: 'nothing-new' });
});

testOnEachPlatform('a kill after a reset does not cause a second reset', async (t, createRig) => {
  const { start, run, openCti, connectorId } = await createRig(t, {
    threatVision: { content: { reports: reports(20), bundles: [] } },
    openCti: { latencyMs: 20 },
  });
  t.equal((await run(['sync', '--max-items', '2'])).code, 0);
  openCti.pressReset(connectorId);
  const before = openCti.pushes.length;
  const running = start(['sync']);
  await until(() => openCti.pushes.length >= before + 8);
  running.process.kill('SIGKILL');
  await running.finished;
  t.equal((await run(['sync'])).code, 0);
  const titles = pushedReports(openCti, before);
  t.equal(new Set(titles).size, 20);
  t.ok(titles.length <= 24, `${titles.length} pushes for 20 reports: only pushes in flight were repeated`);
});

testOnEachPlatform(
  'reset resets both sides, --dry-run neither, and the lock is respected',
  async (t, createRig) => {
    const { run, start, openCti, connectorId } = await createRig(t, {
      threatVision: { content: { reports: reports(3), bundles: [] } },
    });
    t.equal((await run(['sync'])).code, 0);
    const state = openCti.connectors.get(connectorId)?.state;
    t.equal((await run(['reset', '--dry-run'])).code, 0);
    t.equal(openCti.connectors.get(connectorId)?.state, state);
    t.match((await run(['sync', '--json'])).json(), { outcome: 'nothing-new' });

    t.equal((await run(['reset'])).code, 0);
    t.match((await run(['sync', '--json'])).json(), { outcome: 'done', reports: { delivered: 3 } });

    openCti.fault({ path: '/graphql', matchBody: 'RegisterConnector', hang: 'headers' });
    const holding = start(['sync']);
    await until(() => openCti.requests.at(-1)?.body.includes('registerConnector') === true);
    t.equal((await run(['reset'])).code, 7);
    holding.process.kill('SIGKILL');
    await holding.finished;
  },
);

testOnEachPlatform('reset --to and --only reset what they name', async (t, createRig) => {
  const content = { reports: reports(5), bundles: [{ id: 1, date: reports(1)[0]?.date ?? 0 }] };
  const { run } = await createRig(t, { threatVision: { content } });
  t.equal((await run(['sync'])).code, 0);
  t.equal((await run(['reset', '--to', String(content.reports[3]?.date), '--only', 'reports'])).code, 0);
  t.match((await run(['sync', '--json', '--if-due'])).json(), {
    reports: { delivered: 2 },
    bundles: { delivered: 0 },
  });
  t.equal((await run(['reset', '--only', 'bundles'])).code, 0);
  t.match((await run(['sync', '--json'])).json(), { reports: { delivered: 0 }, bundles: { delivered: 1 } });
});

testOnEachPlatform(
  'reset empties the state with a ping if the account lacks the capability to reset',
  async (t, createRig) => {
    const capabilities = ['APIACCESS_USETOKEN', 'CONNECTORAPI', 'MODULES'];
    const { run, openCti, connectorId } = await createRig(t, {
      threatVision: { content: { reports: reports(3), bundles: [] } },
      openCti: { tokens: { [defaultToken]: { name: 'modest', capabilities } } },
    });
    t.equal((await run(['sync'])).code, 0);
    t.equal((await run(['reset'])).code, 0);
    t.equal(openCti.connectors.get(connectorId)?.state, '{}');
    t.match((await run(['sync', '--json'])).json(), { outcome: 'done', reports: { delivered: 3 } });
  },
);

testOnEachPlatform(
  'sync --output keeps its own cursor in the directory, and does not need the platform',
  async (t, createRig) => {
    const { run, openCti, home } = await createRig(t, {
      threatVision: { content: { reports: reports(3), bundles: [] } },
    });
    t.equal((await run(['sync'])).code, 0);
    const asked = openCti.requests.length;
    const args = ['sync', '--output', join(home, 'files'), '--json'];
    t.match((await run(args)).json(), { outcome: 'done', reports: { delivered: 3 } });
    t.match((await run(args)).json(), { outcome: 'nothing-new' });
    t.equal(openCti.requests.length, asked);
  },
);
