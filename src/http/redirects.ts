import { isPrivateAddress, literalAddress } from '../lib/index.js';

const maxRedirects = 5;

const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
export const isRedirect = (status: number): boolean => redirectStatuses.has(status);

export interface Step {
  /** The client's own service. */
  readonly origin: URL;
  readonly target: URL;
  readonly method: 'GET' | 'POST';
  /** Redirects followed so far; 0 for the address the caller gave. */
  readonly redirects: number;
  /** False once the chain has left the client's origin: after that, no address gets the token, wherever it points. */
  readonly trusted: boolean;
}

export type StepDecision =
  /** `own`: with token and headers, any address. `cross-origin`: without both, and to public addresses only. */
  | { readonly follow: true; readonly as: 'own' | 'cross-origin' }
  /** `private-address`: refused unless the client's own service has a private address, too. */
  | { readonly follow: false; readonly why: string; readonly onlyBecause?: 'private-address' };

/** Following would drop the token, since it is another origin, and end in a misleading 401. */
const movedToHttps = (origin: URL, target: URL): boolean =>
  origin.protocol === 'http:' &&
  target.protocol === 'https:' &&
  origin.host === target.host &&
  origin.port === '' &&
  target.port === '';

const refuse = (why: string): StepDecision => ({ follow: false, why });

/**
 * Decides whether an address is requested, and with which headers: the bearer token is sent to the API's own origin only
 * (docs/threatvision-api.md#token). Names are judged again after their resolution.
 */
export function decideStep({ origin, target, method, redirects, trusted }: Step): StepDecision {
  if (redirects > maxRedirects) return refuse(`more than ${maxRedirects} redirects`);
  if (target.protocol !== 'http:' && target.protocol !== 'https:') return refuse('not a web address');
  if (target.username !== '' || target.password !== '') {
    return refuse('the address contains a user name or password');
  }
  if (method === 'POST' && redirects > 0) {
    return refuse('a POST is not repeated at another address; configure the final address');
  }
  if (movedToHttps(origin, target)) {
    return refuse(`the service has moved to ${target.origin}; configure that address`);
  }
  if (target.origin === origin.origin) return { follow: true, as: trusted ? 'own' : 'cross-origin' };
  if (method === 'POST') return refuse(`a POST is sent to ${origin.origin} only`);
  if (target.protocol !== 'https:') return refuse('another host requires https');
  const address = literalAddress(target.hostname);
  const named = /(^|\.)localhost\.?$/.test(target.hostname);
  if (named || (address !== undefined && isPrivateAddress(address))) {
    return { follow: false, why: 'the address is not public', onlyBecause: 'private-address' };
  }
  return { follow: true, as: 'cross-origin' };
}
