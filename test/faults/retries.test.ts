import t from 'tap';

import { createRig } from '../tools/rig.js';
import { deliveredOnce, items } from './counts.js';

/** Three rows of the retry table end to end; `retry-table.test.ts` has all of them. */

const token = '/oauth/token';
const list = /^\/api\/v2\/reports$/;
const stix = /\.stix$/;
const args = ['sync', '--only', 'reports', '--json'];

t.test('a 503 for a token, a list, a download and the platform costs four retries', async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(1, 0) } });
  for (const path of [token, list, stix]) rig.threatVision.fault({ path, status: 503 });
  rig.openCti.fault({ path: '/graphql', matchBody: 'query About', status: 503 });
  const run = await rig.run(args);
  t.equal(run.code, 0, run.stderr);
  t.match(run.json(), { retries: 4 });
  t.strictSame(run.json().failures, []);
  t.equal(rig.threatVision.count(token), 2);
  t.equal(rig.threatVision.count(stix), 2);
  t.ok(deliveredOnce(rig.openCti.pushes, 1));
});

t.test('a 501 for a list ends the run without a retry', async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(1, 0) } });
  rig.threatVision.fault({ path: list, status: 501, times: 100 });
  const run = await rig.run(args);
  t.equal(run.code, 4, run.stderr);
  t.match(run.json(), { retries: 0 });
  t.equal(rig.threatVision.count(list), 1);
});

t.test('a Retry-After is waited for without a retry budget, on both services', async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(1, 0) } });
  const throttled = { status: 429, headers: { 'retry-after': '1' } };
  rig.threatVision.fault({ path: list, ...throttled });
  rig.openCti.fault({ path: '/graphql', matchBody: 'stixBundlePush', ...throttled });
  const run = await rig.run(args, { TEAMT5_HTTP_RETRY_PERIOD: 'PT0S' });
  t.equal(run.code, 0, run.stderr);
  t.match(run.json(), { retries: 2 });
  t.ok(deliveredOnce(rig.openCti.pushes, 1));
});

t.test('a 429 without a readable Retry-After ends a run without a retry budget', async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(1, 0) } });
  rig.threatVision.fault({ path: list, status: 429, headers: { 'retry-after': 'soon' }, times: 100 });
  const run = await rig.run(args, { TEAMT5_HTTP_RETRY_PERIOD: 'PT0S' });
  t.equal(run.code, 4, run.stderr);
  t.match(run.stderr, '429');
  t.equal(rig.threatVision.count(list), 1);
  t.equal(rig.openCti.pushes.length, 0);
});
