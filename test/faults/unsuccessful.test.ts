import t from 'tap';

import { createRig } from '../tools/rig.js';
import { deliveredOnce, items } from './counts.js';

/** Without `success`, the empty lists would be read as the end of a list. */
const unsuccessful = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ success: false, message: 'quota exceeded', reports: [], ioc_bundles: [] }),
};

const html = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Please wait</html>' };
const cut = { status: 200, headers: { 'content-type': 'application/json' }, body: '{"success": true, "rep' };

t.test('an unusable response with HTTP 200 is requested again', async (t) => {
  for (const [name, fault] of Object.entries({ 'success: false': unsuccessful, html, cut })) {
    const rig = await createRig(t, { threatVision: { content: items(2, 2) } });
    for (const path of [/^\/api\/v2\/reports$/, /^\/api\/v2\/ioc_bundles$/, /-000001\.stix$/])
      rig.threatVision.fault({ path, ...fault });
    if (fault !== unsuccessful) {
      rig.threatVision.fault({ path: '/oauth/token', ...fault });
      for (const operation of ['about', 'registerConnector', 'stixBundlePush'])
        rig.openCti.fault({ path: '/graphql', matchBody: operation, ...fault });
    }
    const run = await rig.run(['sync', '--json'], { TEAMT5_HTTP_RETRY_PERIOD: 'PT40S' });
    t.equal(run.code, 0, `${name}: ${run.stderr}`);
    t.match(run.json(), { outcome: 'done', retries: fault === unsuccessful ? 3 : 7 });
    t.ok(deliveredOnce(rig.openCti.pushes, 4));
  }
});

t.test('success: false for a list is an outage of the source, not an empty list', async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(3, 3) } });
  for (const path of [/^\/api\/v2\/reports$/, /^\/api\/v2\/ioc_bundles$/]) {
    rig.threatVision.fault({ path, ...unsuccessful, times: 100 });
    const run = await rig.call(['sync', '--json']);
    t.equal(run.code, 4, run.stderr);
    t.match(run.stderr, 'quota exceeded');
    t.match(run.json(), { outcome: 'failed' });
    rig.threatVision.clearFaults();
  }
  t.equal((await rig.call(['sync', '--retry-failed'])).code, 0);
  t.ok(deliveredOnce(rig.openCti.pushes, 6));
});

t.test('success: false for an item fails that item only', async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(0, 3) } });
  rig.threatVision.fault({ path: /bundle-000001\.stix$/, ...unsuccessful, times: 100 });
  const run = await rig.call(['sync', '--json']);
  t.equal(run.code, 6, run.stderr);
  t.match(run.json(), { outcome: 'partial', failures: [{ id: 'bundle-000001', message: /quota exceeded/ }] });
  t.ok(deliveredOnce(rig.openCti.pushes, 2));
  rig.threatVision.clearFaults();
  t.equal((await rig.call(['sync', '--retry-failed'])).code, 0);
  t.ok(deliveredOnce(rig.openCti.pushes, 3));
});
