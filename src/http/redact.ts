import { isDistinctive } from '../log/index.js';

/** Query parameters that say where in a listing we are, and nothing about who asks. */
const harmlessParameters: ReadonlySet<string> = new Set(['offset', 'limit', 'date[from]', 'date[to]']);

/**
 * The address as it may be printed: no user info, no fragment, query values masked except the harmless ones.
 * Brackets stay readable, since nobody pastes this into a client.
 */
export function safeUrl(url: URL): string {
  const query = [...url.searchParams]
    .map(([name, value]) => `${name}=${harmlessParameters.has(name) ? value : '***'}`)
    .join('&');
  return `${url.protocol}//${url.host}${url.pathname}${query === '' ? '' : `?${query}`}`;
}

/** Replaces every given secret, also in its URL-encoded spelling: servers and proxies like to echo what they got. */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter(isDistinctive)
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .reduce((masked, secret) => masked.replaceAll(secret, '***'), text);
}
