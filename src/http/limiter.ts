import type { Effects } from './effects.js';
import { initialPace, isOverload, paceAfter } from './pace.js';

export interface Permit {
  /** Call once, when the answer is complete or given up. `retryAfter` in milliseconds holds every caller of this host back. */
  done(answer: { readonly status?: number | undefined; readonly retryAfter?: number }): void;
}

export interface Limiter {
  /** Waits for its turn; undefined when the signal came first. */
  enter(signal: AbortSignal): Promise<Permit | undefined>;
}

/**
 * Lets at most `ceiling` requests to one host run at once, fewer after 429/503 (see `paceAfter`), and starts no more
 * than `requestsPerSecond`.
 */
export function createLimiter(
  options: { readonly ceiling: number; readonly requestsPerSecond?: number },
  { now, sleep }: Pick<Effects, 'now' | 'sleep'>,
): Limiter {
  const spacing = options.requestsPerSecond === undefined ? 0 : 1000 / options.requestsPerSecond;
  const waiting = new Set<() => void>();
  let pace = initialPace(options.ceiling);
  let running = 0;
  let nextStart = 0;
  let heldUntil = 0;

  const admit = () => {
    for (const start of waiting) {
      if (running >= pace.limit) return;
      waiting.delete(start);
      running += 1;
      start();
    }
  };

  const leave = () => {
    running -= 1;
    admit();
  };

  /** Resolves when a place is free (and taken), or without one when the signal came first. */
  const place = (signal: AbortSignal) =>
    new Promise<boolean>((resolve) => {
      const giveUp = () => {
        if (waiting.delete(start)) resolve(false);
      };
      const start = () => {
        signal.removeEventListener('abort', giveUp);
        resolve(true);
      };
      signal.addEventListener('abort', giveUp, { once: true });
      waiting.add(start);
      admit();
    });

  return {
    async enter(signal) {
      const gone = () => signal.aborted;
      if (gone() || !(await place(signal))) return undefined;
      // Again, because during the wait another answer may have asked for more patience.
      while (!gone() && now() < heldUntil) await sleep(heldUntil - now(), signal);
      const start = Math.max(now(), nextStart);
      nextStart = start + spacing;
      if (start > now()) await sleep(start - now(), signal);
      if (gone()) {
        leave();
        return undefined;
      }
      const { generation } = pace;
      return {
        done({ status, retryAfter }) {
          pace = paceAfter(pace, status, generation);
          if (status !== undefined && isOverload(status) && retryAfter !== undefined) {
            heldUntil = Math.max(heldUntil, now() + retryAfter);
          }
          leave();
        },
      };
    },
  };
}
