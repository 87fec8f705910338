import t from 'tap';

import { pushedReports, reports, until } from '../sync/pushed.js';
import { createRig } from '../tools/rig.js';

const content = { reports: reports(30), bundles: [] };

t.test('a reset of one kind leaves the last run, and --if-due runs all the same', async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  t.equal((await rig.run(['sync'])).code, 0);
  const lastRun = async () => (await rig.run(['status', '--offline', '--json'])).json().lastRun;
  t.match(await lastRun(), { outcome: 'done', lastSuccess: String });
  t.equal((await rig.run(['reset', '--only', 'reports'])).code, 0);
  t.match(await lastRun(), { outcome: 'done', lastSuccess: null }, 'what it left behind is to be done anew');
  const due = await rig.run(['sync', '--if-due', '--json']);
  t.match(due.json(), { outcome: 'done', reports: { delivered: 30 } });
});

t.test('an interrupted run is the last run, also one that had not begun', { timeout: 25_000 }, async (t) => {
  const rig = await createRig(t, { threatVision: { content }, openCti: { latencyMs: 10 } });
  t.equal((await rig.run(['sync', '--max-items', '1'])).code, 0);
  rig.openCti.fault({ path: '/graphql', hang: 'headers', times: 99 });
  const asked = rig.openCti.count('/graphql');
  const early = rig.start(['sync']);
  await until(() => rig.openCti.count('/graphql') > asked);
  early.process.kill('SIGTERM');
  t.equal((await early.finished).code, 143);
  rig.openCti.clearFaults();
  const status = async () => (await rig.run(['status', '--offline'])).stdout;
  t.match(
    await status(),
    /Last run .*: interrupted\n {14}It was interrupted before .*\nRun before .*: stopped/,
  );
  t.equal((await rig.run(['sync', '--max-items', '1'])).code, 0);
  t.notMatch(await status(), 'nterrupted', 'until another one');
});

t.test('a second signal leaves a word, too', { timeout: 25_000 }, async (t) => {
  const rig = await createRig(t, { threatVision: { content }, openCti: { latencyMs: 10 } });
  const running = rig.start(['sync']);
  await until(() => pushedReports(rig.openCti).length >= 3);
  rig.threatVision.fault({ path: '/api/v2/reports/', times: 100, hang: 'headers' });
  let said = '';
  running.process.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  running.process.kill('SIGTERM');
  await until(() => said.includes('interrupted'));
  running.process.kill('SIGINT');
  t.equal((await running.finished).code, 130);
  t.match((await rig.run(['status', '--offline', '--json'])).json(), {
    lastFailure: { reason: 'interrupted' },
  });
});

t.test('without a connector id no failure is shown: it would be that of another', async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  const nobody = { CONNECTOR_ID: '' };
  t.equal((await rig.run(['sync'], nobody)).code, 2);
  t.match((await rig.run(['status', '--json'], nobody)).json(), { lastFailure: null });
});
