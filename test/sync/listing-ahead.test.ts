import t from 'tap';

import { createRig } from '../tools/rig.js';
import { pushedReports, reports, until } from './pushed.js';

const content = { reports: reports(3), bundles: [] };

t.test('lists while the platform is still being queried, and each list once', async (t) => {
  const { start, threatVision, openCti } = await createRig(t, { threatVision: { content } });
  openCti.fault({ path: '/graphql', matchBody: 'About', hang: 'headers' });
  const run = start(['sync']);
  await until(
    () => threatVision.count('/api/v2/reports') === 2 && threatVision.count('/api/v2/ioc_bundles') > 0,
  );
  openCti.clearFaults();
  run.process.kill('SIGKILL');
  await run.finished;
  t.strictSame(pushedReports(openCti), []);
});

t.test('a rejection by the platform ends the run while the list is pending', async (t) => {
  const { run, threatVision, openCti } = await createRig(t, { threatVision: { content } });
  threatVision.fault({ path: '/api/v2/reports', hang: 'headers' });
  openCti.fault({ path: '/graphql', matchBody: 'RegisterConnector', status: 403 });
  t.equal((await run(['sync'])).code, 5);
  t.equal(threatVision.count('/api/v2/reports'), 1, 'the run does not wait for a retry of the list');
});
