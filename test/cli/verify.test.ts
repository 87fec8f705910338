import t from 'tap';

import { bundleWithRefusedIndicator, refusedIndicator } from '../delivery/content.js';
import { testOnEachPlatform } from '../tools/platforms.js';
import { createRig } from '../tools/rig.js';
import { valueAt } from '../tools/value-at.js';

testOnEachPlatform('verify lists the objects that OpenCTI lacks, with the reason', async (t, createRig) => {
  const report = { alias: 'whole-report', date: 1_700_100_000, title: 'A whole report' };
  const rig = await createRig(t, { threatVision: { content: { reports: [report], bundles: [] } } });
  rig.openCti.refuseImport(
    refusedIndicator.id,
    "{'name': 'FUNCTIONAL_ERROR', 'error_message': 'Indicator of type stix is not correctly formatted.'}",
  );
  rig.threatVision.addBundle({ id: 'part', date: 1_700_000_000, stix: bundleWithRefusedIndicator });
  rig.threatVision.addBundle({ id: 'broken', date: 1_600_000_000, stix: '{"type":' });
  t.equal((await rig.call(['sync', '--wait=60', '--since', '2023-11-01'])).code, 6);

  const [whole, part, many] = await Promise.all([
    rig.call(['reports', 'verify', 'whole']),
    rig.call(['bundles', 'verify', 'part']),
    rig.call(['bundles', 'verify', '--since', '2020-01-01', '--json']),
  ]);
  t.equal(whole.code, 0, whole.stderr);
  t.match(whole.stdout, /^A whole report \[whole-report\]: OpenCTI has all of its \d+ objects\.\n$/);
  t.equal(part.code, 6, part.stderr);
  t.match(part.stdout, /^Indicator bundle part: OpenCTI lacks 1 of \d+ objects:\n/);
  t.match(
    part.stdout,
    `  indicator a refused pattern (${refusedIndicator.id}): FUNCTIONAL_ERROR: Indicator of type stix is not correctly formatted.`,
  );
  for (const columns of [40, 80]) {
    const { stdout } = await rig.call(['bundles', 'verify', 'part'], {}, { columns });
    t.strictSame(
      stdout.split('\n').filter((line) => line.length > columns && !line.includes(refusedIndicator.id)),
      [],
      `${columns} columns`,
    );
    t.match(stdout, /\n {6}\S/, 'the lines of an object are indented');
  }
  t.equal(many.code, 6, many.stderr);
  t.match(valueAt(many.json(), 'items'), [
    { id: 'part', missing: [{ id: refusedIndicator.id, type: 'indicator', name: 'a refused pattern' }] },
    { id: 'broken', objects: 0, failure: { reason: 'threatvision-answer' } },
  ]);
  t.equal(rig.openCti.pushes.length, 2, 'verify sends nothing');
});

t.test('verify asks for a hundred ids at a time, and needs ids or a time', async (t) => {
  const objects = Array.from({ length: 230 }, (_, index) => ({
    ...refusedIndicator,
    id: `indicator--8b1f5a0e-3f0a-4c57-9a4e-${String(index).padStart(12, '0')}`,
    pattern: `[domain-name:value = 'host-${index}.example']`,
  }));
  const rig = await createRig(t, { threatVision: { content: { reports: [], bundles: [] } } });
  rig.threatVision.addBundle({ id: 'large', date: 1_700_000_000, stix: { type: 'bundle', objects } });
  const [run, unclear] = await Promise.all([
    rig.call(['bundles', 'verify', 'large', '--json']),
    rig.call(['bundles', 'verify']),
  ]);
  t.equal(run.code, 6, run.stderr);
  t.equal(valueAt(run.json(), 'items', 0, 'objects'), 232);
  t.type(valueAt(run.json(), 'items', 0, 'missing', 231), 'object', 'nothing was delivered');
  const requests = rig.openCti.requests.filter(({ body }) => body.includes('stixObjectOrStixRelationships'));
  t.equal(requests.length, 3);
  t.equal(unclear.code, 2);
  t.match(unclear.stderr, 'Give either ids or --since.');
});
