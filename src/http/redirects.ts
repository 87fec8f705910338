import { isPrivateAddress, literalAddress } from '../lib/index.js';

const MAX_REDIRECTS = 5;

const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
export const isRedirect = (status: number): boolean => redirectStatuses.has(status);

export interface Step {
  /** The client's own service. */
  readonly origin: URL;
  readonly target: URL;
  readonly method: 'GET' | 'POST';
  /** Redirects followed so far; 0 for the address the caller gave. */
  readonly redirects: number;
  /** False once the chain has been at another origin: what that one says gets no token any more, wherever it points. */
  readonly trusted: boolean;
}

export type StepDecision =
  /** `own`: token and headers go along, any address. `foreign`: neither, and public addresses only. */
  | { readonly follow: true; readonly as: 'own' | 'foreign' }
  /** `private-address`: refused unless the client's own service lives on a private address too. */
  | { readonly follow: false; readonly why: string; readonly onlyBecause?: 'private-address' };

/** Following would drop the token (another origin), and end in a 401 that misleads. */
const movedToHttps = (origin: URL, target: URL): boolean =>
  origin.protocol === 'http:' &&
  target.protocol === 'https:' &&
  origin.host === target.host &&
  origin.port === '' &&
  target.port === '';

const refuse = (why: string): StepDecision => ({ follow: false, why });

/**
 * Which addresses may be asked, and with what: the bearer token goes to the API's own origin and nowhere else
 * (docs/threatvision-api.md#token). Pure; names are judged again when they have been resolved.
 */
export function decideStep({ origin, target, method, redirects, trusted }: Step): StepDecision {
  if (redirects > MAX_REDIRECTS) return refuse(`more than ${MAX_REDIRECTS} redirects`);
  if (target.protocol !== 'http:' && target.protocol !== 'https:') return refuse('not a web address');
  if (target.username !== '' || target.password !== '') {
    return refuse('the address carries a user name or password');
  }
  if (method === 'POST' && redirects > 0) {
    return refuse('a POST is not repeated at another address; configure the final one');
  }
  if (movedToHttps(origin, target)) {
    return refuse(`the service answers at ${target.origin}; configure that address`);
  }
  if (target.origin === origin.origin) return { follow: true, as: trusted ? 'own' : 'foreign' };
  if (method === 'POST') return refuse(`a POST goes to ${origin.origin} only`);
  if (target.protocol !== 'https:') return refuse('another host is asked over https only');
  const address = literalAddress(target.hostname);
  const named = /(^|\.)localhost\.?$/.test(target.hostname);
  if (named || (address !== undefined && isPrivateAddress(address))) {
    return { follow: false, why: 'the address is not a public one', onlyBecause: 'private-address' };
  }
  return { follow: true, as: 'foreign' };
}
