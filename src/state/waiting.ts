import type { Lack, Waiting } from './document.js';

const hour = 3_600;
const day = 24 * hour;
/** Seconds after which an item is given up: still listed, but retried only on request or when it changes. */
const giveUpAfter = 30 * day;

/** An attempt that failed, or left a part missing. Times are unix seconds. */
export interface Attempt {
  readonly lack: Lack;
  /** With `lack: 'stix'`: the PDF is missing as well. */
  readonly alsoPdf?: true | undefined;
  readonly date: number;
  readonly fingerprint: string;
  readonly reason: string;
  readonly message: string;
  readonly at: number;
  readonly raw: unknown;
}

/** The interval doubles from one hour to one day; a changed listing entry starts anew. */
export function afterAttempt(earlier: Waiting | undefined, attempt: Attempt): Waiting {
  const { at, ...what } = attempt;
  const before = earlier?.fingerprint === attempt.fingerprint ? earlier : undefined;
  const attempts = (before?.attempts ?? 0) + 1;
  const firstAttempt = before?.firstAttempt ?? at;
  const spacing = Math.min(hour * 2 ** (attempts - 1), day);
  const givenUp = at - firstAttempt >= giveUpAfter;
  return {
    ...what,
    firstAttempt,
    lastAttempt: at,
    attempts,
    ...(givenUp ? {} : { nextTry: at + spacing }),
  };
}

/** Neither a delivered report that lacks a part, nor an item that `reset --failed` has forgotten. */
export function isFailed({ lack, forgotten }: Waiting): boolean {
  return lack === 'item' && forgotten !== true;
}

export function isDue(waiting: Waiting, now: number): boolean {
  return waiting.nextTry !== undefined && waiting.nextTry <= now;
}
