/** A vertical axis from 0 to `top`. Values beyond it are cut. */
export interface Axis {
  readonly top: number;
  readonly ticks: readonly number[];
}

/** Steps of 1, 2 and 5 times a power of ten. */
export const countSteps = steps([1, 2, 5], 10, 1e7);

/** Seconds: round minutes, hours and days. */
export const secondSteps: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30],
  ...[1, 2, 5, 10, 15, 30].map((minutes) => 60 * minutes),
  ...[1, 2, 6, 12].map((hours) => 3_600 * hours),
  ...steps([1, 2, 5], 10, 1e4).map((days) => 86_400 * days),
];

/** How many times larger than the third largest value one must be to be cut. */
const outlier = 6;
const mostTicks = 4;

/**
 * An axis for values. One or two values that are far larger than all others, such as the items of a first run, are cut, so
 * that the others can be read.
 */
export function axisFor(values: readonly number[], candidates: readonly number[]): Axis {
  const sorted = [...values].sort((a, b) => b - a);
  const [largest = 0, , third = 0] = sorted;
  const shown =
    third > 0 && largest > outlier * third ? sorted.find((value) => value <= outlier * third) : largest;
  const highest = Math.max(shown ?? 0, candidates[0] ?? 1);
  const step = candidates.find((one) => highest <= one * mostTicks) ?? highest / mostTicks;
  const count = Math.max(1, Math.ceil(highest / step));
  return { top: count * step, ticks: Array.from({ length: count + 1 }, (_, index) => index * step) };
}

function steps(digits: readonly number[], base: number, most: number): readonly number[] {
  const all: number[] = [];
  for (let power = 1; power <= most; power *= base) all.push(...digits.map((digit) => digit * power));
  return all;
}
