import { spawn, spawnSync } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

import { binaryCommand } from '../tools/binary.js';
import type { Rig } from '../tools/rig.js';
import { withoutWaitingNotices } from '../tools/waiting-notices.js';

/** util-linux' script provides a pseudo-terminal; that of the BSDs takes other arguments. */
const hasTerminal =
  process.platform === 'linux' &&
  spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout.includes('util-linux');

export const inTerminal = hasTerminal ? {} : { skip: 'no script of util-linux here' };

/** Milliseconds; longer than any service that a test slows down. A command that does not end must not stop the tests. */
const patience = 40_000;

export interface Screen {
  /** Null if the command did not end by itself. */
  readonly code: number | null;
  /** stdout and stderr combined, as the terminal received them, without notices about a service that is slow to respond. */
  readonly raw: string;
  readonly text: string;
  readonly waitingNotices: readonly string[];
}

/** In 80 columns (0: unknown width). `answers` are typed one by one, each after its prompt. */
export async function runInTerminal(
  rig: Rig,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  answers: readonly (readonly [prompt: string, answer: string])[] = [],
  columns = 80,
): Promise<Screen> {
  // With CI, a slow machine adds a line that is removed below, and no spinner between the other lines.
  const variables = { ...rig.env, TERM: 'xterm', SHELL: '/bin/sh', TZ: 'UTC', CI: 'true', ...env };
  const quoted = binaryCommand(args, variables)
    .map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`)
    .join(' ');
  const child = spawn('script', ['-qec', `stty cols ${columns} rows 40; ${quoted}`, '/dev/null'], {
    cwd: rig.home,
    env: variables,
    stdio: ['pipe', 'pipe', 'ignore'],
    // The end of script closes the terminal, which ends the command.
    timeout: patience,
    killSignal: 'SIGKILL',
  });
  const chunks: Buffer[] = [];
  let shown = '';
  const left = [...answers];
  // stdin stays open, because script ends the session at its end.
  child.stdout.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    shown += chunk.toString();
    const [next] = left;
    if (next === undefined || !shown.includes(next[0])) return;
    left.shift();
    shown = '';
    child.stdin.write(`${next[1]}\r`);
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const { text: raw, notices: waitingNotices } = withoutWaitingNotices(Buffer.concat(chunks).toString());
  return { code, raw, text: stripVTControlCharacters(raw).replaceAll('\r', ''), waitingNotices };
}
