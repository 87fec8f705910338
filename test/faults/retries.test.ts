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
  const run = await rig.call(args);
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
  const run = await rig.call(args);
  t.equal(run.code, 4, run.stderr);
  t.match(run.json(), { retries: 0 });
  t.equal(rig.threatVision.count(list), 1);
});

t.test('a Retry-After is waited for without a retry budget, on both services', async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(1, 0) } });
  const throttled = { status: 429, headers: { 'retry-after': '1' } };
  rig.threatVision.fault({ path: list, ...throttled });
  rig.openCti.fault({ path: '/graphql', matchBody: 'stixBundlePush', ...throttled });
  const run = await rig.call(args, { TEAMT5_HTTP_RETRY_PERIOD: 'PT0S' });
  t.equal(run.code, 0, run.stderr);
  t.match(run.json(), { retries: 2 });
  t.ok(deliveredOnce(rig.openCti.pushes, 1));
});

t.test('a 429 without a readable Retry-After ends a run without a retry budget', async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(1, 0) } });
  rig.threatVision.fault({ path: list, status: 429, headers: { 'retry-after': 'soon' }, times: 100 });
  const run = await rig.call(args, { TEAMT5_HTTP_RETRY_PERIOD: 'PT0S' });
  t.equal(run.code, 4, run.stderr);
  t.match(run.stderr, '429');
  t.equal(rig.threatVision.count(list), 1);
  t.equal(rig.openCti.pushes.length, 0);
});

t.test('a pause that does not fit the run or a person is named at once, with its end', async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(1, 0) } });
  const { fault } = rig.threatVision;
  fault({ path: list, status: 429, headers: { 'retry-after': '900' }, times: 100 });
  const run = await rig.call(['sync', '--only', 'reports', '--max-duration', '5m']);
  t.equal(run.code, 4, run.stderr);
  t.match(run.stderr, 'returned HTTP 429 and requests a pause of 15 min');
  t.match(run.stderr, 'Repeat the command in 15 min; if this persists, lower http.concurrency');
  t.notMatch(run.stderr, 'TEAMT5_API_BASE_URL');
  t.equal(rig.threatVision.count(list), 1);
  const listed = await rig.call(['reports']);
  t.equal(listed.code, 4, listed.stderr);
  t.match(listed.stderr, 'requests a pause of 15 min');
  t.equal(rig.threatVision.count(list), 2);

  rig.threatVision.clearFaults();
  fault({ path: stix, status: 429, headers: { 'retry-after': '900' }, times: 100 });
  const stopped = await rig.call([...args, '--max-duration', '5m']);
  t.match(stopped.json(), { error: { reason: 'threatvision-http' }, failures: { length: 0 } });
});

t.test('a long pause is announced, and an interruption ends it', async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(1, 0) } });
  rig.threatVision.fault({ path: list, status: 429, headers: { 'retry-after': '900' } });
  const running = rig.start(['sync', '--only', 'reports', '--log-level', 'info']);
  running.process.stderr?.on('data', (chunk: Buffer) => {
    if (chunk.toString().includes('requests a pause of 15 min')) running.process.kill('SIGTERM');
  });
  const { code, stderr } = await running.finished;
  t.equal(code, 143, stderr);
  t.match(
    stderr,
    /info {2}GET .*returned HTTP 429 and requests a pause of 15 min.*; retrying in 900\.\d s\n/,
  );
});
