import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { projectRoot } from '../tools/paths.js';

export interface Measured {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
  readonly stdout: string;
}

const usageHook = pathToFileURL(join(projectRoot, 'test', 'bench', 'usage.mjs')).href;

/** Runs `node …args`; CPU time of the whole process, by bash. Throws if the exit code is not 0. */
export async function measure(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'teamt5-opencti-bench-'));
  const usageFile = join(folder, 'usage.json');
  try {
    const begun = performance.now();
    const { stdout, cpuSeconds } = await run(['--import', usageHook, ...args], {
      ...env,
      USAGE_FILE: usageFile,
    });
    const wallSeconds = (performance.now() - begun) / 1000;
    const peakMegabytes = Number(readFileSync(usageFile, 'utf8'));
    return { wallSeconds, stdout, cpuSeconds, peakMegabytes };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function median(runs: number, once: () => Promise<Measured>): Promise<Measured> {
  const all: Measured[] = [];
  for (let run = 0; run < runs; run++) all.push(await once());
  all.sort((a, b) => a.wallSeconds - b.wallSeconds);
  const middle = all[Math.floor(all.length / 2)];
  if (middle === undefined) throw new Error('no runs');
  return middle;
}

const timed = 'TIMEFORMAT="%U %S"; time "$@"';

function run(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly stdout: string; readonly cpuSeconds: number }> {
  const child = spawn('bash', ['-c', timed, 'bash', process.execPath, ...args], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out: Buffer[] = [];
  const error: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => error.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      const output = Buffer.concat(error).toString();
      const [user, system] = (output.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
      const cpuSeconds = (user ?? NaN) + (system ?? NaN);
      if (code === 0 && Number.isFinite(cpuSeconds))
        resolve({ stdout: Buffer.concat(out).toString(), cpuSeconds });
      else reject(new Error(`node ${args.join(' ')} ended with ${String(code)}: ${output}`));
    });
  });
}
