import t from 'tap';

import type { Fault } from '../sandbox/server.js';
import { createRig, type Rig } from '../tools/rig.js';
import { deliveredOnce, items } from './counts.js';

function awayAfter(rig: Rig, after: number, fault: Fault): void {
  let downloads = 0;
  for (const { id, stix } of items(0, 12).bundles) {
    rig.threatVision.updateBundle(id, {
      stix: () => {
        downloads += 1;
        if (downloads === after) rig.openCti.fault(fault);
        return typeof stix === 'function' ? stix() : (stix ?? '');
      },
    });
  }
}

const longRetryPeriod = { TEAMT5_HTTP_RETRY_PERIOD: 'PT2M' };
const restarts: Readonly<Record<string, Fault>> = {
  'connections that are reset': { path: '/', reset: true, times: 4 },
  'a gateway that responds with 503': { path: '/', status: 503, times: 4 },
  'a gateway that responds with 502 and HTML': {
    path: '/',
    status: 502,
    body: '<html>Bad Gateway</html>',
    times: 4,
  },
};
for (const [how, fault] of Object.entries(restarts)) {
  t.test(`a run survives a restart of the platform: ${how}`, async (t) => {
    const rig = await createRig(t, { threatVision: { content: items(0, 12) } });
    awayAfter(rig, 6, fault);
    const run = await rig.run(['sync', '--json'], longRetryPeriod);
    t.equal(run.code, 0, run.stderr);
    t.match(run.json(), { outcome: 'done', bundles: { delivered: 12 } });
    t.strictSame(run.json().failures, []);
    t.ok(deliveredOnce(rig.openCti.pushes, 12));
    t.equal(rig.threatVision.count(/\.stix$/), 12, 'nothing was downloaded twice');
  });
}

t.test('an outage of the platform ends the run, and the next run delivers the rest once', async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(0, 12) } });
  awayAfter(rig, 6, { path: '/', reset: true, times: 10_000 });
  const run = await rig.call(['sync', '--json']);
  t.equal(run.code, 5, run.stderr);
  t.match(run.json(), { outcome: 'failed' });
  t.strictSame(run.json().failures, []);
  t.ok(rig.openCti.pushes.length < 12);
  rig.openCti.clearFaults();
  t.equal((await rig.call(['sync'])).code, 0);
  t.ok(deliveredOnce(rig.openCti.pushes, 12));
});

t.test('a run survives a short outage of the source', async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(0, 12) } });
  rig.threatVision.fault({ path: /bundle-00000\d\.stix$/, reset: true, times: 4 });
  const run = await rig.call(['sync'], longRetryPeriod);
  t.equal(run.code, 0, run.stderr);
  t.ok(deliveredOnce(rig.openCti.pushes, 12));
});
