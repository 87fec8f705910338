import { err, ok, type Result } from '../lib/index.js';
import type { Fault } from './fault.js';
import { isProxyFault, PROXY_REFUSED } from './network-codes.js';
import { proxyFor, type NamedProxy } from './proxies.js';
import type { HttpResponse } from './types.js';

const refusal = (message: string): Fault => ({ reason: 'network', code: PROXY_REFUSED, message });

/**
 * The proxy between here and an address, undefined where there is none. A variable that names none is a fault: whoever
 * set it does not want the request to go past it, and would take a failure for the service's.
 */
export function wayTo(
  url: URL,
  env: Readonly<Record<string, string | undefined>>,
): Result<NamedProxy | undefined, Fault> {
  const proxy = proxyFor(url, env);
  if (proxy === undefined) return ok(undefined);
  const { variable } = proxy;
  if (proxy.url === undefined) {
    // Not its value: that may hold a password.
    return err(refusal(`${variable} does not hold the address of an http or https proxy`));
  }
  const { protocol, host } = proxy.url;
  return ok({ url: proxy.url, name: `the proxy ${protocol}//${host} of ${variable}` });
}

/** What came back, with the proxy wherever that may be the culprit. Through a tunnel (https) answers are the service's own. */
export function seenThrough(
  proxy: NamedProxy | undefined,
  protocol: string,
  answer: Result<HttpResponse, Fault>,
): Result<HttpResponse, Fault> {
  if (proxy === undefined) return answer;
  const { name } = proxy;
  if (!answer.ok) {
    const { failure } = answer;
    const named = failure.reason === 'network' && isProxyFault(failure.code);
    const onTheWay = failure.reason === 'network' || failure.reason === 'timeout';
    return onTheWay && !named ? err({ ...failure, proxy: name }) : answer;
  }
  if (protocol === 'https:') return answer;
  // RFC 9110 section 15.5.8: only a proxy asks for a proxy's credentials.
  if (answer.value.status === 407) return err(refusal(`${name} answered HTTP 407: it wants credentials`));
  return ok({ ...answer.value, proxy: name });
}
