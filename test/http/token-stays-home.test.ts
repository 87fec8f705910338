import type { LookupFunction } from 'node:net';
import t from 'tap';
import { needsOpenssl, selfSigned } from './certificate.js';
import { proxyServer } from './proxy-server.js';
import { clientFor, get, hello, instantEffects, serverFor } from './setup.js';

const redirectTo =
  (location: string, status = 302) =>
  () => ({ status, headers: { location } });
const secretly = {
  bearer: () => 'the-token',
  headers: { 'X-Api-Key': 'the-key', Accept: 'application/json' },
};
const own = { headers: { 'User-Agent': 'tool/1', 'X-Gate': 'gate-secret' } };

const everythingIsHere: LookupFunction = (_hostname, options, callback) => {
  if (options.all === true) callback(null, [{ address: '127.0.0.1', family: 4 }]);
  else callback(null, '127.0.0.1', 4);
};

t.test('keeps token and headers on a redirect within the own origin', async (t) => {
  const server = await serverFor(t, (request) =>
    request.path === '/a' ? redirectTo('/b?x=1', 307)() : hello(request),
  );
  t.match(await clientFor(t, server.url, own).send(get(`${server.url}/a`, secretly)), { ok: true });
  t.match(server.requests[1], {
    path: '/b',
    headers: { authorization: 'Bearer the-token', 'x-gate': 'gate-secret' },
  });
});

for (const [what, path] of [
  ['a redirect', '/redirect'],
  ['a download link', undefined],
] as const) {
  t.test(
    `follows ${what} to another origin over https, without token, key and custom headers`,
    needsOpenssl,
    async (t) => {
      const certificate = selfSigned(t);
      const files = await serverFor(t, hello, { tls: certificate });
      const api = await serverFor(t, redirectTo(`${files.url}/f`));
      const client = clientFor(t, api.url, { ...own, caCertificates: certificate.cert });
      const url = path === undefined ? `${files.url}/f` : api.url + path;
      t.match(await client.send(get(url, secretly)), { ok: true });
      const received = files.requests[0]?.headers ?? {};
      t.match(received, { 'user-agent': 'tool/1', accept: 'application/json' });
      t.notMatch(JSON.stringify(received), /the-token|the-key|gate-secret/);
    },
  );
}

t.test('marks the 401 of another origin, which does not concern the token', needsOpenssl, async (t) => {
  const certificate = selfSigned(t);
  const files = await serverFor(t, () => ({ status: 401 }), { tls: certificate });
  const api = await serverFor(t, ({ path }) =>
    path === '/own' ? { status: 401 } : redirectTo(`${files.url}/f`)(),
  );
  const client = clientFor(t, api.url, { caCertificates: certificate.cert });
  const foreign = await client.send(get(`${api.url}/a`, secretly));
  t.match(foreign, { ok: false, failure: { reason: 'http-status', status: 401, crossOrigin: true } });
  const home = await client.send(get(`${api.url}/own`, secretly));
  t.match(home, { ok: false, failure: { reason: 'http-status', status: 401, crossOrigin: undefined } });
});

t.test('sends no token if another origin redirects back to the own one', needsOpenssl, async (t) => {
  const certificate = selfSigned(t);
  const api = await serverFor(t, hello, { tls: certificate });
  const files = await serverFor(t, redirectTo(`${api.url}/delete-everything`), { tls: certificate });
  const client = clientFor(t, api.url, { ...own, caCertificates: certificate.cert });
  t.match(await client.send(get(`${files.url}/f`, secretly)), { ok: true });
  t.notMatch(JSON.stringify(api.requests[0]?.headers), /the-token|the-key|gate-secret/);
});

t.test(
  'refuses and sends nothing: another port over http, a POST, too many redirects, no address',
  async (t) => {
    const elsewhere = await serverFor(t);
    const refused = async (location: string, method: 'GET' | 'POST' = 'GET') => {
      const api = await serverFor(t, redirectTo(location));
      const answer = await clientFor(t, api.url).send(get(`${api.url}/a`, { ...secretly, method }));
      t.match(
        answer,
        { ok: false, failure: { reason: 'redirect-refused', attempts: 1 } },
        `${method} ${location}`,
      );
      return api.requests.length;
    };
    t.equal(await refused(`${elsewhere.url}/f`), 1);
    t.equal(await refused('/elsewhere', 'POST'), 1);
    t.equal(await refused('/a'), 6, 'five redirects are followed');
    t.equal(await refused('http://'), 1);
    t.equal(elsewhere.requests.length, 0);
  },
);

t.test(
  'refuses private addresses as literals and after resolution, if the own service is public',
  needsOpenssl,
  async (t) => {
    const certificate = selfSigned(t);
    const inside = await serverFor(t, hello, { tls: certificate });
    let location = '';
    const api = await serverFor(t, () => redirectTo(location)());
    const proxy = await proxyServer(t, api.port);
    // The service has a public address and is reached through a proxy, the others directly.
    const client = clientFor(
      t,
      'http://93.184.216.34',
      {
        env: { HTTP_PROXY: proxy.url, NO_PROXY: 'files.example,127.0.0.1,localhost' },
        caCertificates: certificate.cert,
      },
      instantEffects({ lookup: everythingIsHere }),
    );
    const go = (target: string) => {
      location = target;
      return client.send(get('http://93.184.216.34/a'));
    };
    t.match(await go(`https://127.0.0.1:${inside.port}/x`), {
      ok: false,
      failure: { reason: 'redirect-refused' },
    });
    t.match(await go(`https://localhost:${inside.port}/x`), {
      ok: false,
      failure: { reason: 'redirect-refused' },
    });
    t.match(await go(`https://files.example:${inside.port}/x`), {
      ok: false,
      failure: { reason: 'network', code: 'ERR_ADDRESS_REFUSED', attempts: 1 },
    });
    t.equal(inside.requests.length, 0);
  },
);

t.test('allows other private addresses if the own service has one', needsOpenssl, async (t) => {
  const certificate = selfSigned(t);
  const inside = await serverFor(t, hello, { tls: certificate });
  const api = await serverFor(t, redirectTo(`https://files.example:${inside.port}/x`));
  const client = clientFor(
    t,
    `http://api.example:${api.port}`,
    { caCertificates: certificate.cert },
    instantEffects({ lookup: everythingIsHere }),
  );
  t.match(await client.send(get(`http://api.example:${api.port}/a`)), { ok: true });
  t.equal(inside.requests.length, 1);
});
