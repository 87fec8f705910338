import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

import type { Rig } from '../tools/rig.js';
import { projectRoot } from '../tools/shared.js';

/** util-linux' script gives a pseudo-terminal; the one of the BSDs takes other arguments. */
const hasTerminal =
  process.platform === 'linux' &&
  spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout.includes('util-linux');

/** Options of a test that needs a terminal. */
export const inTerminal = hasTerminal ? {} : { skip: 'no script of util-linux here' };

export interface Screen {
  readonly code: number | null;
  /** As the terminal received it, stdout and stderr in one. */
  readonly raw: string;
  /** Without escape sequences. */
  readonly text: string;
}

/** Runs the binary in a terminal of 80 columns. @param input is typed at once */
export async function runInTerminal(
  rig: Rig,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input = '',
): Promise<Screen> {
  const words = [process.execPath, join(projectRoot, 'bin', 'teamt5-opencti.js'), ...args];
  const quoted = words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
  const child = spawn('script', ['-qec', `stty cols 80 rows 40; ${quoted}`, '/dev/null'], {
    cwd: rig.home,
    env: { ...rig.env, TERM: 'xterm', SHELL: '/bin/sh', TZ: 'UTC', ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  // Left open without input: script takes the end of its stdin for the end of the session.
  if (input !== '') child.stdin.write(input);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const raw = Buffer.concat(chunks).toString();
  return { code, raw, text: stripVTControlCharacters(raw).replaceAll('\r', '') };
}
