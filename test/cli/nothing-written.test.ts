import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { ownContent } from '../sandbox/content/index.js';
import { createRig } from '../tools/rig.js';

const own = ownContent();
const content = { reports: own.reports.slice(0, 3), bundles: own.bundles.slice(0, 1) };

/** Each with the directory of the state: the default one or that of the environment. */
const readers: readonly (readonly ['default' | 'given', ...args: string[]])[] = [
  ['default', 'reports', 'list'],
  ['given', 'reports', 'show', 'monthly-2026-01'],
  ['given', 'reports', 'export', 'monthly-2026-01', '--output', '-'],
  ['default', 'reports', 'push', 'monthly-2026-01', '--dry-run'],
  ['default', 'sync', '--dry-run'],
  ['given', 'sync', '--dry-run'],
  ['default', 'sync', '--dry-run', '--output', 'bundles'],
  ['default', 'status'],
  ['given', 'status'],
  ['given', 'reset', '--dry-run'],
  ['default', 'reset', '--failed', '--dry-run'],
];

t.test('lists, dry runs and status write nothing to disk', async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  const given = { TEAMT5_STATE_DIR: join(rig.home, 'state') };
  for (const [directory, ...args] of readers) {
    const run = await rig.run(args, directory === 'given' ? given : {});
    t.equal(run.code, 0, `${args.join(' ')}: ${run.stderr}`);
    // conf creates its parent directories; they stay empty.
    const left = readdirSync(rig.home, { recursive: true, withFileTypes: true }).filter(
      (entry) => !entry.isDirectory() || entry.name.includes('teamt5'),
    );
    t.strictSame(
      left.map(({ name }) => name),
      [],
      args.join(' '),
    );
  }
  t.notOk(existsSync(join(rig.home, 'state')));
  t.notOk(existsSync(join(rig.home, 'bundles')));
});

t.test('a list uses the cached token of a run', async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  t.equal((await rig.call(['auth'])).code, 0);
  const tokens = (): number => rig.threatVision.requests.filter(({ path }) => path.includes('token')).length;
  t.equal(tokens(), 1);
  t.equal((await rig.call(['reports'])).code, 0);
  t.equal(tokens(), 1);
});
