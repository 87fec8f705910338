import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { projectRoot } from '../tools/paths.js';

export const deployFolder = join(projectRoot, 'deploy');

interface Checks {
  fail(message: string): void;
  pass(message: string): void;
}

/**
 * True if a program of the system is installed. Without it, the test fails in CI, which installs all of them (`.ci/run`),
 * and names it elsewhere.
 */
export function isInstalled(t: Checks, program: string, args: readonly string[] = ['--version']): boolean {
  if (spawnSync(program, args).error === undefined) return true;
  const inCi = !['', '0', 'false'].includes(process.env.CI ?? '');
  if (inCi) t.fail(`${program} is not installed`);
  else t.pass(`not checked: ${program} is not installed`);
  return false;
}

export interface Verdict {
  readonly code: number | null;
  /** stdout and stderr. */
  readonly output: string;
}

export function check(program: string, args: readonly string[], input?: string): Verdict {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', input });
  return { code: status, output: `${stdout}${stderr}` };
}
