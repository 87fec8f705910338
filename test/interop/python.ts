import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok, type Result } from '../../src/lib/index.js';
import { projectRoot } from '../tools/paths.js';

export const interopFolder = join(projectRoot, 'test', 'interop');
const environment = process.env.TEAMT5_INTEROP_VENV ?? join(projectRoot, '.venv');
const windows = process.platform === 'win32';

interface NoPython {
  readonly reason: 'no-python' | 'no-environment' | 'no-packages';
  readonly message: string;
}

/** An interpreter with the packages, which are installed if the list has changed. */
export function preparePython(): Result<string, NoPython> {
  const python = join(environment, windows ? 'Scripts' : 'bin', windows ? 'python.exe' : 'python');
  const wanted = readFileSync(join(interopFolder, 'requirements.txt'), 'utf8');
  const installed = join(environment, 'installed.txt');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted && run(python, ['--version']).ok)
    return ok(python);

  const system = ['python3', 'python'].find((name) => run(name, ['--version']).ok);
  if (system === undefined)
    return err({ reason: 'no-python', message: 'Python 3 is not installed, or not on the path.' });
  const made = run(system, ['-m', 'venv', '--clear', environment]);
  if (!made.ok)
    return err({
      reason: 'no-environment',
      message: `${system} cannot create an environment: ${made.output}`,
    });
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  const filled = run(python, [...pip, '-r', join(interopFolder, 'requirements.txt')]);
  if (!filled.ok)
    return err({ reason: 'no-packages', message: `pip cannot install the packages: ${filled.output}` });
  writeFileSync(installed, wanted);
  return ok(python);
}

function run(command: string, args: readonly string[]): { readonly ok: boolean; readonly output: string } {
  const done = spawnSync(command, args, { encoding: 'utf8' });
  const output = `${done.stdout}${done.stderr}`.trim().split('\n').slice(-3).join(' ');
  return { ok: done.status === 0, output };
}
