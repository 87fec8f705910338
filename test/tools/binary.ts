import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

import { projectRoot } from './shared.js';

/** The path of the built binary. A lint rule allows it in this file only: it makes a test file that reaches it `e2e`. */
export const binaryPath = join(projectRoot, 'bin', 'teamt5-opencti.js');

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout as a JSON object; throws where it is none. */
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
  const child = spawn(process.execPath, [binaryPath, ...args], {
    cwd: options.cwd,
    env: { ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
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

function objectIn(stdout: string, stderr: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(stdout);
  } catch {
    throw new Error(`stdout is no JSON:\n${stdout}\nstderr:\n${stderr}`);
  }
  if (typeof value !== 'object' || value === null) throw new Error(`no JSON object: ${stdout}`);
  return { ...value };
}
