import { join } from 'node:path';

import t from 'tap';

import { withClosedDirectory } from '../attacks/other-user.js';
import { ownContent } from '../sandbox/content/index.js';
import { createLocalRig } from '../tools/local-rig.js';

const unreadable = 'cannot be read: EACCES: permission denied. This user has no right to read there: ';
const unwritable = 'cannot be written: EACCES: permission denied. This user has no right to write there: ';

/** Every command that opens the state: its exit code and a part of its output. */
const commands: readonly (readonly [code: number, text: string, ...args: string[]])[] = [
  [2, unwritable, 'sync'],
  [2, unreadable, 'sync', '--dry-run'],
  [2, unreadable, 'sync', '--if-due'],
  [2, unreadable, 'status'],
  [3, 'UNKNOWN: The state file ', 'status', '--check'],
  [2, unwritable, 'auth'],
  [2, unwritable, 'reset'],
  [2, unreadable, 'reset', '--dry-run'],
  [0, unreadable, 'reports', '--limit', '99', '--json'],
  [0, unreadable, 'bundles', '--limit', '99', '--json'],
];

const own = ownContent();
const content = { reports: own.reports.slice(0, 1), bundles: own.bundles.slice(0, 1) };
// Each command waits for its process.
t.jobs = 4;

t.test('no command takes a directory that must not be entered for an empty one', async (t) => {
  const rig = await createLocalRig(t, { threatVision: { content } });
  await withClosedDirectory(rig, async (directory, run) => {
    await Promise.all(
      commands.map(async ([code, text, ...args], index) => {
        // Node.js fails in different calls.
        const state = index % 2 === 0 ? directory : join(directory, 'below');
        const { stdout, stderr, ...ended } = await run(args, { TEAMT5_STATE_DIR: state });
        t.equal(ended.code, code, `${args.join(' ')}: ${stderr}`);
        t.match(stdout + stderr, text, args.join(' '));
        if (args.includes('--json')) t.match(stdout, '"state": "unknown"', args.join(' '));
      }),
    );
  });
  t.equal(rig.openCti.stored.size, 0);
});

t.test('neither with --output', async (t) => {
  const rig = await createLocalRig(t, { threatVision: { content } });
  await withClosedDirectory(rig, async (directory, run) => {
    for (const [text, ...args] of [
      [unwritable, 'sync'],
      [unreadable, 'sync', '--dry-run'],
      [unreadable, 'status'],
      [unreadable, 'reset', '--dry-run'],
    ]) {
      const { code, stderr } = await run([...args, '--output', directory], {});
      t.equal(code, 2, `${args.join(' ')}: ${stderr}`);
      t.match(stderr, text, args.join(' '));
      t.match(stderr, `with --output (${directory})`, args.join(' '));
    }
  });
});
