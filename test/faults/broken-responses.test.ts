import t from 'tap';

import type { Fault } from '../sandbox/server.js';
import { createRig } from '../tools/rig.js';
import { deliveredOnce, items } from './counts.js';

const MiB = 1024 * 1024;
const html = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: '<!DOCTYPE html><title>Please wait</title>',
};
const list = /^\/api\/v2\/ioc_bundles$/;
const stixOf = (n: number): RegExp => new RegExp(`bundle-00000${n}\\.stix$`);

t.test('broken responses are retried, slow ones are read, and every item is delivered once', async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(0, 3) } });
  rig.threatVision.fault({ path: list, truncateBytes: 20 });
  rig.threatVision.fault({ path: list, drip: { bytes: 50, everyMs: 5 } });
  rig.threatVision.fault({ path: stixOf(0), truncateBytes: 20 });
  rig.threatVision.fault({ path: stixOf(1), drip: { bytes: 100, everyMs: 5 } });
  rig.threatVision.fault({ path: stixOf(2), reset: true });
  const run = await rig.run(['sync'], { TEAMT5_HTTP_RETRY_PERIOD: 'PT40S' });
  t.equal(run.code, 0, run.stderr);
  t.equal(rig.threatVision.count(stixOf(0)), 2, 'cut short');
  t.equal(rig.threatVision.count(stixOf(1)), 1, 'slow');
  t.equal(rig.threatVision.count(stixOf(2)), 2, 'a connection lost before the response');
  t.ok(deliveredOnce(rig.openCti.pushes, 3));
});

const unusable = (MiBs: number): Readonly<Record<string, Omit<Fault, 'path'>>> => ({
  'a gzip bomb': { gzipBomb: MiBs * MiB },
  'an endless response': { endless: true },
  'HTML with status 200': html,
  'a response that is always cut short': { truncateBytes: 20 },
});

t.test('an unusable list ends the run, and a later run delivers everything', async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(0, 3) } });
  for (const [what, fault] of Object.entries(unusable(11))) {
    rig.threatVision.fault({ path: list, ...fault, times: 100 });
    const run = await rig.call(['sync']);
    t.equal(run.code, 4, `${what}: ${run.stderr}`);
    t.equal(run.stderr.trim().split('\n').length, 1, run.stderr);
    t.equal(rig.openCti.pushes.length, 0);
    rig.threatVision.clearFaults();
  }
  t.equal((await rig.call(['sync', '--retry-failed'])).code, 0);
  t.ok(deliveredOnce(rig.openCti.pushes, 3));
});

t.test('an unusable download fails its item only', async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(0, 6) } });
  const faults = Object.values(unusable(65));
  for (const [n, fault] of faults.entries())
    rig.threatVision.fault({ path: stixOf(n), ...fault, times: 100 });
  const run = await rig.call(['sync', '--json']);
  t.equal(run.code, 6, run.stderr);
  t.match(run.json(), { outcome: 'partial', bundles: { delivered: 2, failed: 4 } });
  const failures = JSON.stringify(run.json().failures);
  for (const n of faults.keys()) t.match(failures, `"id":"bundle-00000${n}"`);
  t.ok(deliveredOnce(rig.openCti.pushes, 2));
  rig.threatVision.clearFaults();
  t.equal((await rig.call(['sync', '--retry-failed'])).code, 0);
  t.ok(deliveredOnce(rig.openCti.pushes, 6));
});

t.test('a login page instead of the platform or of the token endpoint is an outage', async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(0, 3) } });
  rig.openCti.fault({ path: '/', ...html, times: 1000 });
  const platform = await rig.call(['sync']);
  t.equal(platform.code, 5, platform.stderr);
  rig.openCti.clearFaults();
  rig.threatVision.fault({ path: '/oauth/token', ...html, times: 1000 });
  const token = await rig.call(['sync'], { TEAMT5_STATE_DIR: 'elsewhere' });
  t.equal(token.code, 4, token.stderr);
  t.equal(rig.openCti.pushes.length, 0);
});
