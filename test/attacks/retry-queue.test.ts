import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { hoursAgo } from '../sync/pushed.js';
import { createLocalRig } from '../tools/local-rig.js';
import { valueAt } from '../tools/value-at.js';

const ids = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

t.test('a failing item whose id is a name of the language stays in the retry queue', async (t) => {
  const reports = ids.map((alias, index) => ({
    alias,
    title: alias,
    date: hoursAgo(index + 1),
    listed: { pdf_url: null },
  }));
  const rig = await createLocalRig(t, { threatVision: { content: { reports, bundles: [] } } });
  rig.threatVision.fault({ path: /\.stix$/, status: 403, times: 1000 });
  const run = await rig.call(['sync', '--json']);
  t.match(run.json(), { reports: { listed: ids.length } });
  const waiting = valueAt((await rig.call(['status', '--offline', '--json'])).json(), 'reports', 'waiting');
  const listed = Array.isArray(waiting) ? waiting.map((one: unknown) => valueAt(one, 'id')) : [];
  t.strictSame(listed.sort(), [...ids].sort(), run.stderr);
  const forgotten = await rig.call(['reset', '--failed', '__proto__', '--json']);
  t.match(forgotten.json(), { failed: [{ kind: 'reports', id: '__proto__' }] });
});

t.test('ids that are equal in their first 200 characters get files of their own', async (t) => {
  const reports = [1, 2, 3].map((number) => ({
    alias: `${'x'.repeat(220)}${number}`,
    title: `t${number}`,
    date: hoursAgo(number),
    listed: { pdf_url: null },
  }));
  const rig = await createLocalRig(t, { threatVision: { content: { reports, bundles: [] } } });
  const run = await rig.call(['sync', '--output', 'out']);
  t.equal(run.code, 0, run.stderr);
  const written = readdirSync(join(rig.home, 'out')).filter((name) => name.startsWith('report-'));
  t.equal(written.length, 3);
});
