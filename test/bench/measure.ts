import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { projectRoot } from '../tools/shared.js';

export interface Measured {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
  readonly stdout: string;
}

const usageHook = pathToFileURL(join(projectRoot, 'test', 'bench', 'usage.mjs')).href;

/** Runs `node …args` as a whole process. Throws where it does not end well: a failed run measures nothing. */
export async function measure(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'teamt5-opencti-bench-'));
  const usageFile = join(folder, 'usage.json');
  try {
    const begun = performance.now();
    const stdout = await run(['--import', usageHook, ...args], { ...env, USAGE_FILE: usageFile });
    const wallSeconds = (performance.now() - begun) / 1000;
    const usage: unknown = JSON.parse(readFileSync(usageFile, 'utf8'));
    return {
      wallSeconds,
      stdout,
      cpuSeconds: figure(usage, 'cpuSeconds'),
      peakMegabytes: figure(usage, 'peakMegabytes'),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The run whose wall time is the middle one: noisy machines make a single time meaningless. */
export async function median(runs: number, once: () => Promise<Measured>): Promise<Measured> {
  const all: Measured[] = [];
  for (let run = 0; run < runs; run++) all.push(await once());
  all.sort((a, b) => a.wallSeconds - b.wallSeconds);
  const middle = all[Math.floor(all.length / 2)];
  if (middle === undefined) throw new Error('no runs');
  return middle;
}

function run(args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const out: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(out).toString());
      else reject(new Error(`node ${args.join(' ')} ended with ${String(code)}`));
    });
  });
}

function figure(value: unknown, name: string): number {
  const found =
    typeof value === 'object' && value !== null
      ? Object.entries(value).find(([key]) => key === name)
      : undefined;
  if (typeof found?.[1] !== 'number') throw new Error(`no ${name} was measured`);
  return found[1];
}
