import { err, type Result } from '../lib/index.js';
import { realEffects, type Effects } from './effects.js';
import { linkSignal } from './cancelling.js';
import type { Fault } from './fault.js';
import { createLimiter, type Limiter } from './limiter.js';
import { maskSecrets, safeUrl } from './redact.js';
import { decideRetry, defaultRetryLimits, gatewayStatuses } from './retry.js';
import { parseRetryAfter } from './retry-after.js';
import type { Outgoing, Transport } from './transport.js';
import type {
  HttpClient,
  HttpClientOptions,
  HttpFailure,
  HttpRequest,
  HttpResponse,
  HttpTimeouts,
} from './types.js';

const defaultTimeouts: HttpTimeouts = { connect: 10_000, headers: 60_000, idleBody: 30_000 };

type Outcome = Result<HttpResponse, Fault>;

/**
 * The one door to the network, for one service. Nothing is loaded or opened before the first `send`.
 *
 * @param effects clock, chance, waiting and name resolution, for tests
 */
export function createHttpClient(options: HttpClientOptions, effects: Effects = realEffects): HttpClient {
  const limits = { ...defaultRetryLimits, ...options.retryLimits };
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const limiters = new Map<string, Limiter>();
  const cancelling = linkSignal(options.cancellation?.[options.abortAt ?? 'abandonInFlight']);
  const pausing = linkSignal(options.cancellation?.stopAccepting);
  const counters = { requests: 0, retries: 0, bytesReceived: 0, bytesSent: 0 };
  let runWaited = 0;
  let waitingUntil = 0;
  let transport: Promise<Transport> | undefined;

  // The network stack takes 40 ms to load: commands that end without a request do not pay for it.
  const connect = () =>
    (transport ??= import('./transport.js').then(({ createTransport }) =>
      createTransport(options, timeouts, effects.lookup),
    ));

  const limiterFor = (host: string): Limiter => {
    const known = limiters.get(host);
    if (known !== undefined) return known;
    const limiter = createLimiter(
      {
        ceiling: options.concurrency,
        ...(options.requestsPerSecond === undefined ? {} : { requestsPerSecond: options.requestsPerSecond }),
      },
      effects,
    );
    limiters.set(host, limiter);
    return limiter;
  };

  const retryAfterOf = ({ headers }: HttpResponse): number | undefined =>
    parseRetryAfter(headers['retry-after'], headers.date, effects.now());

  /** Requests that wait at the same time cost the run that time once. */
  const chargeRun = (delayMs: number) => {
    const now = effects.now();
    const end = Math.max(waitingUntil, now + delayMs);
    runWaited += end - Math.max(waitingUntil, now);
    waitingUntil = end;
  };

  async function inTurn(
    host: string,
    signal: AbortSignal,
    bytes: number,
    run: () => Promise<Outcome>,
  ): Promise<Outcome> {
    const permit = await limiterFor(host).enter(signal);
    if (permit === undefined) return err({ reason: 'cancelled' });
    counters.requests += 1;
    counters.bytesSent += bytes;
    let answer: HttpResponse | undefined;
    try {
      const outcome = await run();
      if (outcome.ok) answer = outcome.value;
      return outcome;
    } finally {
      const retryAfter = answer && retryAfterOf(answer);
      permit.done({
        ...(answer === undefined ? {} : { status: answer.status }),
        ...(retryAfter === undefined ? {} : { retryAfter: Math.min(retryAfter, limits.maxRetryAfter) }),
      });
    }
  }

  async function sendUntilSettled(
    request: HttpRequest,
    signal: AbortSignal,
  ): Promise<Result<HttpResponse, HttpFailure>> {
    // Also of a request that fails before its turn, and names the token in its URL.
    const secrets = [...(request.secrets ?? []), ...(request.bearer === undefined ? [] : [request.bearer()])];
    const outgoing = outgoingOf(request, options.headers, (bearer) => secrets.push(bearer));
    let started: number | undefined;
    let backedOff = 0;
    for (let attempt = 1; ; attempt += 1) {
      const failed = (fault: Fault): HttpFailure => ({
        ...fault,
        method: request.method,
        url: maskSecrets(safeUrl(request.url), secrets),
        attempts: attempt,
      });
      const bytes = outgoing.message.body?.length ?? 0;
      const outcome = await (
        await connect()
      ).attempt(outgoing, {
        signal,
        onBytesReceived: (count) => {
          counters.bytesReceived += count;
        },
        inTurn: (host, run) =>
          inTurn(host, signal, bytes, () => {
            started ??= effects.now();
            return run();
          }),
      });

      const wanted = wish(request.retry, outcome);
      if (outcome.ok && outcome.value.status < 400 && wanted !== 'yes') return outcome;
      const retryAfter = outcome.ok ? retryAfterOf(outcome.value) : undefined;
      const fault = masked(outcome.ok ? statusFault(outcome.value, retryAfter) : outcome.failure, secrets);
      const decision = decideRetry({
        fault,
        wanted,
        attempt,
        elapsed: effects.now() - (started ?? effects.now()),
        backedOff,
        runWaited,
        ...(retryAfter === undefined ? {} : { retryAfter }),
        limits,
        random: effects.random,
      });
      if (!decision.retry) {
        return outcome.ok && outcome.value.status < 400 ? outcome : err(failed(fault));
      }
      counters.retries += 1;
      chargeRun(decision.delayMs);
      if (retryAfter === undefined) backedOff += decision.delayMs;
      options.onRetry?.({ failure: failed(fault), delayMs: decision.delayMs, attempt });
      const pause = pausing.link(signal);
      await effects.sleep(decision.delayMs, pause.signal);
      pause.unlink();
      if (pause.signal.aborted) return err(failed({ reason: 'cancelled' }));
    }
  }

  return {
    async send(request) {
      const cancel = cancelling.link(request.signal);
      try {
        return await sendUntilSettled(request, cancel.signal);
      } finally {
        cancel.unlink();
      }
    },
    counters: () => ({ ...counters }),
    close() {
      cancelling.cancel();
      void transport?.then((open) => {
        open.close();
      });
    },
  };
}

/** What the caller wants, as far as it can tell. A gateway's answer says nothing to it. */
function wish(retry: HttpRequest['retry'], outcome: Outcome): 'table' | 'yes' | 'no' {
  if (retry === 'never') return 'no';
  if (retry === 'idempotent' || !outcome.ok || gatewayStatuses.has(outcome.value.status)) return 'table';
  return retry(outcome.value) === 'retry' ? 'yes' : 'no';
}

/** Two sets of headers: another origin gets nothing that belongs to ours, only who asks and for what. */
function outgoingOf(
  request: HttpRequest,
  clientHeaders: Readonly<Record<string, string>>,
  onBearer: (bearer: string) => void,
): Outgoing {
  const own = lowerCaseNames({ ...clientHeaders, ...request.headers });
  const foreign = Object.entries(own).filter(([name]) => name === 'user-agent' || name === 'accept');
  return {
    message: {
      method: request.method,
      url: request.url,
      maxResponseBytes: request.maxResponseBytes,
      ...(request.body === undefined ? {} : { body: bytesOf(request.body) }),
    },
    ownHeaders() {
      const bearer = request.bearer?.();
      if (bearer === undefined) return own;
      onBearer(bearer);
      return { ...own, authorization: `Bearer ${bearer}` };
    },
    foreignHeaders: Object.fromEntries(foreign),
  };
}

const bytesOf = (body: string | Buffer): Buffer => (Buffer.isBuffer(body) ? body : Buffer.from(body));

const lowerCaseNames = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

function statusFault(
  { status, headers, body, foreign, proxy }: HttpResponse,
  retryAfter: number | undefined,
): Fault {
  return {
    reason: 'http-status',
    status,
    body: body.subarray(0, 65_536).toString(),
    contentType: headers['content-type'] ?? '',
    ...(retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter / 1000 }),
    ...(foreign === undefined ? {} : { foreign }),
    ...(proxy === undefined ? {} : { proxy }),
  };
}

function masked(fault: Fault, secrets: readonly string[]): Fault {
  switch (fault.reason) {
    case 'network':
      return { ...fault, message: maskSecrets(fault.message, secrets) };
    case 'http-status':
      return { ...fault, body: maskSecrets(fault.body, secrets) };
    case 'redirect-refused':
      return { ...fault, target: maskSecrets(fault.target, secrets) };
    case 'timeout':
    case 'too-large':
    case 'cancelled':
      return fault;
  }
}
