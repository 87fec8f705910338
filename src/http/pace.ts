/** How many requests may run at once against one host: halved when it asks for less, restored slowly. */
export interface Pace {
  readonly limit: number;
  readonly ceiling: number;
  /** Answers in a row without a complaint since the limit last changed. */
  readonly successes: number;
  /** Grows with every halving. A complaint about a request that started before the last halving is old news. */
  readonly generation: number;
}

/** Good answers that buy one more request at once. */
const SUCCESSES_PER_STEP = 10;

export const initialPace = (ceiling: number): Pace => ({
  limit: ceiling,
  ceiling,
  successes: 0,
  generation: 0,
});

export const isOverload = (status: number): boolean => status === 429 || status === 503;

/**
 * The pace after an answer. Pure.
 *
 * @param status of the answer; undefined when there was none, which says nothing about the load.
 * @param generation the pace's generation when the request started.
 */
export function paceAfter(pace: Pace, status: number | undefined, generation: number): Pace {
  if (status === undefined) return pace;
  if (isOverload(status)) {
    return generation < pace.generation
      ? pace
      : {
          ...pace,
          limit: Math.max(1, Math.floor(pace.limit / 2)),
          successes: 0,
          generation: pace.generation + 1,
        };
  }
  if (pace.limit === pace.ceiling) return pace;
  return pace.successes + 1 < SUCCESSES_PER_STEP
    ? { ...pace, successes: pace.successes + 1 }
    : { ...pace, limit: pace.limit + 1, successes: 0 };
}
