/** The thread of one target. The current case is shared, so that a case that never ends is known. */
import { isMainThread, parentPort, workerData } from 'node:worker_threads';

import { mutated, randomFrom } from './mutate.js';
import { findingsOf, targets } from './targets.js';

export interface Campaign {
  readonly target: string;
  readonly seed: number;
  readonly milliseconds: number;
  readonly current: SharedArrayBuffer;
}

export interface Result {
  readonly inputs: number;
  readonly finding?: { readonly number: number; readonly what: string } | undefined;
}

/** Milliseconds of the processor, for at most 64 Ki characters of most targets. */
const usuallySlow = 500;

const allSeeds = new Map<string, readonly string[]>();

function seedsOf(target: string): readonly string[] {
  const seeds = allSeeds.get(target) ?? [...(targets[target]?.seeds() ?? []), ...findingsOf(target)];
  allSeeds.set(target, seeds);
  return seeds;
}

export function inputOf({ target, seed }: Pick<Campaign, 'target' | 'seed'>, number: number): string {
  return mutated(seedsOf(target), randomFrom(seed + Math.imul(number, 0x9e3779b1)));
}

async function runCampaign(campaign: Campaign): Promise<Result> {
  const current = new Int32Array(campaign.current);
  const target = targets[campaign.target];
  await target?.prepare?.();
  const end = Date.now() + campaign.milliseconds;
  let number = 0;
  for (; Date.now() < end; number++) {
    Atomics.store(current, 0, number);
    const input = inputOf(campaign, number);
    const start = process.cpuUsage();
    try {
      await target?.run(input);
    } catch (error) {
      const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return { inputs: number, finding: { number, what } };
    }
    const { user, system } = process.cpuUsage(start);
    const took = Math.round((user + system) / 1000);
    if (took > (target?.slow ?? usuallySlow))
      return { inputs: number, finding: { number, what: `takes ${took} ms` } };
  }
  return { inputs: number };
}

if (!isMainThread) parentPort?.postMessage(await runCampaign(workerData as Campaign));
