/** Time from the start of the process to its first request, in the image and outside. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { until } from '../sync/pushed.js';
import { binaryPath } from '../tools/binary.js';
import type { Engine } from './engine.js';
import { openStage, type Stage } from './stage.js';

export interface StartUp {
  /** Milliseconds, medians. */
  readonly image: number;
  readonly bare: number;
}

/** The first one, which reads the files from the disk, does not count. */
const starts = 6;
/** One container for all: its own start, and what the engine does after that, do not count. */
const script = `i=0; while [ $i -lt ${starts} ]; do date +%s%3N; "$@" >/dev/null 2>&1; i=$((i + 1)); done`;

export async function measureStartUp(engine: Engine, tag: string): Promise<StartUp> {
  const stage = await openStage(engine, tag);
  const home = mkdtempSync(join(tmpdir(), 'teamt5-opencti-start-'));
  try {
    const image = await medianDelay(stage, async () => {
      const options = ['--entrypoint', 'sh'];
      const volume = await stage.volume();
      return (await stage.run(['-c', script, 'sh', 'teamt5-opencti', 'auth'], { volume, options })).stdout;
    });
    const env = { ...stage.env, PATH: process.env.PATH ?? '', HOME: home };
    const bare = await medianDelay(stage, () =>
      output(['-c', script, 'sh', process.execPath, binaryPath, 'auth'], env),
    );
    return { image, bare };
  } finally {
    await stage.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** @param run returns the output: the time of each start, in milliseconds, on a line */
async function medianDelay({ threatVision, openCti }: Stage, run: () => Promise<string>): Promise<number> {
  const count = (): number => threatVision.requests.length + openCti.requests.length;
  const arrivals: number[] = [];
  let seen = count();
  let ended = false;
  const running = run().finally(() => (ended = true));
  await until(() => {
    if (count() > seen) arrivals.push(Date.now());
    seen = count();
    return ended;
  });
  const started = (await running).trim().split('\n').map(Number).slice(1);
  const delays = started.map((start) => (arrivals.find((time) => time >= start) ?? NaN) - start);
  return delays.toSorted((a, b) => a - b)[Math.floor(delays.length / 2)] ?? NaN;
}

function output(args: readonly string[], env: Record<string, string>): Promise<string> {
  const child = spawn('sh', args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve(text));
  });
}
