import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { ADDRESS_REFUSED, codedError } from './network-codes.js';
import { isPrivateAddress, literalAddress } from './private-address.js';

/**
 * A name resolution that refuses names with a private address among theirs. As the connection itself uses its answer,
 * a name that changes its address between a check and the connection (DNS rebinding) gains nothing.
 *
 * @param isAllowed asked only when an address is private: may this client go to private addresses?
 */
export function publicLookup(
  lookup: LookupFunction = systemLookup,
  isAllowed: () => Promise<boolean>,
): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, options, (error, address, family) => {
      const addresses = typeof address === 'string' ? [address] : address.map((entry) => entry.address);
      if (error !== null || !addresses.some(isPrivateAddress)) {
        callback(error, address, family);
        return;
      }
      void isAllowed().then((allowed) => {
        if (allowed) callback(null, address, family);
        else
          callback(codedError(ADDRESS_REFUSED, `${hostname} has an address that is not a public one`), '', 0);
      });
    });
  };
}

/** Does the service at this URL live on an address that is not public? A name that does not resolve: no. */
export function livesOnPrivateAddress(url: URL, lookup: LookupFunction = systemLookup): Promise<boolean> {
  const literal = literalAddress(url);
  if (literal !== undefined) return Promise.resolve(isPrivateAddress(literal));
  return new Promise((resolve) => {
    lookup(url.hostname, { all: true }, (error, address) => {
      const addresses = typeof address === 'string' ? [address] : address.map((entry) => entry.address);
      resolve(error === null && addresses.length > 0 && addresses.every(isPrivateAddress));
    });
  });
}
