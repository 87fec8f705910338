import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';

import { objectIn } from './output-object.js';
import { projectRoot } from './paths.js';
import { withoutWaitingNotices } from './waiting-notices.js';

/** Lint allows the path in this file only, because a test file that reaches it is `e2e`. */
export const binaryPath = join(projectRoot, 'bin', 'teamt5-opencti.js');

/** Without the bundle: code that the bundler leaves out would count as covered. */
const unbundledPath = join(projectRoot, 'dist', 'src', 'cli', 'main.js');

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  /** Without `waitingNotices`. */
  readonly stderr: string;
  /** Log lines about a service that has not responded for 2 s. */
  readonly waitingNotices: readonly string[];
  json(): Record<string, unknown>;
}

export interface Running {
  readonly process: ChildProcess;
  readonly finished: Promise<Finished>;
}

export interface StartOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Instead of the one of this checkout. */
  readonly binary?: string | undefined;
}

/** Returns the path of a copy of the program in a new directory, for a user who cannot read this checkout. */
export function copyBinary(directory: string): string {
  for (const part of ['package.json', 'bin', join('dist', 'bundle')])
    cpSync(join(projectRoot, part), join(directory, part), { recursive: true });
  return join(directory, 'bin', 'teamt5-opencti.js');
}

export function startBinary(args: readonly string[], options: StartOptions): Running {
  const [program, ...words] = binaryCommand(args, options.env, options.binary);
  const child = spawn(program, words, { cwd: options.cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const out: Buffer[] = [];
  const error: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => error.push(chunk));
  const finished = new Promise<Finished>((resolve) => {
    child.on('close', (code, signal) => {
      const stdout = Buffer.concat(out).toString();
      const { text: stderr, notices: waitingNotices } = withoutWaitingNotices(
        Buffer.concat(error).toString(),
      );
      resolve({ code, signal, stdout, stderr, waitingNotices, json: () => objectIn(stdout, stderr) });
    });
  });
  return { process: child, finished };
}

/** `env` removes tap's NODE_OPTIONS, whose hooks would double the CPU time of the program. */
export function binaryCommand(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  binary = binaryPath,
): readonly [program: string, ...args: string[]] {
  const { NODE_V8_COVERAGE: coverage } = process.env;
  const variables = coverage === undefined ? env : { ...env, NODE_V8_COVERAGE: coverage };
  const assignments = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const main = coverage === undefined ? binary : unbundledPath;
  return ['/usr/bin/env', '-i', ...assignments, process.execPath, main, ...args];
}
