import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { ownContent } from '../sandbox/content/index.js';
import { createRig } from '../tools/rig.js';

const readers: readonly (readonly string[])[] = [
  ['reports', 'list'],
  ['reports', 'show', 'monthly-2026-05'],
  ['reports', 'export', 'monthly-2026-05', '--output', '-'],
  ['reports', 'push', 'monthly-2026-05', '--dry-run'],
  ['sync', '--dry-run'],
  ['sync', '--dry-run', '--output', 'bundles'],
  ['status'],
  ['reset', '--dry-run'],
  ['reset', '--failed', '--dry-run'],
];

t.test('lists, dry runs and status write nothing to disk', async (t) => {
  const rig = await createRig(t, { threatVision: { content: ownContent() } });
  for (const env of [{}, { TEAMT5_STATE_DIR: join(rig.home, 'state') }]) {
    for (const args of readers) {
      const run = await rig.run(args, env);
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
  }
  t.notOk(existsSync(join(rig.home, 'state')));
  t.notOk(existsSync(join(rig.home, 'bundles')));
});

t.test('a list uses the cached token of a run', async (t) => {
  const rig = await createRig(t, { threatVision: { content: ownContent() } });
  t.equal((await rig.run(['auth'])).code, 0);
  const tokens = (): number => rig.threatVision.requests.filter(({ path }) => path.includes('token')).length;
  t.equal(tokens(), 1);
  t.equal((await rig.run(['reports'])).code, 0);
  t.equal(tokens(), 1);
});
