import t from 'tap';

import { pushedReports, reports, until } from '../sync/pushed.js';
import { createRig } from '../tools/rig.js';

const content = { reports: reports(30), bundles: [] };

t.test('a reset of one kind keeps the last run, and --if-due runs', async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  t.equal((await rig.call(['sync'])).code, 0);
  const lastRun = async () => (await rig.call(['status', '--offline', '--json'])).json().lastRun;
  t.match(await lastRun(), { outcome: 'done', lastSuccess: String });
  t.equal((await rig.call(['reset', '--only', 'reports'])).code, 0);
  t.match(
    await lastRun(),
    { outcome: 'done', lastSuccess: null },
    'the items of the kind are delivered again',
  );
  const due = await rig.call(['sync', '--if-due', '--json']);
  t.match(due.json(), { outcome: 'done', reports: { delivered: 30 } });
});

t.test(
  'an interrupted run is the last run, also if it was interrupted before it started',
  { timeout: 25_000 },
  async (t) => {
    const rig = await createRig(t, { threatVision: { content }, openCti: { latencyMs: 10 } });
    t.equal((await rig.call(['sync', '--max-items', '1'])).code, 0);
    rig.openCti.fault({ path: '/graphql', hang: 'headers', times: 99 });
    const asked = rig.openCti.count('/graphql');
    const early = rig.start(['sync']);
    await until(() => rig.openCti.count('/graphql') > asked);
    early.process.kill('SIGTERM');
    t.equal((await early.finished).code, 143);
    rig.openCti.clearFaults();
    const status = async () => (await rig.call(['status', '--offline'])).stdout;
    t.match(
      await status(),
      /Last run .*: interrupted\n {14}It was interrupted before .*\nRun before .*: stopped/,
    );
    t.equal((await rig.call(['sync', '--max-items', '1'])).code, 0);
    t.notMatch(await status(), 'nterrupted', 'until the next run');
  },
);

t.test('records the outcome after a second signal', { timeout: 25_000 }, async (t) => {
  const rig = await createRig(t, { threatVision: { content }, openCti: { latencyMs: 10 } });
  const running = rig.start(['sync']);
  await until(() => pushedReports(rig.openCti).length >= 3);
  rig.threatVision.fault({ path: '/api/v2/reports/', times: 100, hang: 'headers' });
  let stderr = '';
  running.process.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  running.process.kill('SIGTERM');
  await until(() => stderr.includes('interrupted'));
  running.process.kill('SIGINT');
  t.equal((await running.finished).code, 130);
  t.match((await rig.call(['status', '--offline', '--json'])).json(), {
    lastFailure: { reason: 'interrupted' },
  });
});

t.test(
  'without a connector id, no failure is shown, because it can belong to another connector',
  async (t) => {
    const rig = await createRig(t, { threatVision: { content } });
    const withoutId = { CONNECTOR_ID: '' };
    t.equal((await rig.call(['sync'], withoutId)).code, 2);
    t.match((await rig.call(['status', '--json'], withoutId)).json(), { lastFailure: null });
  },
);
