import { concurrencyAfter, initialConcurrency, isOverload } from './adaptive-concurrency.js';
import type { Effects } from './effects.js';
import { parseRetryAfter } from './retry-after.js';
import type { HttpResponse } from './types.js';

/** The permits of one client: one limiter per host. */
export interface HostPermits {
  /** Waits for a permit to send one request to a host; undefined if the signal aborts first. */
  acquire(host: string, signal: AbortSignal): Promise<HostPermit | undefined>;
}

export interface HostPermit {
  /** Called once, when the response is complete or given up; undefined if there is none. */
  release(response: HttpResponse | undefined): void;
}

export interface HostPermitOptions {
  readonly concurrency: number;
  readonly requestsPerSecond?: number | undefined;
  /** Milliseconds: a longer `Retry-After` is cut to this. */
  readonly maxRetryAfter: number;
}

export function createHostPermits(
  { concurrency, requestsPerSecond, maxRetryAfter }: HostPermitOptions,
  effects: Pick<Effects, 'now' | 'sleep'>,
): HostPermits {
  const limiters = new Map<string, Limiter>();
  return {
    async acquire(host, signal) {
      const limiter =
        limiters.get(host) ?? createLimiter({ ceiling: concurrency, requestsPerSecond }, effects);
      limiters.set(host, limiter);
      const permit = await limiter.enter(signal);
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

/** Milliseconds of a response's `Retry-After`. */
export function retryAfterOf({ headers }: HttpResponse, now: number): number | undefined {
  return parseRetryAfter(headers['retry-after'], headers.date, now);
}

export interface Permit {
  /** `retryAfter` (milliseconds) after an overload holds back every request to this host. */
  done(response: { readonly status?: number | undefined; readonly retryAfter?: number | undefined }): void;
}

export interface Limiter {
  /** Waits for a permit; undefined if the signal aborts first. */
  enter(signal: AbortSignal): Promise<Permit | undefined>;
}

/**
 * Allows at most `ceiling` simultaneous requests to one host, fewer after an overload (see `concurrencyAfter`), and
 * starts at most `requestsPerSecond`.
 */
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

  /** Resolves to true with a place, or to false if the signal aborts first. */
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
    async enter(signal) {
      const isAborted = (): boolean => signal.aborted;
      if (isAborted() || !(await takePlace(signal))) return undefined;
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
