import {
  type Config,
  type MissingOptions,
  requireForPush,
  requireForThreatVision,
} from '../../config/index.js';
import type { HttpClient, HttpClientOptions } from '../../http/index.js';
import { type Cancellation, ok, type Result } from '../../lib/index.js';
import type { Log } from '../../log/index.js';
import type { OpenCti, OpenCtiFailure } from '../../opencti/index.js';
import type { TokenStore } from '../../state/index.js';
import type { ThreatVision } from '../../threatvision/index.js';
import type { Host } from '../core/host.js';
import { version } from '../version.js';
import type { RetryListener } from '../ui/progress.js';
import type { WaitFor } from '../ui/waiting.js';

/** Modules of a service are loaded when a command needs them, not at start-up. */
export interface Service<T> {
  readonly client: T;
  readonly http: HttpClient;
}

export interface ServiceOptions {
  readonly host: Host;
  readonly config: Config;
  readonly log: Log;
  readonly cancellation?: Cancellation | undefined;
  /** A cached token is used, and a new one is not cached. */
  readonly readOnly?: boolean | undefined;
  /** A person waits: a service that does not respond fails after 10 s. */
  readonly interactive?: boolean | undefined;
  /** A person waits: called with each request. Undefined: a run, whose progress is shown. */
  readonly waitFor: WaitFor | undefined;
  /** A new token instead of a cached one: whether the credentials work at present. */
  readonly freshToken?: boolean | undefined;
  /** Milliseconds since the epoch: a pause that a service requests (HTTP 429) must end before. Default: 60 s at most. */
  readonly throttledUntil?: number | undefined;
  /** Called before a failed request is repeated after so many milliseconds. */
  readonly onRetry?: RetryListener | undefined;
}

/** Milliseconds, for requests that a person waits for. */
const interactive = {
  timeouts: { connect: 10_000, headers: 10_000, idleBody: 10_000 },
  retryPeriod: 2000,
  /** One request with all its attempts. */
  requestTotal: 10_000,
} as const;

export async function openThreatVision(
  options: ServiceOptions,
): Promise<Result<Service<ThreatVision> & { readonly tokens: TokenStore | undefined }, MissingOptions>> {
  const { config, log, readOnly, freshToken = false } = options;
  const required = requireForThreatVision(config);
  if (!required.ok) return required;
  const { credentials } = required.value;
  const base = config.teamt5.apiBaseUrl;
  const { concurrency, requestsPerSecond } = config.http;
  const [{ createThreatVision }, { openTokenStore }, http] = await Promise.all([
    import('../../threatvision/index.js'),
    import('../../state/index.js'),
    openHttp('ThreatVision', options, {
      origin: base,
      headers: {},
      concurrency,
      requestsPerSecond,
      abortAt: 'abandonInFlight',
    }),
  ]);
  const tokens =
    credentials.type === 'oauth'
      ? await openTokenStore(config.state.dir, [base.href, credentials.clientId, credentials.clientSecret], {
          readOnly,
        })
      : undefined;
  const cached = tokens?.load();
  if (cached !== undefined) log.conceal([cached.value]);
  const tokenCache = tokens && {
    load: freshToken ? () => undefined : tokens.load,
    save: (token: Parameters<TokenStore['save']>[0]) => {
      log.conceal([token.value]);
      tokens.save(token);
    },
  };
  return ok({ client: createThreatVision({ http, base, credentials, tokenCache }), http, tokens });
}

/** Milliseconds. A push is confirmed when the platform has split it (docs/opencti-api.md#pushing-bundles). */
const pushTimeoutMs = 300_000;

export async function openOpenCti(
  options: ServiceOptions,
): Promise<Result<Service<OpenCti> & { readonly connectorId: string }, MissingOptions | OpenCtiFailure>> {
  const { config } = options;
  const required = requireForPush(config);
  if (!required.ok) return required;
  const { url, token, connectorId } = required.value;
  const { concurrency, customHeaders } = config.opencti;
  const [{ connectOpenCti }, http] = await Promise.all([
    import('../../opencti/index.js'),
    openHttp('OpenCTI', options, {
      origin: url,
      headers: customHeaders,
      // Pings and readings of the queue must not wait behind pushes.
      concurrency: concurrency + 2,
      timeouts: { headers: pushTimeoutMs },
      abortAt: 'shutdownDeadline',
    }),
  ]);
  const client = await connectOpenCti({ http, url, token });
  if (client.ok) return ok({ client: client.value, http, connectorId });
  http.close();
  return client;
}

/** Milliseconds. */
const longPause = 10_000;

type ServiceHttpOptions = Pick<
  HttpClientOptions,
  'origin' | 'headers' | 'concurrency' | 'requestsPerSecond' | 'timeouts' | 'abortAt'
>;

async function openHttp(
  name: 'ThreatVision' | 'OpenCTI',
  {
    host,
    config,
    log,
    cancellation,
    onRetry,
    throttledUntil,
    waitFor,
    interactive: isInteractive = false,
  }: ServiceOptions,
  service: ServiceHttpOptions,
): Promise<HttpClient> {
  const { createHttpClient, describeHttpFailure } = await import('../../http/index.js');
  const { retryPeriodMs } = config.http;
  let announcedUntil = 0;
  const client = createHttpClient({
    ...service,
    ...(isInteractive ? { timeouts: interactive.timeouts } : {}),
    headers: { 'user-agent': `teamt5-opencti/${version}`, ...service.headers },
    env: host.env,
    retryLimits: isInteractive
      ? {
          requestBackOff: Math.min(interactive.retryPeriod, retryPeriodMs),
          requestTotal: interactive.requestTotal,
          throttledUntil: Date.now() + interactive.requestTotal,
        }
      : { requestBackOff: retryPeriodMs, throttledUntil },
    caCertificates: config.opencti.caCertificates,
    cancellation,
    redaction: log,
    onRetry({ failure, delayMs, attempt }) {
      onRetry?.(name, failure, delayMs);
      const seconds = (delayMs / 1000).toFixed(1);
      // A long pause of a run must not look like a hang.
      const isLong = delayMs >= longPause && Date.now() >= announcedUntil;
      if (isLong) announcedUntil = Date.now() + delayMs;
      log[isLong ? 'info' : 'debug'](`${describeHttpFailure(failure)}; retrying in ${seconds} s`, {
        event: 'retry',
        attempt,
      });
    },
  });
  if (waitFor === undefined) return client;
  return {
    ...client,
    async send(request) {
      const arrived = waitFor(`${name} (${service.origin.origin})`);
      try {
        return await client.send(request);
      } finally {
        arrived();
      }
    },
  };
}
