/** Limits of the operator stop a feed that fills the queue of the platform. */
import t from 'tap';

import { items } from '../faults/counts.js';
import { createRig } from '../tools/rig.js';

t.test('a run ends at sync.max_run_bytes, and the next one continues', async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(0, 3) } });
  const objects = Array.from({ length: 4000 }, (_, index) => ({
    type: 'domain-name',
    spec_version: '2.1',
    value: `host-${index}.example.org`,
    id: `domain-name--aaaaaaaa-0000-4000-8000-${String(index).padStart(12, '0')}`,
  }));
  rig.threatVision.fault({
    path: /\.stix$/,
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'bundle', id: 'bundle--1', objects }),
    times: 1000,
  });
  const limit = { TEAMT5_SYNC_MAX_RUN_BYTES: '1MiB' };
  const first = await rig.run(['sync', '--json'], limit);
  t.equal(first.code, 0, first.stderr);
  t.match(first.json(), { outcome: 'budget', bundles: { delivered: 1 } });
  const second = await rig.call(['sync', '--json'], limit);
  t.match(second.json(), { outcome: 'budget', bundles: { delivered: 1 } }, second.stderr);
  const third = await rig.call(['sync', '--json'], limit);
  t.match(third.json(), { outcome: 'done', bundles: { delivered: 1 } }, third.stderr);
});

t.test('an item with too many objects fails, and the others are delivered', async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(0, 2) } });
  const run = await rig.call(['sync', '--json'], { TEAMT5_MAX_ITEM_OBJECTS: '1' });
  t.equal(run.code, 6, run.stderr);
  t.match(run.json(), {
    outcome: 'partial',
    failures: [
      { reason: 'conversion-limit', message: /has \d+ objects, more than teamt5\.max_item_objects \(1\)/ },
      { reason: 'conversion-limit' },
    ],
  });
});

t.test('a revocation of many objects is a warning', async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(0, 1) } });
  const revoked = (index: number) => ({
    type: 'malware',
    spec_version: '2.1',
    name: `M${index}`,
    is_family: true,
    revoked: true,
    created: '2024-01-01T00:00:00.000Z',
    modified: '2024-01-01T00:00:00.000Z',
    id: `malware--aaaaaaaa-0000-4000-8000-00000000000${index}`,
  });
  rig.threatVision.fault({
    path: /\.stix$/,
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'bundle', id: 'bundle--1', objects: [revoked(1), revoked(2)] }),
  });
  const run = await rig.call(['sync']);
  t.equal(run.code, 0, run.stderr);
  t.match(run.stderr, 'Revokes 2 objects and brings 0 others.');
});
