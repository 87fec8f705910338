import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPrivateAddress, literalAddress } from '../lib/index.js';
import { ADDRESS_REFUSED, codedError } from './network-codes.js';

const maxRedirects = 5;

const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
export const isRedirect = (status: number): boolean => redirectStatuses.has(status);

export interface Step {
  /** The client's own service. */
  readonly origin: URL;
  readonly target: URL;
  readonly method: 'GET' | 'POST';
  /** Redirects followed so far. */
  readonly redirects: number;
  /** False once the chain has left the client's origin: no later address gets the token. */
  readonly trusted: boolean;
}

export type StepDecision =
  /** `own`: with token and headers. `cross-origin`: without both, and to public addresses only. */
  | { readonly follow: true; readonly as: 'own' | 'cross-origin' }
  /** `private-address`: allowed if the client's own service has a private address, too. */
  | { readonly follow: false; readonly why: string; readonly onlyBecause?: 'private-address' };

/** Following would drop the token, because it is another origin, and end in a misleading 401. */
const movedToHttps = (origin: URL, target: URL): boolean =>
  origin.protocol === 'http:' &&
  target.protocol === 'https:' &&
  origin.host === target.host &&
  origin.port === '' &&
  target.port === '';

const refuse = (why: string): StepDecision => ({ follow: false, why });

/** Decides whether an address is requested and with which headers (docs/threatvision-api.md#token). */
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

/**
 * Refuses names with a private address. The connection uses the result: DNS rebinding has no effect.
 * @param isAllowed called only for a private address: is this client allowed to connect to one?
 */
export function publicLookup(
  lookup: LookupFunction = systemLookup,
  isAllowed: () => Promise<boolean>,
): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, options, (error, address, family) => {
      if (error !== null || !addressesOf(address).some(isPrivateAddress)) {
        callback(error, address, family);
        return;
      }
      void isAllowed().then((allowed) => {
        if (allowed) callback(null, address, family);
        else callback(codedError(ADDRESS_REFUSED, `${hostname} does not have a public address`), '', 0);
      });
    });
  };
}

/** Whether a service has private addresses only; false for a name that does not resolve. */
export function livesOnPrivateAddress(url: URL, lookup: LookupFunction = systemLookup): Promise<boolean> {
  const literal = literalAddress(url.hostname);
  if (literal !== undefined) return Promise.resolve(isPrivateAddress(literal));
  return new Promise((resolve) => {
    lookup(url.hostname, { all: true }, (error, address) => {
      const addresses = error === null ? addressesOf(address) : [];
      resolve(addresses.length > 0 && addresses.every(isPrivateAddress));
    });
  });
}

/** After a failed lookup Node.js passes undefined, although its types exclude it. */
function addressesOf(address: string | LookupAddress[] | undefined): readonly string[] {
  if (address === undefined) return [];
  return typeof address === 'string' ? [address] : address.map((entry) => entry.address);
}
