import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

import { projectRoot } from './paths.js';

/** The path of the built binary. A lint rule allows it in this file only: it makes a test file that reaches it `e2e`. */
export const binaryPath = join(projectRoot, 'bin', 'teamt5-opencti.js');

/** Coverage is measured without the bundle: code that the bundler leaves out would count as covered. */
const unbundledPath = join(projectRoot, 'dist', 'src', 'cli', 'main.js');

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout as a JSON object. Throws if it is not one. */
  json(): Record<string, unknown>;
}

export interface Running {
  readonly process: ChildProcess;
  readonly finished: Promise<Finished>;
}

/** Starts the built binary with exactly this environment. */
export function startBinary(
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Running {
  const main = process.env.NODE_V8_COVERAGE === undefined ? binaryPath : unbundledPath;
  const [program, programArgs] = withEnvironment(options.env, [process.execPath, main, ...args]);
  const child = spawn(program, programArgs, { cwd: options.cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const out: Buffer[] = [];
  const error: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => error.push(chunk));
  const finished = new Promise<Finished>((resolve) => {
    child.on('close', (code, signal) => {
      const stdout = Buffer.concat(out).toString();
      const stderr = Buffer.concat(error).toString();
      resolve({ code, signal, stdout, stderr, json: () => objectIn(stdout, stderr) });
    });
  });
  return { process: child, finished };
}

/**
 * A program and its arguments that run `command` in this environment only. tap adds NODE_OPTIONS to the environment of
 * every child process, which loads its hooks into the program and doubles the program's CPU time; `env` removes them.
 */
export function withEnvironment(
  env: Readonly<Record<string, string>>,
  command: readonly string[],
): readonly [program: string, args: readonly string[]] {
  const { NODE_V8_COVERAGE: coverage } = process.env;
  const variables = coverage === undefined ? env : { ...env, NODE_V8_COVERAGE: coverage };
  const assignments = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  return ['/usr/bin/env', ['-i', ...assignments, ...command]];
}

function objectIn(stdout: string, stderr: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(stdout);
  } catch {
    throw new Error(`stdout is not JSON:\n${stdout}\nstderr:\n${stderr}`);
  }
  if (typeof value !== 'object' || value === null) throw new Error(`stdout is not a JSON object: ${stdout}`);
  return { ...value };
}
