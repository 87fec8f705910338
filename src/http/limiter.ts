import type { Effects } from './effects.js';
import { retryAfterOf } from './retry.js';
import type { HttpResponse } from './types.js';

/** One limiter per host. */
export interface HostPermits {
  /** Waits for a permit; undefined if the signal aborts first. `urgent` ignores requests in progress. */
  acquire(host: string, signal: AbortSignal, urgent?: boolean): Promise<HostPermit | undefined>;
}

export interface HostPermit {
  /** Called once, when the response is complete or given up; undefined if there is none. */
  release(response: HttpResponse | undefined): void;
}

export interface HostPermitOptions {
  readonly concurrency: number;
  readonly requestsPerSecond?: number | undefined;
  /** Milliseconds; cuts a longer `Retry-After`. */
  readonly maxRetryAfter: number;
}

export function createHostPermits(
  { concurrency, requestsPerSecond, maxRetryAfter }: HostPermitOptions,
  effects: Pick<Effects, 'now' | 'sleep'>,
): HostPermits {
  const limiters = new Map<string, Limiter>();
  return {
    async acquire(host, signal, urgent) {
      const limiter =
        limiters.get(host) ?? createLimiter({ ceiling: concurrency, requestsPerSecond }, effects);
      limiters.set(host, limiter);
      const permit = await limiter.enter(signal, urgent);
      return (
        permit && {
          release(response) {
            const retryAfter = response && retryAfterOf(response, effects.now());
            permit.done({
              status: response?.status,
              retryAfter: retryAfter === undefined ? undefined : Math.min(retryAfter, maxRetryAfter),
            });
          },
        }
      );
    },
  };
}

export interface Permit {
  /** `retryAfter` (milliseconds) after an overload holds back every request to this host. */
  done(response: { readonly status?: number | undefined; readonly retryAfter?: number | undefined }): void;
}

export interface Limiter {
  enter(signal: AbortSignal, urgent?: boolean): Promise<Permit | undefined>;
}

/** At most `ceiling` simultaneous requests to one host, fewer after an overload; throttles their starts. */
export function createLimiter(
  options: { readonly ceiling: number; readonly requestsPerSecond?: number | undefined },
  { now, sleep }: Pick<Effects, 'now' | 'sleep'>,
): Limiter {
  const spacing = options.requestsPerSecond === undefined ? 0 : 1000 / options.requestsPerSecond;
  const waiting = new Set<() => void>();
  let concurrency = initialConcurrency(options.ceiling);
  let running = 0;
  let nextStart = 0;
  let heldUntil = 0;

  function admit(): void {
    for (const start of waiting) {
      if (running >= concurrency.limit) return;
      waiting.delete(start);
      running += 1;
      start();
    }
  }

  function leave(): void {
    running -= 1;
    admit();
  }

  /** Resolves to false if the signal aborts first. */
  function takePlace(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const giveUp = (): void => {
        if (waiting.delete(start)) resolve(false);
      };
      const start = (): void => {
        signal.removeEventListener('abort', giveUp);
        resolve(true);
      };
      signal.addEventListener('abort', giveUp, { once: true });
      waiting.add(start);
      admit();
    });
  }

  return {
    async enter(signal, urgent = false) {
      const isAborted = (): boolean => signal.aborted;
      if (isAborted()) return undefined;
      if (urgent) running += 1;
      else if (!(await takePlace(signal))) return undefined;
      // In a loop, because another response can extend the pause meanwhile.
      while (!isAborted() && now() < heldUntil) await sleep(heldUntil - now(), signal);
      const start = Math.max(now(), nextStart);
      nextStart = start + spacing;
      if (start > now()) await sleep(start - now(), signal);
      if (isAborted()) {
        leave();
        return undefined;
      }
      const { generation } = concurrency;
      return {
        done({ status, retryAfter }) {
          concurrency = concurrencyAfter(concurrency, status, generation);
          if (status !== undefined && isOverload(status) && retryAfter !== undefined) {
            heldUntil = Math.max(heldUntil, now() + retryAfter);
          }
          leave();
        },
      };
    },
  };
}

/** Simultaneous requests to one host: halved on overload, restored slowly. */
export interface AdaptiveConcurrency {
  readonly limit: number;
  readonly ceiling: number;
  /** Responses in a row without an overload since the limit last changed. */
  readonly successes: number;
  /** Grows with each halving, so that overloads of earlier requests do not halve again. */
  readonly generation: number;
}

const successesPerStep = 10;

export function initialConcurrency(ceiling: number): AdaptiveConcurrency {
  return { limit: ceiling, ceiling, successes: 0, generation: 0 };
}

export function isOverload(status: number): boolean {
  return status === 429 || status === 503;
}

/** `status`: undefined without a response. `generation`: that of the time when the request started. */
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
