import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

import t from 'tap';

import { ownContent } from '../sandbox/content/index.js';
import { binaryPath } from '../tools/binary.js';
import { createRig, type Rig } from '../tools/rig.js';

const content = ownContent();

function inShell(
  { home, env }: Rig,
  args: readonly string[],
  redirections: string,
): Promise<{ code: number | null; stderr: string }> {
  const child = spawn('/bin/sh', ['-c', `"$0" "$@" ${redirections}`, process.execPath, binaryPath, ...args], {
    cwd: home,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stderr })));
}

t.test('a run completes if the reader of its log closes the pipe', async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  const running = rig.start(['sync', '--log-level', 'debug']);
  running.process.stderr?.destroy();
  const { code } = await running.finished;
  t.equal(code, 0);
  t.match((await rig.run(['status', '--offline', '--json'])).json(), { lastRun: { outcome: 'done' } });
});

const full = existsSync('/dev/full') ? {} : { skip: 'no /dev/full here' };

t.test('a full disk behind stdout causes one line and exit code 2', full, async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  for (const args of [
    ['reports', '--limit', '50'],
    ['reports', '--json', '--limit', '50'],
    ['bundles', 'export', '4100', '--output', '-'],
    ['sync', '--json'],
    ['--help'],
  ]) {
    const run = await inShell(rig, args, '> /dev/full');
    t.equal(run.code, 2, args.join(' '));
    t.match(
      run.stderr,
      /^[\d-]+ [\d:]+ error Stdout cannot be written: [^\n]*no space left on device[^\n]* Give a path that this user can write to\.\n$/,
      args.join(' '),
    );
  }
});

t.test('a full disk behind stderr does not stop the run', full, async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  t.equal((await inShell(rig, ['sync', '--log-level', 'debug'], '2> /dev/full')).code, 0);
});
