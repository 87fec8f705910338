import { err, isInRange, literalAddress, ok, parseUrl, type Result } from '../lib/index.js';
import type { AttemptFailure } from './failure.js';
import { isProxyCode, PROXY_REFUSED } from './network-codes.js';
import type { HttpResponse } from './types.js';

type Environment = Readonly<Record<string, string | undefined>>;

export interface Proxy {
  readonly url: URL;
  /** Without credentials: `the proxy http://proxy.example:3128 of HTTPS_PROXY`. */
  readonly name: string;
}

/** Undefined without a proxy. A variable without a usable address must not lead to a direct request. */
export function resolveProxy(url: URL, env: Environment): Result<Proxy | undefined, AttemptFailure> {
  const found = proxyFor(url, env);
  if (found === undefined) return ok(undefined);
  const { variable } = found;
  // The value is not printed, because it can contain a password.
  if (found.url === undefined)
    return err(
      refusal(
        `${variable} is not the address of an http or https proxy (a % in its password is written %25)`,
      ),
    );
  const { protocol, host } = found.url;
  return ok({ url: found.url, name: `the proxy ${protocol}//${host} of ${variable}` });
}

/**
 * Reads the variables of curl and Python's requests, lower case first; `no_proxy` covers subdomains.
 * @returns `variable` as spelled in the environment; `url` is undefined if its value is not an http(s)
 * address
 */
export function proxyFor(
  url: URL,
  env: Environment,
): { readonly url: URL | undefined; readonly variable: string } | undefined {
  const nameOf = (name: string): string | undefined =>
    [name, name.toUpperCase()].find((one) => (env[one] ?? '') !== '');
  const variable = nameOf(url.protocol === 'https:' ? 'https_proxy' : 'http_proxy') ?? nameOf('all_proxy');
  if (variable === undefined || isExempt(url, env[nameOf('no_proxy') ?? ''] ?? '')) return undefined;
  const value = env[variable] ?? '';
  const text = value.includes('://') ? value : `http://${value}`;
  const proxy = URL.canParse(text) ? new URL(text) : undefined;
  const isUsable = (proxy?.protocol === 'http:' || proxy?.protocol === 'https:') && hasText(proxy);
  return { url: isUsable ? proxy : undefined, variable };
}

/** Whether user and password can be decoded, as the agents do: a percent sign is `%25`. */
function hasText({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}

function isExempt(url: URL, list: string): boolean {
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => entry !== '' && isExemptBy(url, entry));
}

/** @param entry one element of `no_proxy`: `*`, a range, an address, a name or a suffix, also with a port */
function isExemptBy(url: URL, entry: string): boolean {
  if (entry === '*') return true;
  const isCovered = isInRange(literalAddress(url.hostname) ?? '', entry);
  if (isCovered !== undefined) return isCovered;
  // `no_proxy` can omit the brackets of an IPv6 address.
  const bracketed = entry.split(':').length > 2 && !entry.startsWith('[') ? `[${entry}]` : entry;
  const [, name = bracketed, onlyPort] = /^(.*?):(\d+)$/.exec(bracketed) ?? [];
  const suffix = hostOf(name.replace(/^\*?\./, '').replace(/\.$/, ''));
  const host = url.hostname.replace(/\.$/, '');
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return (onlyPort === undefined || onlyPort === port) && (host === suffix || host.endsWith(`.${suffix}`));
}

/** As a URL spells it: a short form of an IPv6 address, and Punycode. */
const hostOf = (name: string): string =>
  /^\[|[^\0-\x7f]/.test(name) ? (parseUrl(`http://${name}`)?.hostname ?? name) : name;

/** Names the proxy in results that it can cause. Responses through a tunnel (https) are the service's own. */
export function annotateProxy(
  proxy: Proxy | undefined,
  protocol: string,
  result: Result<HttpResponse, AttemptFailure>,
): Result<HttpResponse, AttemptFailure> {
  if (proxy === undefined) return result;
  const { name } = proxy;
  if (!result.ok) {
    const { failure } = result;
    const isNamed = failure.reason === 'network' && isProxyCode(failure.code);
    const isOnTheWay = failure.reason === 'network' || failure.reason === 'timeout';
    return isOnTheWay && !isNamed ? err({ ...failure, proxy: name }) : result;
  }
  if (protocol === 'https:') return result;
  // RFC 9110 section 15.5.8: only a proxy requires proxy credentials.
  if (result.value.status === 407) return err(refusal(`${name} returned HTTP 407: it requires credentials`));
  return ok({ ...result.value, proxy: name });
}

function refusal(message: string): AttemptFailure {
  return { reason: 'network', code: PROXY_REFUSED, message };
}
