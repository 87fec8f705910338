import { isInRange, literalAddress } from '../lib/index.js';
type Environment = Readonly<Record<string, string | undefined>>;

export interface Proxy {
  /** `http:` or `https:`; undefined where the variable holds something else. */
  readonly url: URL | undefined;
  /** The variable that names it, as it is spelt in the environment. */
  readonly variable: string;
}

export interface NamedProxy {
  readonly url: URL;
  /** For messages, without credentials: `the proxy http://proxy.example:3128 of HTTPS_PROXY`. */
  readonly name: string;
}

/**
 * The proxy for an address by the environment variables that curl and Python's requests read: `https_proxy`,
 * `http_proxy`, `all_proxy`, `no_proxy`, lower case first. Pure: unlike `proxy-from-env` it reads the environment it is
 * given, and like curl (and the Python connector before us) a name in `no_proxy` covers its subdomains too.
 *
 * @returns undefined where the address is reached directly.
 */
export function proxyFor(url: URL, env: Environment): Proxy | undefined {
  const nameOf = (name: string) => [name, name.toUpperCase()].find((one) => (env[one] ?? '') !== '');
  const variable = nameOf(url.protocol === 'https:' ? 'https_proxy' : 'http_proxy') ?? nameOf('all_proxy');
  if (variable === undefined || isExempt(url, env[nameOf('no_proxy') ?? ''] ?? '')) return undefined;
  const written = env[variable] ?? '';
  const text = written.includes('://') ? written : `http://${written}`;
  const proxy = URL.canParse(text) ? new URL(text) : undefined;
  const usable = proxy?.protocol === 'http:' || proxy?.protocol === 'https:';
  return { url: usable ? proxy : undefined, variable };
}

function isExempt(url: URL, list: string): boolean {
  const host = url.hostname.replace(/\.$/, '');
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const inRange = isInRange(literalAddress(url.hostname) ?? '', entry);
      if (inRange !== undefined) return inRange;
      const [, name = entry, onlyPort] = /^(.*?):(\d+)$/.exec(bracketed(entry)) ?? [
        undefined,
        bracketed(entry),
      ];
      const suffix = name.replace(/^\*?\./, '');
      return (
        (onlyPort === undefined || onlyPort === port) && (host === suffix || host.endsWith(`.${suffix}`))
      );
    });
}

/** `no_proxy` may name an IPv6 address bare; URLs never do. */
const bracketed = (entry: string): string =>
  entry.split(':').length > 2 && !entry.startsWith('[') ? `[${entry}]` : entry;
