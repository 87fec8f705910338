import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { makeDirectory } from '../../src/lib/index.js';
import { createRig } from '../tools/rig.js';

t.test('creates a directory with its missing parents, and accepts an existing one', (t) => {
  const path = join(t.testdir(), 'a', 'b', 'c');
  makeDirectory(path);
  makeDirectory(path);
  t.ok(statSync(path).isDirectory());
  t.end();
});

t.test(
  'a run ends with exit code 2 and the path if it cannot create its directory',
  { skip: !existsSync('/proc/self') },
  async (t) => {
    const rig = await createRig(t);
    for (const args of [['sync'], ['sync', '--output', '/proc/nowhere/stix']]) {
      const run = await rig.run(args, { TEAMT5_STATE_DIR: '/proc/nowhere' });
      t.equal(run.code, 2, args.join(' '));
      t.match(run.stderr, '/proc/nowhere');
    }
  },
);
