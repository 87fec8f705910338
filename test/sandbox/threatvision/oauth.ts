import { randomUUID } from 'node:crypto';
import type { SandboxRequest, SandboxResponse } from '../types.js';
import { json } from './json.js';

export interface OAuthOptions {
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** The deprecated static key, accepted as a bearer token; default none. */
  readonly apiKey?: string;
  /** Announced lifetime of a token in seconds, default 3600; null omits `expires_in`. */
  readonly expiresIn?: number | null;
  /** Actual lifetime of a token in seconds; default as announced. */
  readonly validFor?: number;
  /** A token expires after this number of calls, so that no test waits for a clock. */
  readonly callsPerToken?: number;
  readonly now?: () => number;
}

export interface OAuth {
  /** `POST /oauth/token`, RFC 6749 section 4.4; errors of RFC 6749 section 5.2. */
  token(request: SandboxRequest): SandboxResponse;
  /** True for the static key or a valid token; counts as a use of the token. */
  admits(request: SandboxRequest): boolean;
  readonly issued: readonly string[];
  revokeTokens(): void;
}

export function oauth(options: OAuthOptions): OAuth {
  const { clientId = 'demo', clientSecret = 'demo', apiKey, expiresIn = 3600, now = Date.now } = options;
  const { validFor = expiresIn ?? 3600, callsPerToken = Infinity } = options;
  const issued: string[] = [];
  const living = new Map<string, { readonly until: number; callsLeft: number }>();

  function token(request: SandboxRequest): SandboxResponse {
    if (!(request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')) {
      return json(400, { error: 'invalid_request', error_description: 'The body must be form-encoded.' });
    }
    const form = new URLSearchParams(request.body.toString());
    if (form.get('grant_type') !== 'client_credentials')
      return json(400, { error: 'unsupported_grant_type' });
    if (form.get('client_id') !== clientId || form.get('client_secret') !== clientSecret) {
      return json(401, { error: 'invalid_client', error_description: 'Client authentication failed.' });
    }
    const accessToken = `tv-${randomUUID()}`;
    issued.push(accessToken);
    living.set(accessToken, { until: now() + validFor * 1000, callsLeft: callsPerToken });
    return json(200, {
      access_token: accessToken,
      token_type: 'Bearer',
      ...(expiresIn === null ? {} : { expires_in: expiresIn }),
    });
  }

  function admits(request: SandboxRequest): boolean {
    const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (bearer === undefined) return false;
    if (bearer === apiKey) return true;
    const found = living.get(bearer);
    if (found === undefined || found.until <= now() || found.callsLeft <= 0) return false;
    found.callsLeft -= 1;
    return true;
  }

  return { token, admits, issued, revokeTokens: () => living.clear() };
}
