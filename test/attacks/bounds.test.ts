import { statSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

import t from 'tap';

import { deliveredOnce, items } from '../faults/counts.js';
import type { Fault } from '../sandbox/server.js';
import { createRig } from '../tools/rig.js';

const list = /^\/api\/v2\/ioc_bundles$/;

/** A heap in which the parsed value of each of these texts would not fit. */
const smallHeap = { NODE_OPTIONS: '--max-old-space-size=64' };

const gzip = (json: string | Buffer): Omit<Fault, 'path'> => ({
  status: 200,
  headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
  body: gzipSync(json, { level: 1 }),
  times: 1000,
});

const bombs: Readonly<Record<string, () => string | Buffer>> = {
  'a list of 5 million empty objects': () => Buffer.alloc(15_000_000, '{},').fill('[', 0, 1),
  '15 MB of opening brackets': () => Buffer.alloc(15_000_000, '['),
  '8 million numbers': () => Buffer.alloc(16_000_001, '1,').fill('[', 0, 1),
  'a million objects below a bundle': () =>
    `{"type":"bundle","objects":[${'{"a":[{}]},'.repeat(1_000_000)}{}]}`,
};
t.test('a download with more values than the limit fails that item only', async (t) => {
  const names = Object.keys(bombs);
  const rig = await createRig(t, { threatVision: { content: items(0, names.length + 2) } });
  for (const [n, json] of Object.values(bombs).entries())
    rig.threatVision.fault({ path: new RegExp(`bundle-00000${n}\\.stix$`), ...gzip(json()) });
  const run = await rig.run(['sync', '--json', '--concurrency', '1'], smallHeap);
  t.equal(run.code, 6, run.stderr);
  t.match(run.json(), { outcome: 'partial', bundles: { delivered: 2, failed: names.length } });
  const failures = JSON.stringify(run.json().failures);
  for (const n of names.keys()) t.match(failures, `"id":"bundle-00000${n}","reason":"threatvision-answer"`);
  const limits =
    /the response (is nested more than 200 levels|has more than \d+ (values|objects and lists))/g;
  t.equal(failures.match(limits)?.length, names.length, failures);
  t.ok(deliveredOnce(rig.openCti.pushes, 2));
});

t.test('10 MB of opening brackets as a list or as a response of OpenCTI end the run by name', async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(0, 3) } });
  const brackets = gzip(Buffer.alloc(10_000_000, '['));
  rig.threatVision.fault({ path: list, ...brackets });
  const listed = await rig.run(['sync'], smallHeap);
  t.equal(listed.code, 4, listed.stderr);
  t.match(listed.stderr, 'Listing bundles: the response has more than 1000000 objects and lists');
  rig.threatVision.clearFaults();
  rig.openCti.fault({ path: '/graphql', ...brackets });
  const queried = await rig.run(['sync'], smallHeap);
  t.equal(queried.code, 5, queried.stderr);
  t.match(queried.stderr, 'the response is nested more than 200 levels deep');
  rig.openCti.clearFaults();
  t.equal((await rig.call(['sync'])).code, 0);
  t.ok(deliveredOnce(rig.openCti.pushes, 3));
});

/** A page of a list that is the same at every offset, and never the last one: elements without an id are all different. */
const endless = (elements: number): Fault => ({
  path: list,
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ success: true, ioc_bundles: Array.from({ length: elements }, () => null) }),
  times: 1_000_000,
});

t.test(
  'a list that never ends obeys --max-duration, and is otherwise a failure that names the limit',
  async (t) => {
    const rig = await createRig(t, { threatVision: { content: items(0, 3) } });
    rig.threatVision.fault({ ...endless(10), delayMs: 20 });
    const run = await rig.call(['sync', '--json', '--max-duration', 'PT1S']);
    t.equal(run.code, 0, run.stderr);
    t.match(run.json(), { outcome: 'budget', bundles: { listed: 0 } });
    rig.threatVision.clearFaults();
    rig.threatVision.fault(endless(100_000));
    for (const args of [
      ['sync', '--max-items', '1'],
      ['bundles', 'show', 'bundle-000001'],
    ]) {
      const run = await rig.call(args);
      t.equal(run.code, 4, run.stderr);
      t.match(run.stderr, 'Listing bundles: the list does not end within 300000 entries');
    }
    rig.threatVision.clearFaults();
    t.equal((await rig.call(['sync'])).code, 0, 'the next run is not locked out');
    t.ok(deliveredOnce(rig.openCti.pushes, 3));
  },
);

t.test('hostile entries of a list fail alone', async (t) => {
  const content = items(0, 1);
  const rig = await createRig(t, { threatVision: { content } });
  const nested = '['.repeat(5000) + ']'.repeat(5000);
  const entries = [
    '{"id":"lone \\ud800"}',
    `{"id":"deep","x":${nested}}`,
    `{"id":"${'x'.repeat(1_000_000)}"}`,
    JSON.stringify({ id: content.bundles[0]?.id, created_at: 1_700_000_000 }),
  ];
  const body = `{"success":true,"ioc_bundles":[${entries.join(',')}]}`;
  rig.threatVision.fault({ path: list, status: 200, body, times: 100 });
  const run = await rig.call(['sync']);
  t.equal(run.code, 0, run.stderr);
  for (const reason of ['invalid id', 'nested too deeply']) t.match(run.stderr, reason);
  t.ok(deliveredOnce(rig.openCti.pushes, 1));
  t.equal((await rig.call(['bundles', 'list'])).code, 0);
});

t.test('20 failing entries of 450 kB leave a state and a connector_state that stay small', async (t) => {
  const { reports } = items(20, 0);
  const digest = 'd'.repeat(450_000);
  const content = { reports: reports.map((report) => ({ ...report, digest, stix: 403 })), bundles: [] };
  const rig = await createRig(t, { threatVision: { content } });
  const run = await rig.call(['sync']);
  t.equal(run.code, 6, run.stderr.slice(0, 500));
  const pings = rig.openCti.requests.filter(({ body }) => body.includes('pingConnector'));
  t.ok(pings.length > 0);
  for (const { body } of pings) t.ok(body.length < 300_000, `a ping of ${body.length} bytes`);
  const status = await rig.call(['status', '--json']);
  t.equal(status.code, 0);
  t.ok(statSync(String(status.json().statePath)).size < 1_000_000);
  const next = await rig.call(['sync', '--retry-failed', '--json']);
  t.equal(next.code, 6, 'the next run starts');
  t.match(next.json(), { reports: { failed: 20 } });
});
