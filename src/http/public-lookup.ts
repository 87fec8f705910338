import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';

import { isPrivateAddress, literalAddress } from '../lib/index.js';
import { ADDRESS_REFUSED, codedError } from './network-codes.js';

/**
 * A name resolution that refuses names with a private address. The connection itself uses the result, so that a name
 * that changes its address after a check (DNS rebinding) gains nothing.
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

/** Whether the service at this URL has private addresses only; false for a name that does not resolve. */
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
