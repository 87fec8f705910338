import t from 'tap';

import type { Running } from '../tools/binary.js';
import { createRig } from '../tools/rig.js';
import { distinct, items } from './counts.js';
import { restartingPort } from './restarting-port.js';

const refusals = 4;

t.test('a run survives a restart of the platform, and sends only lost requests again', async (t) => {
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
    // The default of `http.retry_period`.
    TEAMT5_HTTP_RETRY_PERIOD: 'PT40S',
  });
  await lines(running, 'ECONNREFUSED', refusals);
  await port.back();
  const run = await running.finished;
  t.equal(run.code, 0, run.stderr);
  // Only a push whose response was lost is sent again.
  const lost = run.stderr.split(/ECONNRESET|socket hang up/).length - 1;
  const repeated = rig.openCti.pushes.length - 30;
  t.ok(repeated <= lost, `${repeated} repeated, ${lost} responses lost`);
  t.equal(distinct(rig.openCti.pushes), 30);
  const next = await rig.call(['sync', '--json'], { OPENCTI_URL: port.url });
  t.match(next.json(), { outcome: 'nothing-new' });
});

async function lines({ process, finished }: Running, text: string, count: number): Promise<void> {
  let seen = '';
  const reached = new Promise<void>((resolve) => {
    process.stderr?.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      if (seen.split(text).length > count) resolve();
    });
  });
  await Promise.race([reached, finished]);
}
