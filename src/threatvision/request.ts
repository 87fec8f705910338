import type { HttpClient, HttpResponse } from '../http/index.js';
import { err, type Result } from '../lib/index.js';
import type { TokenSource } from './oauth.js';
import type { ThreatVisionFailure } from './types.js';

/** GETs one URL as the account; `operation` is what the messages say was being done. */
export type AuthorizedGet = (
  url: URL,
  operation: string,
  maxResponseBytes: number,
) => Promise<Result<HttpResponse, ThreatVisionFailure>>;

/** A request that is refused over and over, with tokens that others work with, is not worth more of them. */
const maxRenewals = 5;

/**
 * Every call carries the bearer token, which `http` sends to the API's own origin only. A 401 renews the token,
 * once for all callers. A renewed one that is refused and has never worked means that the credentials are refused;
 * one that has worked has only died, before this request had its turn.
 * @param base the API's base URL
 */
export function createAuthorizedGet(http: HttpClient, tokens: TokenSource, base: URL): AuthorizedGet {
  let worked: string | undefined;
  return async (url, operation, maxResponseBytes) => {
    let token = await tokens.get();
    for (let renewals = 0; ; renewals++) {
      if (!token.ok) return token;
      let used = token.value.value;
      // While this request waited for its turn, another one may have renewed the token.
      const bearer = (): string => (used = tokens.current() ?? used);
      const answer = await http.send({ method: 'GET', url, bearer, maxResponseBytes, retry: 'idempotent' });
      if (answer.ok) {
        if (url.origin === base.origin) worked = used;
        return answer;
      }
      const { failure } = answer;
      if (failure.reason !== 'http-status')
        return err({ reason: 'threatvision-http', operation, http: failure });
      // The token goes to the API's own origin alone: another host's 401, also after a redirect, says nothing of it.
      const own = url.origin === base.origin && failure.foreign === undefined;
      if (failure.status === 401 && own) {
        if (renewals === maxRenewals || (renewals > 0 && used !== worked)) {
          const message = `${failure.url} refuses a fresh token (HTTP 401)`;
          return err({ reason: 'threatvision-credentials', operation, message });
        }
        token = await tokens.renew(used);
        continue;
      }
      if (failure.status === 401 || failure.status === 403) {
        return err({ reason: 'threatvision-not-entitled', operation, url: failure.url });
      }
      if (failure.status === 404 || failure.status === 410) {
        return err({ reason: 'threatvision-missing', operation, url: failure.url });
      }
      return err({ reason: 'threatvision-http', operation, http: failure });
    }
  };
}
