import type { Fault } from './fault.js';
import {
  ADDRESS_REFUSED,
  isTlsRefusal,
  isUnsendable,
  PROXY_REFUSED,
  TRUNCATED,
  UNKNOWN_ENCODING,
} from './network-codes.js';
import type { RetryLimits } from './types.js';

export const defaultRetryLimits: RetryLimits = {
  baseDelay: 500,
  maxDelay: 8_000,
  maxRetryAfter: 60_000,
  requestBackOff: 40_000,
  requestTotal: 300_000,
  runBackOff: 1_800_000,
};

/**
 * Attempts in total, by what went wrong. An outage is bounded by its back-off budget, the number is only a
 * safety net under short random delays; a server that fails by itself (500) will rarely do better soon.
 */
const attemptsFor = { outage: 16, throttled: 16, stumble: 4, silence: 2, never: 1 } as const;

const attemptsByStatus: Readonly<Record<number, number>> = {
  408: attemptsFor.stumble,
  425: attemptsFor.stumble,
  429: attemptsFor.throttled,
  500: attemptsFor.stumble,
  502: attemptsFor.outage,
  503: attemptsFor.outage,
  504: attemptsFor.outage,
};

/** Statuses that come from a gateway or a limiter in front, whatever the body says: a `retry` function is not asked. */
export const gatewayStatuses: ReadonlySet<number> = new Set([429, 502, 503, 504]);

export interface RetryQuestion {
  readonly fault: Fault;
  /** `table`: the defaults decide; `yes`, `no`: the caller looked at the answer and knows. */
  readonly wanted: 'table' | 'yes' | 'no';
  /** Attempts made so far, from 1. */
  readonly attempt: number;
  /** Milliseconds since the first attempt began; waiting for the first turn is no attempt. */
  readonly elapsed: number;
  /** Milliseconds already spent in back-offs that the server did not ask for. */
  readonly backedOff: number;
  /** Milliseconds during which requests of this client have waited, overlaps counted once. */
  readonly runWaited: number;
  /** Milliseconds, from `Retry-After`. */
  readonly retryAfter?: number | undefined;
  readonly limits: RetryLimits;
  /** In [0, 1). */
  readonly random: () => number;
}

export type RetryDecision = { readonly retry: false } | { readonly retry: true; readonly delayMs: number };

/**
 * The one place that decides whether and when a request is sent again. Pure.
 *
 * Back-off is exponential with full jitter. A `Retry-After` is a lower bound, capped, with a first step of jitter on
 * top: the callers that were refused together do not return together.
 */
export function decideRetry(question: RetryQuestion): RetryDecision {
  const { limits, attempt, retryAfter } = question;
  if (attempt >= attemptsAllowed(question)) return { retry: false };

  const asked = retryAfter === undefined ? undefined : Math.min(retryAfter, limits.maxRetryAfter);
  const ceiling = asked === undefined ? limits.baseDelay * 2 ** (attempt - 1) : limits.baseDelay;
  const jitter = question.random() * Math.min(ceiling, limits.maxDelay);
  const delayMs = Math.round((asked ?? 0) + jitter);

  const overBudget =
    (asked === undefined && question.backedOff + delayMs > limits.requestBackOff) ||
    question.elapsed + delayMs > limits.requestTotal ||
    question.runWaited + delayMs > limits.runBackOff;
  return overBudget ? { retry: false } : { retry: true, delayMs };
}

function attemptsAllowed({ fault, wanted }: RetryQuestion): number {
  if (wanted === 'no') return attemptsFor.never;
  switch (fault.reason) {
    case 'network':
      return attemptsByCode(fault.code);
    case 'timeout':
      // A refused or lost connection attempt is an outage; silence after a request costs up to a minute each time.
      return fault.phase === 'connect' ? attemptsFor.outage : attemptsFor.silence;
    case 'http-status':
      return attemptsByStatus[fault.status] ?? (wanted === 'yes' ? attemptsFor.stumble : attemptsFor.never);
    case 'too-large':
    case 'redirect-refused':
    case 'cancelled':
      return attemptsFor.never;
  }
}

function attemptsByCode(code: string): number {
  if (isTlsRefusal(code) || isUnsendable(code)) return attemptsFor.never;
  // No HTTP, or damaged on the way: the other side is up, and each attempt costs it a whole answer.
  if (code === TRUNCATED || /^(Z_|HPE_)/.test(code)) return attemptsFor.stumble;
  switch (code) {
    case ADDRESS_REFUSED:
    case PROXY_REFUSED:
    case UNKNOWN_ENCODING:
      return attemptsFor.never;
    case 'ENOTFOUND':
      // The name does not exist, says its server; one that cannot be asked now is EAI_AGAIN.
      return attemptsFor.stumble;
    default:
      return attemptsFor.outage;
  }
}
