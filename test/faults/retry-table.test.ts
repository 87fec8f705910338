import t from 'tap';

import { createRig } from '../tools/rig.js';
import { deliveredOnce, items } from './counts.js';

const token = '/oauth/token';
const list = /^\/api\/v2\/reports$/;
const stix = /\.stix$/;
const about = { path: '/graphql', matchBody: 'query About' };
const args = ['sync', '--only', 'reports', '--json'];

/** The statuses that may pass by themselves (`retry.ts`); with them, whether the platform is asked again, too. */
const passing = { 408: false, 425: false, 429: true, 500: false, 502: true, 503: true, 504: true };
for (const [text, platformToo] of Object.entries(passing)) {
  const status = Number(text);
  t.test(`HTTP ${status} once for a token, a list and a download costs nothing but time`, async (t) => {
    const rig = await createRig(t, { threatVision: { content: items(1, 0) } });
    for (const path of [token, list, stix]) rig.threatVision.fault({ path, status });
    if (platformToo) rig.openCti.fault({ ...about, status });
    const run = await rig.run(args);
    t.equal(run.code, 0, run.stderr);
    t.match(run.json(), { retries: platformToo ? 4 : 3, failures: [] });
    t.equal(rig.threatVision.count(token), 2);
    t.equal(rig.threatVision.count(stix), 2);
    t.ok(deliveredOnce(rig.openCti.pushes, 1));
  });
  if (platformToo) continue;
  t.test(`HTTP ${status} of the platform is final`, async (t) => {
    const rig = await createRig(t, { threatVision: { content: items(1, 0) } });
    rig.openCti.fault({ ...about, status });
    const run = await rig.run(args);
    t.equal(run.code, 5, run.stderr);
    t.equal(rig.openCti.count('/graphql'), 1);
  });
}

for (const status of [400, 405, 418, 501, 505]) {
  t.test(`HTTP ${status} is not asked again`, async (t) => {
    const rig = await createRig(t, { threatVision: { content: items(1, 0) } });
    rig.threatVision.fault({ path: list, status, times: 100 });
    const run = await rig.run(args);
    t.equal(run.code, 4, run.stderr);
    t.match(run.json(), { retries: 0 });
    t.equal(rig.threatVision.count(list), 1);
  });
}

t.test('a download that never answers is given up, and asked for again', async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(1, 0) } });
  rig.threatVision.fault({ path: stix, hang: 'body' });
  const run = await rig.run(args);
  t.equal(run.code, 0, run.stderr);
  t.equal(rig.threatVision.count(stix), 2);
  t.ok(deliveredOnce(rig.openCti.pushes, 1));
});
