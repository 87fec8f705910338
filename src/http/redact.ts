import { isDistinctive } from '../log/index.js';

/** Query parameters that identify a position in a list, but not the account. */
const harmlessParameters: ReadonlySet<string> = new Set(['offset', 'limit', 'date[from]', 'date[to]']);

/** The URL in printable form: without user info and fragment, and with all query values masked except harmless ones. */
export function safeUrl(url: URL): string {
  const query = [...url.searchParams]
    .map(([name, value]) => `${name}=${harmlessParameters.has(name) ? value : '***'}`)
    .join('&');
  return `${url.protocol}//${url.host}${url.pathname}${query === '' ? '' : `?${query}`}`;
}

/** Replaces every given secret, also in its URL-encoded form: servers and proxies echo what they receive. */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter(isDistinctive)
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .reduce((masked, secret) => masked.replaceAll(secret, '***'), text);
}
