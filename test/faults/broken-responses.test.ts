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
const stix = /bundle-000001\.stix$/;
const faultOn = (path: RegExp, fault: Omit<Fault, 'path'>): Fault => ({ path, ...fault });

const transient: Readonly<Record<string, Fault>> = {
  'a list cut short': faultOn(list, { truncateBytes: 20 }),
  'a download cut short': faultOn(stix, { truncateBytes: 20 }),
  'a download that drips': faultOn(stix, { drip: { bytes: 100, everyMs: 5 } }),
  'a list that drips': faultOn(list, { drip: { bytes: 50, everyMs: 5 } }),
  'a connection lost before the response': faultOn(stix, { reset: true }),
};
for (const [what, fault] of Object.entries(transient)) {
  t.test(`${what} is retried, and every item is delivered once`, async (t) => {
    const rig = await createRig(t, { threatVision: { content: items(0, 3) } });
    rig.threatVision.fault(fault);
    const run = await rig.run(['sync']);
    t.equal(run.code, 0, run.stderr);
    const repeats = fault.drip === undefined ? 1 : 0;
    t.equal(rig.threatVision.count(/\.stix$/), 3 + (fault.path === stix ? repeats : 0));
    t.ok(deliveredOnce(rig.openCti.pushes, 3));
  });
}

const listFaults: Readonly<Record<string, Omit<Fault, 'path'>>> = {
  'a gzip bomb': { gzipBomb: 11 * MiB },
  'an endless response': { endless: true },
  'HTML with status 200': html,
  'a response that is always cut short': { truncateBytes: 20 },
};
for (const [what, fault] of Object.entries(listFaults)) {
  t.test(`${what} for a list ends the run, and the next run delivers everything`, async (t) => {
    const rig = await createRig(t, { threatVision: { content: items(0, 3) } });
    rig.threatVision.fault(faultOn(list, { ...fault, times: 100 }));
    const run = await rig.run(['sync']);
    t.equal(run.code, 4, run.stderr);
    t.equal(run.stderr.trim().split('\n').length, 1, run.stderr);
    t.equal(rig.openCti.pushes.length, 0);
    rig.threatVision.clearFaults();
    t.equal((await rig.run(['sync', '--retry-failed'])).code, 0);
    t.ok(deliveredOnce(rig.openCti.pushes, 3));
  });
}

const itemFaults: Readonly<Record<string, Omit<Fault, 'path'>>> = {
  'a gzip bomb': { gzipBomb: 65 * MiB },
  'an endless response': { endless: true },
  'HTML with status 200': html,
  'a response that is always cut short': { truncateBytes: 20 },
};
for (const [what, fault] of Object.entries(itemFaults)) {
  t.test(`${what} for an item fails that item only`, async (t) => {
    const rig = await createRig(t, { threatVision: { content: items(0, 3) } });
    rig.threatVision.fault(faultOn(stix, { ...fault, times: 100 }));
    const run = await rig.run(['sync', '--json']);
    t.equal(run.code, 6, run.stderr);
    t.match(run.json(), { outcome: 'partial', failures: [{ kind: 'bundles', id: 'bundle-000001' }] });
    t.ok(deliveredOnce(rig.openCti.pushes, 2));
    rig.threatVision.clearFaults();
    t.equal((await rig.run(['sync', '--retry-failed'])).code, 0);
    t.ok(deliveredOnce(rig.openCti.pushes, 3));
  });
}

t.test('a login page instead of the platform or of the token endpoint is an outage', async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(0, 3) } });
  rig.openCti.fault({ path: '/', ...html, times: 1000 });
  const platform = await rig.run(['sync']);
  t.equal(platform.code, 5, platform.stderr);
  rig.openCti.clearFaults();
  rig.threatVision.fault({ path: '/oauth/token', ...html, times: 1000 });
  const token = await rig.run(['sync'], { TEAMT5_STATE_DIR: 'elsewhere' });
  t.equal(token.code, 4, token.stderr);
  t.equal(rig.openCti.pushes.length, 0);
});
