import t from 'tap';

import { createRig } from '../tools/rig.js';
import { distinct, items } from './counts.js';
import { restartingPort } from './restarting-port.js';

/** As long as a container takes. This time is the fault itself, not a wait for something else. */
const restart = 20_000;

t.test('a platform that restarts for 20 s in the middle of a run is waited out', async (t) => {
  const content = items(0, 30);
  const rig = await createRig(t, { threatVision: { content } });
  const port = await restartingPort(t, rig.openCti.port);
  let downloads = 0;
  for (const { id, stix } of content.bundles) {
    rig.threatVision.updateBundle(id, {
      stix: () => {
        downloads += 1;
        if (downloads === 15) {
          port.away();
          setTimeout(() => void port.back(), restart);
        }
        return typeof stix === 'function' ? stix() : (stix ?? '');
      },
    });
  }
  // The default of `http.retry_period`.
  const patience = { TEAMT5_HTTP_RETRY_PERIOD: 'PT40S' };
  const run = await rig.run(['sync', '--log-level', 'debug'], { OPENCTI_URL: port.url, ...patience });
  t.equal(run.code, 0, run.stderr);
  t.match(run.stderr, 'ECONNREFUSED');
  // A push whose answer was lost may have been taken, and is sent again: nothing else is, and nothing is left out.
  const lost = run.stderr.split(/ECONNRESET|socket hang up/).length - 1;
  const repeated = rig.openCti.pushes.length - 30;
  t.ok(repeated <= lost, `${repeated} repeated, ${lost} answers lost`);
  t.equal(distinct(rig.openCti.pushes), 30);
  const next = await rig.run(['sync', '--json'], { OPENCTI_URL: port.url });
  t.match(next.json(), { outcome: 'nothing-new' });
});
