import type { LookupFunction } from 'node:net';

import t from 'tap';

import { livesOnPrivateAddress, publicLookup } from '../../src/http/public-lookup.js';

/** A failed lookup as Node.js reports it: without an address. */
const failing: LookupFunction = (hostname, _options, callback) => {
  const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' });
  Reflect.apply(callback, undefined, [error]);
};

const resolving =
  (address: string): LookupFunction =>
  (_hostname, _options, callback) =>
    callback(null, address, 4);

/** The code of the error that a lookup passes on, or the address. */
function resultOf(lookup: LookupFunction, hostname: string): Promise<unknown> {
  return new Promise((resolve) => {
    lookup(hostname, {}, (error, address) => resolve(error?.code ?? address));
  });
}

t.test('a name that does not resolve is an ordinary failure', async (t) => {
  for (const name of ['gone.invalid', 'gone.invalid.', 'xn--e1awd7f.invalid']) {
    t.equal(
      await resultOf(
        publicLookup(failing, () => Promise.resolve(false)),
        name,
      ),
      'ENOTFOUND',
      name,
    );
    t.equal(await livesOnPrivateAddress(new URL(`https://${name}/`), failing), false, name);
  }
});

t.test('a private address is refused unless it is allowed', async (t) => {
  const refused = publicLookup(resolving('10.0.0.7'), () => Promise.resolve(false));
  t.not(await resultOf(refused, 'inside.example'), '10.0.0.7');
  const allowed = publicLookup(resolving('10.0.0.7'), () => Promise.resolve(true));
  t.equal(await resultOf(allowed, 'inside.example'), '10.0.0.7');
  t.equal(await livesOnPrivateAddress(new URL('https://inside.example/'), resolving('10.0.0.7')), true);
  t.equal(await livesOnPrivateAddress(new URL('https://outside.example/'), resolving('203.0.113.7')), false);
});
