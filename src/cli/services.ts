import { type Config, type MissingOptions, requireForPush, requireForThreatVision } from '../config/index.js';
import type { HttpClient, HttpClientOptions, HttpFailure } from '../http/index.js';
import type { Log } from '../log/index.js';
import type { OpenCti, OpenCtiFailure } from '../opencti/index.js';
import { ok, type Result } from '../lib/index.js';
import type { TokenStore } from '../state/index.js';
import type { ThreatVision } from '../threatvision/index.js';
import { version } from './version.js';

/** The two services as configured. Modules are loaded here, when a command needs them, not at the start. */
export interface Service<T> {
  readonly client: T;
  readonly http: HttpClient;
}

export type ServiceName = 'ThreatVision' | 'OpenCTI';

export interface ServiceOptions {
  readonly config: Config;
  readonly log: Log;
  /** Aborts every request. */
  readonly signal?: AbortSignal;
  /** Nothing is repeated any more: a service that does not answer must not keep an interrupted run. */
  readonly noRepeats?: AbortSignal;
  /** A request failed and is sent again after so many milliseconds. */
  readonly onRetry?: (service: ServiceName, failure: HttpFailure, delayMs: number) => void;
}

/** A question that somebody waits for must not take as long as a run that waits for a service: a short repeat is enough. */
export function impatient(config: Config): Config {
  const retryPeriodMs = Math.min(2000, config.http.retryPeriodMs);
  return { ...config, http: { ...config.http, retryPeriodMs } };
}

export async function openThreatVision(
  options: ServiceOptions,
): Promise<Result<Service<ThreatVision> & { readonly tokens: TokenStore | undefined }, MissingOptions>> {
  const { config, log } = options;
  const required = requireForThreatVision(config);
  if (!required.ok) return required;
  const { credentials } = required.value;
  const { requestsPerSecond } = config.http;
  const [{ createThreatVision }, { openTokenStore }, http] = await Promise.all([
    import('../threatvision/index.js'),
    import('../state/index.js'),
    openHttp('ThreatVision', options, {
      ...{ origin: config.teamt5.apiBaseUrl, headers: {}, concurrency: config.http.concurrency },
      ...(requestsPerSecond === undefined ? {} : { requestsPerSecond }),
    }),
  ]);
  const base = config.teamt5.apiBaseUrl;
  const tokens =
    credentials.type === 'oauth'
      ? await openTokenStore(config.state.dir, [base.href, credentials.clientId, credentials.clientSecret])
      : undefined;
  const tokenCache = tokens && {
    load: tokens.load,
    save: (token: Parameters<TokenStore['save']>[0]) => {
      log.conceal(token.value);
      tokens.save(token);
    },
  };
  const cached = tokens?.load();
  if (cached !== undefined) log.conceal(cached.value);
  const client = createThreatVision({
    http,
    base,
    credentials,
    ...(tokenCache === undefined ? {} : { tokenCache }),
  });
  return ok({ client, http, tokens });
}

/** A push answers when the platform has split the bundle: 300 s is what its Python client waits (opencti-api, section 7). */
const pushTimeoutMs = 300_000;

export async function openOpenCti(
  options: ServiceOptions,
): Promise<Result<Service<OpenCti> & { readonly connectorId: string }, MissingOptions | OpenCtiFailure>> {
  const { config } = options;
  const required = requireForPush(config);
  if (!required.ok) return required;
  const { url, token, connectorId } = required.value;
  const { concurrency, customHeaders } = config.opencti;
  // Pushes have their own limit; pings and looks at the queue must not wait behind them.
  const [{ connectOpenCti }, http] = await Promise.all([
    import('../opencti/index.js'),
    openHttp('OpenCTI', options, {
      ...{ origin: url, headers: customHeaders, concurrency: concurrency + 2 },
      timeouts: { headers: pushTimeoutMs },
    }),
  ]);
  const client = await connectOpenCti({ http, url, token });
  return client.ok ? ok({ client: client.value, http, connectorId }) : client;
}

async function openHttp(
  name: ServiceName,
  { config, log, signal, noRepeats, onRetry }: ServiceOptions,
  service: Pick<HttpClientOptions, 'origin' | 'headers' | 'concurrency' | 'requestsPerSecond' | 'timeouts'>,
): Promise<HttpClient> {
  const { createHttpClient, describeHttpFailure } = await import('../http/index.js');
  const { caCertificates } = config.opencti;
  return createHttpClient({
    ...service,
    headers: { 'user-agent': `teamt5-opencti/${version}`, ...service.headers },
    env: process.env,
    retryLimits: { requestBackOff: config.http.retryPeriodMs },
    onRetry: ({ failure, delayMs, attempt }) => {
      onRetry?.(name, failure, delayMs);
      log.debug(`${describeHttpFailure(failure)}; again in ${(delayMs / 1000).toFixed(1)} s`, {
        event: 'retry',
        attempt,
      });
    },
    ...(caCertificates === undefined ? {} : { caCertificates }),
    ...(signal === undefined ? {} : { signal }),
    ...(noRepeats === undefined ? {} : { noRepeats }),
  });
}
