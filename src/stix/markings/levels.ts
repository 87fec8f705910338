import type { TlpLevel } from '../conversion.js';

/** From the least to the most strict. */
export const levels: readonly TlpLevel[] = ['clear', 'green', 'amber', 'amber+strict', 'red'];

export function stricter(one: TlpLevel, other: TlpLevel): TlpLevel {
  return levels.indexOf(one) > levels.indexOf(other) ? one : other;
}

/** Undefined without any. */
export function strictest(given: readonly TlpLevel[]): TlpLevel | undefined {
  return given.length === 0 ? undefined : given.reduce(stricter);
}
