import type { AttemptFailure } from './failure.js';
import {
  ADDRESS_REFUSED,
  isTlsRefusal,
  isUnsendable,
  PROXY_REFUSED,
  TRUNCATED,
  UNKNOWN_ENCODING,
} from './network-codes.js';
import type { HttpResponse, RetryLimits } from './types.js';

export const defaultRetryLimits: RetryLimits = {
  baseDelay: 500,
  maxDelay: 8_000,
  maxRetryAfter: 60_000,
  requestBackOff: 40_000,
  requestTotal: 300_000,
  runBackOff: 1_800_000,
};

/** Attempts in total. The back-off budget limits an outage; a server error (500) rarely recovers soon. */
const attemptsFor = { outage: 16, throttled: 16, serverError: 4, noResponse: 2, never: 1 } as const;

const attemptsByStatus: Readonly<Record<number, number>> = {
  408: attemptsFor.serverError,
  425: attemptsFor.serverError,
  429: attemptsFor.throttled,
  500: attemptsFor.serverError,
  502: attemptsFor.outage,
  503: attemptsFor.outage,
  504: attemptsFor.outage,
};

/** Whether a response with this status is requested again */
export const isRetriedStatus = (status: number): boolean => attemptsByStatus[status] !== undefined;

/** Statuses of a gateway or a limiter in front: a `retry` function is not called for them. */
export const gatewayStatuses: ReadonlySet<number> = new Set([429, 502, 503, 504]);

export interface RetryQuestion {
  readonly failure: AttemptFailure;
  /** `table`: the defaults decide; `yes`, `no`: the caller has decided. */
  readonly callerChoice: 'table' | 'yes' | 'no';
  /** From 1. */
  readonly attempt: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Milliseconds since the first attempt started, without waits for its permit and for a throttled account. */
  readonly elapsed: number;
  /** Milliseconds of back-offs that the server did not request. */
  readonly backedOff: number;
  /** Milliseconds during which at least one request of this client waited. */
  readonly runWaited: number;
  /** Milliseconds, from `Retry-After`. */
  readonly retryAfter?: number | undefined;
  readonly limits: RetryLimits;
  /** In [0, 1). */
  readonly random: () => number;
}

export type RetryDecision = { readonly retry: false } | { readonly retry: true; readonly delayMs: number };

/** Exponential back-off with full jitter. `Retry-After` is a lower bound, capped, with jitter on top. */
export function decideRetry(question: RetryQuestion): RetryDecision {
  const { limits, attempt, retryAfter } = question;
  if (attempt >= attemptsAllowed(question)) return { retry: false };

  const isThrottled = isThrottle(question);
  const asked =
    retryAfter === undefined || isThrottled ? retryAfter : Math.min(retryAfter, limits.maxRetryAfter);
  const ceiling = asked === undefined ? limits.baseDelay * 2 ** (attempt - 1) : limits.baseDelay;
  const jitter = question.random() * Math.min(ceiling, limits.maxDelay);
  const delayMs = Math.round((asked ?? 0) + jitter);

  const overBudget =
    (asked === undefined && question.backedOff + delayMs > limits.requestBackOff) ||
    (isThrottled
      ? question.now + delayMs > (limits.throttledUntil ?? 0)
      : question.elapsed + delayMs > limits.requestTotal) ||
    question.runWaited + delayMs > limits.runBackOff;
  return overBudget ? { retry: false } : { retry: true, delayMs };
}

/** A limit of the account: neither a shorter wait nor another request helps. */
export function isThrottle({
  failure,
  retryAfter,
  limits,
}: Pick<RetryQuestion, 'failure' | 'retryAfter' | 'limits'>): boolean {
  return (
    limits.throttledUntil !== undefined &&
    retryAfter !== undefined &&
    failure.reason === 'http-status' &&
    failure.status === 429
  );
}

function attemptsAllowed({ failure, callerChoice }: RetryQuestion): number {
  if (callerChoice === 'no') return attemptsFor.never;
  switch (failure.reason) {
    case 'network':
      return attemptsByCode(failure.code);
    case 'timeout':
      // A failed connection attempt is an outage; a missing response costs up to a minute each time.
      if (failure.phase === 'connect') return attemptsFor.outage;
      return failure.phase === 'whole-body' ? attemptsFor.never : attemptsFor.noResponse;
    case 'http-status':
      return (
        attemptsByStatus[failure.status] ??
        (callerChoice === 'yes' ? attemptsFor.serverError : attemptsFor.never)
      );
    case 'too-large':
    case 'redirect-refused':
    case 'cancelled':
      return attemptsFor.never;
  }
}

function attemptsByCode(code: string): number {
  if (isTlsRefusal(code) || isUnsendable(code)) return attemptsFor.never;
  // Not HTTP, or damaged on the way: the other side is up, and each attempt costs a whole response.
  if (code === TRUNCATED || /^(Z_|HPE_)/.test(code)) return attemptsFor.serverError;
  switch (code) {
    case ADDRESS_REFUSED:
    case PROXY_REFUSED:
    case UNKNOWN_ENCODING:
      return attemptsFor.never;
    case 'ENOTFOUND':
      // The name server reports that the name does not exist; one that does not respond is EAI_AGAIN.
      return attemptsFor.serverError;
    default:
      return attemptsFor.outage;
  }
}

export function retryAfterOf({ headers }: HttpResponse, now: number): number | undefined {
  return parseRetryAfter(headers['retry-after'], headers.date, now);
}

/**
 * `Retry-After` (RFC 9110 section 10.2.3) in milliseconds from now; a past date is 0.
 * @param date the response's `Date`: a wait computed on one clock does not depend on the other
 * @param now milliseconds since the epoch, for responses without a usable `Date`
 */
export function parseRetryAfter(
  value: string | undefined,
  date: string | undefined,
  now: number,
): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1000;
  const until = parseHttpDate(text);
  if (until === undefined) return undefined;
  return Math.max(0, until - (parseHttpDate(date ?? '') ?? now));
}

/** The forms of RFC 9110 section 5.6.7 begin with the name of a day; `Date.parse` accepts far more. */
function parseHttpDate(text: string): number | undefined {
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return undefined;
  // The asctime form has no zone and means UTC.
  const time = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(time) ? undefined : time;
}
