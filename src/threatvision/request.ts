import type { HttpClient, HttpResponse } from '../http/index.js';
import { err, type Result } from '../result/index.js';
import type { TokenSource } from './oauth.js';
import type { ThreatVisionFailure } from './types.js';

/** GETs one URL as the account; `doing` is what the messages say was being done. */
export type AuthorizedGet = (
  url: URL,
  doing: string,
  maxResponseBytes: number,
) => Promise<Result<HttpResponse, ThreatVisionFailure>>;

/**
 * Every call carries the bearer token, which `http` sends to the API's own origin only. A 401 renews the token,
 * once for all callers; a second one means that the credentials are refused.
 * @param base the API's base URL
 */
export function createAuthorizedGet(http: HttpClient, tokens: TokenSource, base: URL): AuthorizedGet {
  return async (url, doing, maxResponseBytes) => {
    let token = await tokens.get();
    for (let renewed = false; ; renewed = true) {
      if (!token.ok) return token;
      const bearer = token.value.value;
      const answer = await http.send({ method: 'GET', url, bearer, maxResponseBytes, retry: 'idempotent' });
      if (answer.ok) return answer;
      const { failure } = answer;
      if (failure.reason !== 'http-status') return err({ reason: 'threatvision-http', doing, http: failure });
      // The token goes to the API's own origin alone: another host's 401, also after a redirect, says nothing of it.
      const own = url.origin === base.origin && failure.foreign === undefined;
      if (failure.status === 401 && own) {
        if (renewed) {
          const message = `${failure.url} refuses a fresh token (HTTP 401)`;
          return err({ reason: 'threatvision-credentials', doing, message });
        }
        token = await tokens.renew(bearer);
        continue;
      }
      if (failure.status === 401 || failure.status === 403) {
        return err({ reason: 'threatvision-not-entitled', doing, url: failure.url });
      }
      if (failure.status === 404 || failure.status === 410) {
        return err({ reason: 'threatvision-missing', doing, url: failure.url });
      }
      return err({ reason: 'threatvision-http', doing, http: failure });
    }
  };
}
