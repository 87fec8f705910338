import { type HttpClient, type HttpResponse, isRetriedStatus } from '../http/index.js';
import { err, type Result } from '../lib/index.js';
import type { TokenSource } from './oauth.js';
import type { ThreatVisionFailure } from './types.js';

export interface AuthorizedGetOptions {
  /** Its abort fails the request with `cancelled`. */
  readonly signal?: AbortSignal | undefined;
  /** Whether a success has the requested body; another body is repeated like a 500. Default: always. */
  readonly isUsable?: ((body: Buffer) => boolean) | undefined;
}

/** Sends an authorized GET; `operation` is part of the messages. */
export type AuthorizedGet = (
  url: URL,
  operation: string,
  maxResponseBytes: number,
  options?: AuthorizedGetOptions,
) => Promise<Result<HttpResponse, ThreatVisionFailure>>;

/** For one request that is refused again and again with tokens that work elsewhere. */
const maxRenewals = 5;

/** A 401 renews the token once for all callers. The credentials are wrong if no renewed token is accepted. */
export function createAuthorizedGet(http: HttpClient, tokens: TokenSource, base: URL): AuthorizedGet {
  let accepted: string | undefined;
  return async (url, operation, maxResponseBytes, { signal, isUsable = () => true } = {}) => {
    let token = await tokens.get();
    for (let renewals = 0; ; renewals++) {
      if (!token.ok) return token;
      let used = token.value.value;
      // Another request can have renewed the token meanwhile.
      const bearer = (): string => (used = tokens.current() ?? used);
      const answer = await http.send({
        method: 'GET',
        url,
        bearer,
        maxResponseBytes,
        retry: ({ status, body }) =>
          (status < 300 ? !isUsable(body) : isRetriedStatus(status)) ? 'retry' : 'keep',
        signal,
      });
      if (answer.ok) {
        if (url.origin === base.origin) accepted = used;
        return answer;
      }
      const { failure } = answer;
      if (failure.reason !== 'http-status')
        return err({ reason: 'threatvision-http', operation, http: failure });
      // Only the API's own origin gets the token: a 401 of another host, also after a redirect, is unrelated.
      const own = url.origin === base.origin && failure.crossOrigin === undefined;
      if (failure.status === 401 && own) {
        if (renewals === maxRenewals || (renewals > 0 && used !== accepted)) {
          const message = `${failure.url} refused a fresh token (HTTP 401)`;
          return err({ reason: 'threatvision-credentials', operation, message });
        }
        token = await tokens.renew(used);
        continue;
      }
      const { status, url: refused } = failure;
      if (status === 401 || status === 403) {
        return err({ reason: 'threatvision-not-entitled', operation, url: refused, status });
      }
      if (status === 404 || status === 410) {
        return err({ reason: 'threatvision-missing', operation, url: refused, status });
      }
      return err({ reason: 'threatvision-http', operation, http: failure });
    }
  };
}
