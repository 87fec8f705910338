import type { LookupFunction } from 'node:net';

import t from 'tap';

import { clientFor, get, instantEffects, serverFor } from './setup.js';
import { livesOnPrivateAddress, publicLookup } from '../../src/http/destinations.js';

/** As Node.js reports a failed lookup: without an address. */
const failing: LookupFunction = (hostname, _options, callback) => {
  const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' });
  Reflect.apply(callback, undefined, [error]);
};

const resolving =
  (address: string): LookupFunction =>
  (_hostname, _options, callback) =>
    callback(null, address, 4);

function resultOf(lookup: LookupFunction, hostname: string): Promise<unknown> {
  return new Promise((resolve) => {
    lookup(hostname, {}, (error, address) => resolve(error?.code ?? address));
  });
}

t.test('passes on the error of a name that does not resolve', async (t) => {
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

t.test('refuses a private address unless it is allowed', async (t) => {
  const refused = publicLookup(resolving('10.0.0.7'), () => Promise.resolve(false));
  t.not(await resultOf(refused, 'inside.example'), '10.0.0.7');
  const allowed = publicLookup(resolving('10.0.0.7'), () => Promise.resolve(true));
  t.equal(await resultOf(allowed, 'inside.example'), '10.0.0.7');
  t.equal(await livesOnPrivateAddress(new URL('https://inside.example/'), resolving('10.0.0.7')), true);
  t.equal(await livesOnPrivateAddress(new URL('https://outside.example/'), resolving('203.0.113.7')), false);
});

t.test('reports a download host that does not resolve as a network failure of that request', async (t) => {
  const server = await serverFor(t);
  const client = clientFor(t, server.url, {}, instantEffects({ lookup: failing }));
  // The first letter of the last host is a Cyrillic one.
  for (const host of ['gone.invalid', 'files.example.', '\u0430pi.example']) {
    t.match(await client.send(get(`https://${host}/report.pdf`, { retry: 'never' })), {
      ok: false,
      failure: { reason: 'network', code: 'ENOTFOUND', message: 'the host name does not exist', attempts: 1 },
    });
  }
  t.match(await client.send(get(`${server.url}/a`)), { ok: true }, 'the client stays usable');
});

t.test('refuses a link to a private address in every notation of IPv6, before it connects', async (t) => {
  const server = await serverFor(t);
  // The lookup resolves the origin to a public address: private ones are then refused.
  const client = clientFor(
    t,
    'http://service.example',
    {},
    instantEffects({ lookup: resolving('203.0.113.7') }),
  );
  for (const host of [
    '[::1]',
    '[::127.0.0.1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:0:127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[2001:0:7f00:1::]',
    '[2002:7f00:1::]',
    '[100::1]',
    '[fe80::5]',
  ]) {
    t.match(await client.send(get(`https://${host}:${server.port}/a`, { retry: 'never' })), {
      ok: false,
      failure: { reason: 'redirect-refused', why: 'the address is not public' },
    });
  }
  t.equal(server.requests.length, 0);
  // The URL standard has no zones.
  t.equal(URL.canParse('https://[fe80::5%25lo]/'), false);
});
