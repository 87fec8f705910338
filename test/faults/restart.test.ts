import t from 'tap';

import { createRig } from '../tools/rig.js';
import { distinct, items } from './counts.js';
import { restartingPort } from './restarting-port.js';

t.test(
  'connections refused in the middle of a run: it goes on when the platform listens again',
  async (t) => {
    const content = items(0, 30);
    const rig = await createRig(t, { threatVision: { content } });
    const port = await restartingPort(t, rig.openCti.port);
    let downloads = 0;
    for (const { id, stix } of content.bundles) {
      rig.threatVision.updateBundle(id, {
        stix: () => {
          downloads += 1;
          if (downloads === 15) port.away();
          return typeof stix === 'function' ? stix() : (stix ?? '');
        },
      });
    }
    const running = rig.start(['sync', '--log-level', 'debug'], {
      OPENCTI_URL: port.url,
      TEAMT5_HTTP_RETRY_PERIOD: 'PT2M',
    });
    let said = '';
    let refusals = 0;
    running.process.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const before = refusals;
      refusals = said.split('ECONNREFUSED').length - 1;
      if (before < 6 && refusals >= 6) port.back().catch((error: unknown) => t.fail(String(error)));
    });
    const run = await running.finished;
    t.equal(run.code, 0, run.stderr);
    t.ok(refusals >= 6);
    // A push whose answer was lost may have been taken, and is sent again: nothing else is, and nothing is left out.
    const lost = run.stderr.split(/ECONNRESET|socket hang up/).length - 1;
    const repeated = rig.openCti.pushes.length - 30;
    t.ok(repeated <= lost, `${repeated} repeated, ${lost} answers lost`);
    t.equal(distinct(rig.openCti.pushes), 30);
    const next = await rig.run(['sync', '--json'], { OPENCTI_URL: port.url });
    t.match(next.json(), { outcome: 'nothing-new' });
  },
);
