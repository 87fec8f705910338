import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { ownContent } from '../sandbox/content/index.js';
import { createLocalRig } from '../tools/local-rig.js';

t.test('accepts each common option before and after the command', async (t) => {
  const rig = await createLocalRig(t, { threatVision: { content: ownContent() } });
  const file = join(rig.home, 'other.yml');
  writeFileSync(file, 'connector:\n  name: Other\n', { mode: 0o600 });
  /** With the options in front of the command, and at the end. */
  const positions = (
    options: readonly string[],
    command: readonly string[],
  ): readonly (readonly string[])[] => [
    [...options, ...command],
    [...command, ...options],
  ];

  for (const args of positions(['--config', file], ['config', '--json']))
    t.match((await rig.call(args)).json(), { file }, args.join(' '));

  const more = 'This is the newest report; --limit <n> lists more.';
  const list = ['reports', '--limit', '1'];
  for (const args of positions(['--log-level', 'info'], list))
    t.ok((await rig.call(args)).stderr.includes(more), args.join(' '));
  for (const args of positions(['--log-level=info', '--log-format', 'json'], list)) {
    const { stderr } = await rig.call(args);
    t.match(JSON.parse(stderr), { level: 'info', event: 'more', kind: 'reports' }, args.join(' '));
  }
  for (const args of positions(['--log-level', 'info', '--quiet'], list)) {
    const run = await rig.call(args);
    t.equal(run.code, 0, args.join(' '));
    t.equal(run.stderr, '', args.join(' '));
  }
  for (const args of positions(['--json'], ['reports', 'show', 'monthly-2026-05']))
    t.match((await rig.call(args)).json(), { id: 'monthly-2026-05' }, args.join(' '));

  // Between a group and its command, and for a failure of the command line.
  t.match((await rig.call(['reports', '--json', 'list', '--limit', '1'])).json(), { more: true });
  t.match((await rig.call(['--json', 'reports', 'list', '--lmit', '1'])).json(), {
    error: { reason: 'usage' },
  });
});

t.test('accepts --no-color before and after the command', async (t) => {
  const rig = await createLocalRig(t, { threatVision: { content: ownContent() } });
  const list = ['reports', '--limit', '1'];
  const wide = { columns: 80 };
  t.match((await rig.call(list, {}, wide)).stdout, '\u001b[1m', 'colored without the option');
  for (const args of [
    ['--no-color', ...list],
    [...list, '--no-color'],
  ])
    t.notMatch((await rig.call(args, {}, wide)).stdout, '\u001b[1m', args.join(' '));
});
