/** `npm run fuzz -- [--seconds N] [--target NAME] [--seed S]`: findings go to `dist/fuzz`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';

import { projectRoot } from '../tools/paths.js';
import { type Campaign, inputOf, type Result } from './campaign.js';
import { targets } from './targets.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    target: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
/** A case that takes longer never ends. */
const patience = 15_000;

process.exitCode = await main(Number(values.seconds), values.target, Number(values.seed));

async function main(seconds: number, only: string | undefined, seed: number): Promise<number> {
  const names = only === undefined ? Object.keys(targets) : [only];
  if (!(seconds > 0) || !Number.isSafeInteger(seed) || names.some((name) => !Object.hasOwn(targets, name))) {
    console.error(`--seconds and --seed take numbers, --target one of: ${Object.keys(targets).join(', ')}`);
    return 2;
  }
  let findings = 0;
  for (const target of names) {
    const campaign = {
      target,
      seed,
      milliseconds: (seconds * 1000) / names.length,
      current: new SharedArrayBuffer(4),
    };
    const { inputs, finding } = await resultOf(campaign);
    console.log(
      `${target}: ${inputs} inputs, ${finding === undefined ? 'no finding' : 'a finding'} (--seed ${seed})`,
    );
    if (finding === undefined) continue;
    findings += 1;
    const path = join(projectRoot, 'dist', 'fuzz', `${target}-${seed}-${finding.number}.txt`);
    mkdirSync(join(projectRoot, 'dist', 'fuzz'), { recursive: true });
    writeFileSync(path, inputOf(campaign, finding.number));
    console.error(`${finding.what.slice(0, 3000)}\n${path}`);
  }
  return findings === 0 ? 0 : 1;
}

function resultOf(campaign: Campaign): Promise<Result> {
  const current = new Int32Array(campaign.current);
  const worker = new Worker(new URL('./campaign.js', import.meta.url), {
    workerData: campaign,
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
  });
  return new Promise((resolve) => {
    const failed = (what: string): void => {
      const number = Atomics.load(current, 0);
      finish({ inputs: number, finding: { number, what } });
    };
    const timer = setTimeout(() => failed('never ends'), campaign.milliseconds + patience);
    const finish = (result: Result): void => {
      clearTimeout(timer);
      void worker.terminate();
      resolve(result);
    };
    worker.on('message', finish);
    worker.on('error', (error: Error) => failed(error.message));
  });
}
