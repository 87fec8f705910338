import t from 'tap';

import { testOnEachPlatform } from '../tools/platforms.js';
import { createRig } from '../tools/rig.js';
import { bundleWithRefusedIndicator, refusedIndicator, threeItems } from './content.js';
import { valueAt } from '../tools/value-at.js';

for (const version of ['6.5.7', '7.260422.0', '7.260817.0']) {
  t.test(`${version}: --wait reports each object that the import rejected, with exit code 6`, async (t) => {
    const rig = await createRig(t, {
      threatVision: { content: { reports: [], bundles: [] } },
      openCti: { version },
    });
    rig.openCti.refuseImport(
      refusedIndicator.id,
      "{'name': 'FUNCTIONAL_ERROR', 'error_message': 'Indicator of type stix is not correctly formatted.'}",
    );
    rig.threatVision.addBundle({ id: 4200, date: 1_700_000_000, stix: bundleWithRefusedIndicator });
    const run = await rig.run(['sync', '--wait=60', '--json']);
    t.equal(run.code, 6, run.stderr);
    t.match(run.json(), {
      bundles: { delivered: 1, failed: 0 },
      imports: {
        finished: true,
        errors: [{ objectId: refusedIndicator.id, message: /not correctly formatted/ }],
      },
    });
    t.match(run.stderr, new RegExp(`OpenCTI refused ${refusedIndicator.id}: .*not correctly formatted`));

    const pushed = rig.openCti.pushes.length;
    const again = await rig.call(['sync', '--wait=60']);
    t.equal(again.code, 0, 'a rejected object is not pushed again');
    t.equal(rig.openCti.pushes.length, pushed);
  });
}

testOnEachPlatform('--wait waits for the last object and logs the progress', async (t, createRig) => {
  const rig = await createRig(t, {
    threatVision: { content: threeItems },
    openCti: { importDelayMs: 200 },
  });
  const run = await rig.call(['sync', '--wait=60', '--json', '--log-level', 'info']);
  t.equal(run.code, 0, run.stderr);
  t.match(run.json(), { imports: { finished: true } });
  t.strictSame(valueAt(run.json(), 'imports', 'errors'), []);
  t.match(run.stderr, /imported (\d+) of \1 objects/);
});

testOnEachPlatform(
  '--wait ends after its time, with exit code 6 for an unfinished import',
  async (t, createRig) => {
    const rig = await createRig(t, {
      threatVision: { content: threeItems },
      openCti: { importPaused: true },
    });
    const run = await rig.call(['sync', '--wait=1', '--json']);
    t.equal(run.code, 6, run.stderr);
    t.match(run.json(), { outcome: 'done', imports: { finished: false, processed: 0 } });
    t.match(run.stderr, /not finished importing after 1 s/);
  },
);

t.test('--wait has nothing to wait for below 6.5.7, and warns', async (t) => {
  const rig = await createRig(t, { threatVision: { content: threeItems }, openCti: { version: '6.5.6' } });
  const run = await rig.call(['sync', '--wait=600', '--json']);
  t.equal(run.code, 0, run.stderr);
  t.match(
    run.stderr,
    /does not report the import of a push \(6\.5\.7 and later do\): \d+ objects were accepted/,
  );
  const nothing = await rig.call(['sync', '--wait=600']);
  t.match({ ...nothing }, { code: 0, stderr: '' }, 'no warning without a delivery');
});
