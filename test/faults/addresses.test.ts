import t from 'tap';

import { createRig } from '../tools/rig.js';
import { deliveredOnce, items } from './counts.js';

t.test('a host name that does not exist is an outage of its service', async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(1, 1) } });
  for (const [variable, code] of [
    ['TEAMT5_API_BASE_URL', 4],
    ['OPENCTI_URL', 5],
  ] as const) {
    const run = await rig.run(['sync'], { [variable]: 'https://does-not-exist.invalid' });
    t.equal(run.code, code, run.stderr);
    t.match(run.stderr, 'does-not-exist.invalid');
    t.equal(run.stderr.trim().split('\n').length, 1, run.stderr);
  }
  t.equal(rig.openCti.pushes.length, 0);
});

t.test('both services can have a base path, with and without trailing slashes', async (t) => {
  for (const end of ['', '/', '//']) {
    const rig = await createRig(t, {
      threatVision: { content: items(12, 1), basePath: '/feeds/tv' },
      openCti: { basePath: '/soc/cti' },
    });
    const urls = {
      TEAMT5_API_BASE_URL: `${rig.threatVision.url}${end}`,
      OPENCTI_URL: `${rig.openCti.url}${end}`,
    };
    const run = await rig.call(['sync'], urls);
    t.equal(run.code, 0, run.stderr);
    t.ok(deliveredOnce(rig.openCti.pushes, 13));
    t.equal(rig.openCti.count('/graphql'), rig.openCti.count('/'));
    t.equal(
      rig.threatVision.count('/api/v2/') + rig.threatVision.count('/oauth/token'),
      rig.threatVision.count('/'),
    );
  }
});
