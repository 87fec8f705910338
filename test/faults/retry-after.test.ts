import t from 'tap';

import { createRig } from '../tools/rig.js';
import { deliveredOnce, items } from './counts.js';

/**
 * Without patience of its own the program repeats only what the server asks it to: whether `Retry-After` was read
 * shows in the number of requests, and no clock is needed.
 */
const noPatience = { TEAMT5_HTTP_RETRY_PERIOD: 'PT0S' };
const reports = '/api/v2/reports';
const listed = /^\/api\/v2\/reports$/;

const forms = {
  'no seconds': () => '0',
  'a second': () => '1',
  'a date to come': () => new Date(Date.now() + 1000).toUTCString(),
  'a date gone by': () => new Date(Date.now() - 60_000).toUTCString(),
};
for (const [form, value] of Object.entries(forms)) {
  t.test(
    `429 with Retry-After as ${form} is waited out, on the list, a download and the token`,
    async (t) => {
      const rig = await createRig(t, { threatVision: { content: items(1, 0) } });
      for (const path of [listed, /\.stix$/, '/oauth/token']) {
        rig.threatVision.fault({ path, status: 429, headers: { 'retry-after': value() } });
      }
      const run = await rig.run(['sync', '--only', 'reports', '--json'], noPatience);
      t.equal(run.code, 0, run.stderr);
      t.equal(rig.threatVision.count('/oauth/token'), 2);
      t.equal(rig.threatVision.count(/\.stix$/), 2);
      t.ok(deliveredOnce(rig.openCti.pushes, 1));
    },
  );
}

t.test('429 without a Retry-After that can be read is left to our own patience', async (t) => {
  for (const value of [undefined, 'soon', '-1']) {
    const rig = await createRig(t, { threatVision: { content: items(1, 0) } });
    const headers = value === undefined ? {} : { 'retry-after': value };
    rig.threatVision.fault({ path: reports, status: 429, headers, times: 100 });
    const run = await rig.run(['sync', '--only', 'reports'], noPatience);
    t.equal(run.code, 4, run.stderr);
    t.match(run.stderr, '429');
    t.equal(rig.threatVision.count(reports), 1);
    t.equal(rig.openCti.pushes.length, 0);
  }
});

t.test('429 from the platform is waited out as well', async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(3, 0) } });
  const push = { path: '/graphql', matchBody: 'stixBundlePush' };
  rig.openCti.fault({ ...push, status: 429, headers: { 'retry-after': '1' } });
  const run = await rig.run(['sync', '--only', 'reports'], noPatience);
  t.equal(run.code, 0, run.stderr);
  t.ok(deliveredOnce(rig.openCti.pushes, 3));
});
