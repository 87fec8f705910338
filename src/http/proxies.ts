type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for an address by the environment variables that curl and Python's requests read: `https_proxy`,
 * `http_proxy`, `all_proxy`, `no_proxy`, lower case first. Pure: unlike `proxy-from-env` it reads the environment it is
 * given, and like curl (and the Python connector before us) a name in `no_proxy` covers its subdomains too.
 *
 * @returns undefined where the address is reached directly, or where the variable holds no URL.
 */
export function proxyFor(url: URL, env: Environment): URL | undefined {
  const read = (name: string) =>
    [env[name], env[name.toUpperCase()]].find((value) => value !== undefined && value !== '');
  const proxy = read(url.protocol === 'https:' ? 'https_proxy' : 'http_proxy') ?? read('all_proxy');
  if (proxy === undefined || isExempt(url, read('no_proxy') ?? '')) return undefined;
  const text = proxy.includes('://') ? proxy : `http://${proxy}`;
  return URL.canParse(text) ? new URL(text) : undefined;
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
