/** The number of simultaneous requests to one host: halved when the host is overloaded, restored slowly. */
export interface AdaptiveConcurrency {
  readonly limit: number;
  readonly ceiling: number;
  /** Responses in a row without an overload since the limit last changed. */
  readonly successes: number;
  /** Grows with every halving: an overload of a request that started before the last halving is not counted again. */
  readonly generation: number;
}

/** Responses without an overload after which the limit grows by one. */
const successesPerStep = 10;

export function initialConcurrency(ceiling: number): AdaptiveConcurrency {
  return { limit: ceiling, ceiling, successes: 0, generation: 0 };
}

export function isOverload(status: number): boolean {
  return status === 429 || status === 503;
}

/**
 * The concurrency after a response.
 * @param status of the response; undefined if there was none, which says nothing about the load
 * @param generation the generation when the request started
 */
export function concurrencyAfter(
  current: AdaptiveConcurrency,
  status: number | undefined,
  generation: number,
): AdaptiveConcurrency {
  if (status === undefined) return current;
  if (isOverload(status)) {
    if (generation < current.generation) return current;
    const limit = Math.max(1, Math.floor(current.limit / 2));
    return { ...current, limit, successes: 0, generation: current.generation + 1 };
  }
  if (current.limit === current.ceiling) return current;
  return current.successes + 1 < successesPerStep
    ? { ...current, successes: current.successes + 1 }
    : { ...current, limit: current.limit + 1, successes: 0 };
}
