import { err, type Result } from '../lib/index.js';
import { type Effects, joinSignals, realEffects } from './effects.js';
import { createRedaction } from '../log/index.js';
import { type AttemptFailure, type Clean, cleaned, failureOf, statusFailure } from './failure.js';
import { createHostPermits } from './limiter.js';
import {
  decideRetry,
  defaultRetryLimits,
  gatewayStatuses,
  isThrottle,
  retryAfterOf,
  type RetryQuestion,
} from './retry.js';
import type { Outgoing, Transport } from './transport.js';
import type {
  HttpClient,
  HttpClientOptions,
  HttpFailure,
  HttpRequest,
  HttpResponse,
  HttpTimeouts,
} from './types.js';

const defaultTimeouts: HttpTimeouts = {
  connect: 10_000,
  headers: 60_000,
  idleBody: 30_000,
  wholeBody: 900_000,
};

type Outcome = Result<HttpResponse, AttemptFailure>;

/** The HTTP client of one service; loads and opens nothing before the first `send`. */
export function createHttpClient(options: HttpClientOptions, effects: Effects = realEffects): HttpClient {
  const limits = { ...defaultRetryLimits, ...options.retryLimits };
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const aborting = joinSignals(options.cancellation?.[options.abortAt ?? 'abandonInFlight']);
  const stopping = joinSignals(options.cancellation?.stopAccepting);
  const counters = { requests: 0, retries: 0, bytesReceived: 0, bytesSent: 0 };
  const redaction = options.redaction ?? createRedaction([]);
  const runWait = createWaitClock(effects.now);
  const { concurrency, requestsPerSecond } = options;
  const permits = createHostPermits(
    { concurrency, requestsPerSecond, maxRetryAfter: limits.maxRetryAfter },
    effects,
  );
  const traffic = {
    sent(bytes: number): void {
      counters.requests += 1;
      counters.bytesSent += bytes;
    },
    received(bytes: number): void {
      counters.bytesReceived += bytes;
    },
  };
  let transport: Promise<Transport> | undefined;

  // The network stack takes 40 ms to load, which commands without a request must not pay.
  const connect = (): Promise<Transport> =>
    (transport ??= import('./transport.js').then(({ createTransport }) =>
      createTransport(options, { timeouts, permits, traffic, effects }),
    ));

  function cleaningOf(secrets: readonly string[]): Clean {
    const own = createRedaction(secrets);
    return (text) => redaction.outsideText(own.outsideText(text, Infinity), Infinity);
  }

  async function send(request: HttpRequest): Promise<Result<HttpResponse, HttpFailure>> {
    const abort = aborting.link(request.signal);
    try {
      return await sendWithRetries(request, abort.signal);
    } finally {
      abort.unlink();
    }
  }

  async function sendWithRetries(
    request: HttpRequest,
    signal: AbortSignal,
  ): Promise<Result<HttpResponse, HttpFailure>> {
    // With the bearer, because the URL of a request that is never sent can contain it.
    const secrets = [...(request.secrets ?? [])];
    if (request.bearer !== undefined) secrets.push(request.bearer());
    const outgoing = outgoingOf(request, options.headers);
    const ownLimits =
      request.patience === undefined
        ? limits
        : { ...limits, requestTotal: request.patience.total, throttledUntil: undefined };
    let startedAt: number | undefined;
    let backedOff = 0;
    let throttled = 0;
    for (let attempt = 1; ; attempt += 1) {
      const attempted = await (await connect()).attempt(outgoing, signal);
      const { outcome } = attempted;
      secrets.push(...attempted.tokens);
      startedAt ??= attempted.startedAt;

      const callerChoice = callerChoiceOf(request.retry, outcome);
      if (outcome.ok && outcome.value.status < 400 && callerChoice !== 'yes') return outcome;
      const retryAfter = outcome.ok ? retryAfterOf(outcome.value, effects.now()) : undefined;
      const clean = cleaningOf(secrets);
      const failure = cleaned(outcome.ok ? statusFailure(outcome.value, retryAfter) : outcome.failure, clean);
      const decision = decideRetry({
        failure,
        callerChoice,
        attempt,
        now: effects.now(),
        elapsed: effects.now() - (startedAt ?? effects.now()) - throttled,
        backedOff,
        runWaited: runWait.total(),
        retryAfter,
        limits: ownLimits,
        random: effects.random,
      });
      if (!decision.retry) {
        if (outcome.ok && outcome.value.status < 400) return outcome;
        return err(failureOf(request, failure, attempt, clean));
      }
      counters.retries += 1;
      runWait.add(decision.delayMs);
      if (retryAfter === undefined) backedOff += decision.delayMs;
      if (isThrottle({ failure, retryAfter, limits: ownLimits })) throttled += decision.delayMs;
      const { delayMs } = decision;
      options.onRetry?.({ failure: failureOf(request, failure, attempt, clean), delayMs, attempt });
      const pause = stopping.link(signal);
      await effects.sleep(delayMs, pause.signal);
      pause.unlink();
      if (pause.signal.aborted) return err(failureOf(request, { reason: 'cancelled' }, attempt, clean));
    }
  }

  return {
    send,
    counters: () => ({ ...counters }),
    outsideText: redaction.outsideText,
    close() {
      aborting.abortAll();
      void transport?.then((open) => open.close());
    },
  };
}

/** The time during which at least one request waited for a retry. */
function createWaitClock(now: () => number) {
  let waited = 0;
  let waitingUntil = 0;
  return {
    total: () => waited,
    /** Adds a wait that starts now; the part that overlaps another one does not count again. */
    add(delayMs: number): void {
      const end = Math.max(waitingUntil, now() + delayMs);
      waited += end - Math.max(waitingUntil, now());
      waitingUntil = end;
    },
  };
}

/** Asks the caller, except about responses of a gateway. */
function callerChoiceOf(retry: HttpRequest['retry'], outcome: Outcome): RetryQuestion['callerChoice'] {
  if (retry === 'never') return 'no';
  if (retry === 'idempotent' || !outcome.ok || gatewayStatuses.has(outcome.value.status)) return 'table';
  return retry(outcome.value) === 'retry' ? 'yes' : 'no';
}

/** Other origins get only `user-agent` and `accept`. */
function outgoingOf(request: HttpRequest, clientHeaders: Readonly<Record<string, string>>): Outgoing {
  const ownHeaders = lowerCaseNames({ ...clientHeaders, ...request.headers });
  const { method, url, body, bearer, maxResponseBytes, patience } = request;
  return {
    message: { method, url, maxResponseBytes, body: body === undefined ? undefined : bytesOf(body) },
    patience,
    bearer,
    ownHeaders,
    crossOriginHeaders: Object.fromEntries(
      Object.entries(ownHeaders).filter(([name]) => name === 'user-agent' || name === 'accept'),
    ),
  };
}

function bytesOf(body: string | Buffer): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.from(body);
}

function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
