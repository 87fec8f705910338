import { testOnEachPlatform } from '../tools/platforms.js';
import { pushedReports, reports, until } from './pushed.js';

const content = { reports: reports(40), bundles: [] };

for (const [signal, code] of [
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const) {
  testOnEachPlatform(
    `${signal}: pushes in flight complete, the work is closed, and nothing is delivered again`,
    async (t, createRig) => {
      const { start, run, openCti } = await createRig(t, {
        threatVision: { content },
        openCti: { latencyMs: 20 },
      });
      const running = start(['sync', '--json']);
      await until(() => openCti.pushes.length >= 6);
      running.process.kill(signal);
      const ended = await running.finished;
      t.equal(ended.code, code);
      t.match(ended.json(), { outcome: 'interrupted' });
      const before = openCti.pushes.length;
      t.ok(before < 40, 'the run stopped early');
      await openCti.importsDone();
      for (const work of openCti.works.values()) t.equal(work.status, 'complete');
      t.equal((await run(['sync'])).code, 0);
      const titles = pushedReports(openCti);
      t.equal(new Set(titles).size, 40);
      t.equal(titles.length, 40, 'no push was repeated');
    },
  );
}

testOnEachPlatform(
  'a second signal ends the run at once, and the next run continues',
  async (t, createRig) => {
    const { start, run, openCti, threatVision } = await createRig(t, {
      threatVision: { content },
      openCti: { latencyMs: 10 },
    });
    const running = start(['sync']);
    await until(() => openCti.pushes.length >= 4);
    threatVision.fault({ path: '/api/v2/reports/', times: 100, hang: 'headers' });
    const asked = threatVision.count('/api/v2/reports/');
    await until(() => threatVision.count('/api/v2/reports/') > asked + 2);
    let said = '';
    running.process.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    running.process.kill('SIGTERM');
    // The order of two pending signals is undefined: the second is sent after the reaction to the first.
    await until(() => said.includes('interrupted'));
    running.process.kill('SIGINT');
    const ended = await running.finished;
    t.equal(ended.code, 130);
    threatVision.clearFaults();
    t.equal((await run(['sync'])).code, 0);
    const titles = pushedReports(openCti);
    t.equal(new Set(titles).size, 40);
    t.ok(titles.length <= 44);
  },
);

testOnEachPlatform(
  'a download that hangs does not prevent an interrupted run from closing its work',
  async (t, createRig, version) => {
    const { start, openCti, threatVision } = await createRig(t, { threatVision: { content } });
    threatVision.fault({ path: '/api/v2/reports/r9.stix', hang: 'headers' });
    const running = start(['sync', '--json']);
    await until(() => pushedReports(openCti).length >= 9);
    running.process.kill('SIGTERM');
    const ended = await running.finished;
    t.equal(ended.code, 143);
    await openCti.importsDone();
    t.equal(openCti.works.size, version === '6.7.5' ? openCti.pushes.length : 1);
    for (const work of openCti.works.values()) t.equal(work.status, 'complete');
  },
  { timeout: 60_000 },
);
