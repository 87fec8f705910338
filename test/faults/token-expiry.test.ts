import t from 'tap';

import { createRig } from '../tools/rig.js';
import { deliveredOnce, items } from './counts.js';

t.test('a token that expires during eight requests is renewed once', async (t) => {
  const content = items(0, 40);
  const rig = await createRig(t, { threatVision: { content, latencyMs: 30 } });
  let downloads = 0;
  for (const { id, date, stix } of content.bundles) {
    rig.threatVision.updateBundle(id, {
      date,
      stix: () => {
        downloads += 1;
        if (downloads === 9) rig.threatVision.revokeTokens();
        return typeof stix === 'function' ? stix() : (stix ?? '');
      },
    });
  }
  const run = await rig.run(['sync', '--json']);
  t.equal(run.code, 0, run.stderr);
  t.equal(rig.threatVision.peakConcurrency, 8);
  const refused = rig.threatVision.count(/\.stix$/) - content.bundles.length;
  t.ok(refused > 1, `${refused} requests were rejected at the same time`);
  t.equal(rig.threatVision.issuedTokens.length, 2, 'the first token and one renewal');
  t.ok(deliveredOnce(rig.openCti.pushes, content.bundles.length));
});

t.test('a token is renewed when it has expired, and not earlier', async (t) => {
  const content = items(0, 20);
  const one = { TEAMT5_HTTP_CONCURRENCY: '1' };
  const undisturbed = await createRig(t, { threatVision: { content } });
  t.equal((await undisturbed.run(['sync'], one)).code, 0);
  const calls = undisturbed.threatVision.count('/api/');

  const rig = await createRig(t, { threatVision: { content, callsPerToken: 6 } });
  const run = await rig.call(['sync'], one);
  t.equal(run.code, 0, run.stderr);
  t.equal(rig.threatVision.issuedTokens.length, Math.ceil(calls / 6));
  t.ok(deliveredOnce(rig.openCti.pushes, 20));
});

t.test('a new token that is rejected ends the run with the exit code for credentials', async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(0, 3), callsPerToken: 0 } });
  const run = await rig.call(['sync']);
  t.equal(run.code, 3, run.stderr);
  t.equal(rig.threatVision.issuedTokens.length, 2);
});
