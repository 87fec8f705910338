// Installs from the lockfile if that is newer than the installation, then builds. Plain JavaScript, because it runs
// before a build. TEAMT5_PREPARED=true skips both, for `.ci/run`, where nothing changes between two commands.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';

const installed = 'node_modules/.package-lock.json';
if (process.env.TEAMT5_PREPARED !== 'true') prepare();

function prepare() {
  const stale = !existsSync(installed) || statSync(installed).mtimeMs < statSync('package-lock.json').mtimeMs;
  if (stale) run('npm', ['ci', '--no-audit', '--no-fund']);
  run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json']);
  run(process.execPath, ['esbuild.config.js']);
}

/** Runs a command, and ends this process with its exit code if that is not 0. */
function run(command, args) {
  const { status } = spawnSync(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
}
