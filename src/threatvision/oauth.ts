import { type HttpClient, isRetriedStatus } from '../http/index.js';
import { createSingleFlight, err, ok, parseJsonObject, type Result } from '../lib/index.js';
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

/** Keeps a token between processes. `load` returns undefined for anything but a token that `save` wrote. */
export interface TokenCache {
  load(): Token | undefined;
  save(token: Token): void;
}

export interface TokenSource {
  /** A token that is valid for at least another minute; concurrent callers share one request. */
  get(): Promise<Result<Token, ThreatVisionFailure>>;
  /** The newest token, valid or not. */
  current(): string | undefined;
  /** A new token after a 401 with `refused`, unless another caller has renewed it already. */
  renew(refused: string): Promise<Result<Token, ThreatVisionFailure>>;
}

/** Milliseconds before the expiry (docs/threatvision-api.md#token). */
const renewBeforeMs = 60_000;
/** Seconds, of a token without `expires_in`. */
const defaultLifetime = 3600;
/** Seconds: ten years, so that the expiry stays a valid date. */
const maxLifetime = 10 * 365 * 86_400;
/** Characters: more than a header can carry. */
const maxTokenLength = 16_384;

/** OAuth 2.0 client credentials (RFC 6749 section 4.4), form-encoded. A static API key never expires. */
export function createTokenSource(options: {
  readonly http: HttpClient;
  readonly base: URL;
  readonly credentials: Credentials;
  readonly cache?: TokenCache | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}): TokenSource {
  const { http, base, credentials, cache, now } = options;
  if (credentials.type === 'api-key') return staticKey(credentials.apiKey);
  const requests = createSingleFlight<Result<Token, ThreatVisionFailure>>();
  let current = usable(cache?.load(), now());

  async function request(
    clientId: string,
    clientSecret: string,
  ): Promise<Result<Token, ThreatVisionFailure>> {
    const token = await requestToken(http, base, clientId, clientSecret, now);
    if (token.ok) {
      current = token.value;
      cache?.save(token.value);
    }
    return token;
  }
  const { clientId, clientSecret } = credentials;
  const requestOnce = () => requests.run('token', () => request(clientId, clientSecret));
  const isFresh = ({ expiresAt = Infinity }: Token): boolean => expiresAt - renewBeforeMs > now();

  return {
    get: () => (current !== undefined && isFresh(current) ? Promise.resolve(ok(current)) : requestOnce()),
    current: () => current?.value,
    renew: (refused) =>
      current !== undefined && current.value !== refused ? Promise.resolve(ok(current)) : requestOnce(),
  };
}

function staticKey(apiKey: string): TokenSource {
  const token = { value: apiKey };
  return {
    get: () => Promise.resolve(ok(token)),
    current: () => token.value,
    renew: () =>
      Promise.resolve(
        err({
          reason: 'threatvision-credentials',
          operation: 'using the API key',
          message: 'the API key was refused (HTTP 401)',
        }),
      ),
  };
}

async function requestToken(
  http: HttpClient,
  base: URL,
  clientId: string,
  clientSecret: string,
  now: () => number,
): Promise<Result<Token, ThreatVisionFailure>> {
  const operation = 'getting a token';
  const url = new URL('oauth/token', base);
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  }).toString();
  const response = await http.send({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body,
    secrets: [clientId, clientSecret],
    maxResponseBytes: 1024 * 1024,
    retry: ({ status, body: answer }) =>
      (status < 300 ? parseJsonObject(answer) === undefined : isRetriedStatus(status)) ? 'retry' : 'keep',
  });
  if (!response.ok) {
    const { failure } = response;
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
  const parsed = parseJsonObject(response.value.body);
  const value = parsed?.access_token;
  if (parsed === undefined || parsed.success === false || typeof value !== 'string' || value === '') {
    return invalid(operation, url, 'the response has no access_token');
  }
  if (!isSendable(value)) {
    return invalid(operation, url, 'the response has an access_token that no header can carry');
  }
  const lifetime = Number(parsed.expires_in);
  const seconds = lifetime > 0 ? Math.min(lifetime, maxLifetime) : defaultLifetime;
  return ok({ value, expiresAt: now() + Math.floor(seconds * 1000) });
}

/** RFC 6750 section 2.1 allows visible characters only; a line break would end the header. */
function isSendable(token: string): boolean {
  return token.length <= maxTokenLength && /^[\x21-\x7e]+$/.test(token);
}

/** Undefined for a token that an earlier version accepted and this one would not. */
function usable(token: Token | undefined, now: number): Token | undefined {
  if (token === undefined || !isSendable(token.value)) return undefined;
  const { expiresAt = 0 } = token;
  return expiresAt <= now + maxLifetime * 1000 ? token : undefined;
}

function invalid(operation: string, url: URL, message: string): Result<never, ThreatVisionFailure> {
  return err({ reason: 'threatvision-answer', operation, url: url.href, message });
}
