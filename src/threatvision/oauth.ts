import type { HttpClient } from '../http/index.js';
import { err, ok, type Result } from '../lib/index.js';
import { parseObject } from './answer.js';
import type { ThreatVisionFailure } from './types.js';

export type Credentials =
  | { readonly type: 'oauth'; readonly clientId: string; readonly clientSecret: string }
  /** Deprecated by the vendor; sent the same way as a token. */
  | { readonly type: 'api-key'; readonly apiKey: string };

export interface Token {
  readonly value: string;
  /** Milliseconds since the epoch; absent for a static key. */
  readonly expiresAt?: number | undefined;
}

/** Where a token outlives the process. `load` answers undefined for anything but a token that `save` wrote. */
export interface TokenCache {
  load(): Token | undefined;
  save(token: Token): void;
}

export interface TokenSource {
  /** A token that is good for at least another minute; concurrent callers share one request. */
  get(): Promise<Result<Token, ThreatVisionFailure>>;
  /** The newest token, good or not; undefined before the first. */
  current(): string | undefined;
  /** After a 401 with `refused`: a new one, unless another caller has already renewed it. */
  renew(refused: string): Promise<Result<Token, ThreatVisionFailure>>;
}

/** Peers renew this long before the expiry (threatvision-api, "Certain"). */
const renewBeforeMs = 60_000;
/** `expires_in` where the answer has none, in seconds. */
const defaultLifetime = 3600;

/**
 * OAuth 2.0 client credentials (RFC 6749 section 4.4) against `{base}/oauth/token`, form-encoded.
 * A static API key is a token that never expires and cannot be renewed.
 */
export function createTokenSource(options: {
  readonly http: HttpClient;
  readonly base: URL;
  readonly credentials: Credentials;
  readonly cache?: TokenCache | undefined;
  readonly now: () => number;
}): TokenSource {
  const { http, base, credentials, cache, now } = options;
  if (credentials.type === 'api-key') {
    const token = { value: credentials.apiKey };
    return {
      get: () => Promise.resolve(ok(token)),
      current: () => token.value,
      renew: () => Promise.resolve(refusedKey()),
    };
  }
  let current = cache?.load();
  let pending: Promise<Result<Token, ThreatVisionFailure>> | undefined;

  const request = async (): Promise<Result<Token, ThreatVisionFailure>> => {
    const answer = await requestToken(http, base, credentials, now);
    if (answer.ok) {
      current = answer.value;
      cache?.save(answer.value);
    }
    return answer;
  };
  const single = (): Promise<Result<Token, ThreatVisionFailure>> => {
    pending ??= request().finally(() => (pending = undefined));
    return pending;
  };
  const fresh = (token: Token): boolean => (token.expiresAt ?? Infinity) - renewBeforeMs > now();

  return {
    get: () => (current !== undefined && fresh(current) ? Promise.resolve(ok(current)) : single()),
    current: () => current?.value,
    renew: (refused) =>
      current !== undefined && current.value !== refused ? Promise.resolve(ok(current)) : single(),
  };
}

async function requestToken(
  http: HttpClient,
  base: URL,
  credentials: { readonly clientId: string; readonly clientSecret: string },
  now: () => number,
): Promise<Result<Token, ThreatVisionFailure>> {
  const operation = 'getting a token';
  const url = new URL('oauth/token', base);
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: credentials.clientId,
    client_secret: credentials.clientSecret,
  }).toString();
  const answer = await http.send({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body,
    secrets: [credentials.clientId, credentials.clientSecret],
    maxResponseBytes: 1024 * 1024,
    retry: 'idempotent',
  });
  if (!answer.ok) {
    const { failure } = answer;
    // RFC 6749 section 5.2: a wrong client is 400 or 401.
    if (failure.reason === 'http-status' && [400, 401, 403].includes(failure.status)) {
      return err({
        reason: 'threatvision-credentials',
        operation,
        message: `${url.origin} refused the client id or secret (HTTP ${failure.status})`,
      });
    }
    return err({ reason: 'threatvision-http', operation, http: failure });
  }
  const parsed = parseObject(answer.value.body);
  const value = parsed?.access_token;
  if (parsed === undefined || typeof value !== 'string' || value === '') {
    return err({
      reason: 'threatvision-answer',
      operation,
      url: url.href,
      message: 'the answer has no access_token',
    });
  }
  const lifetime = Number(parsed.expires_in);
  const seconds = Number.isFinite(lifetime) && lifetime > 0 ? lifetime : defaultLifetime;
  return ok({ value, expiresAt: now() + seconds * 1000 });
}

function refusedKey(): Result<never, ThreatVisionFailure> {
  return err({
    reason: 'threatvision-credentials',
    operation: 'using the API key',
    message: 'the API key was refused (HTTP 401)',
  });
}
