/**
 * TEAMT5_TEST_RUNS=10 runs ten times as many cases of each generated test as its number says. `npm test` runs a part
 * of them, so that it stays short; `.ci/run` runs four times as many.
 */
const factor = Number(process.env.TEAMT5_TEST_RUNS ?? 0.2);
if (!(factor > 0)) throw new Error('TEAMT5_TEST_RUNS must be a positive number, for example 10');

export function runs(n: number): number {
  return Math.max(1, Math.round(n * factor));
}
