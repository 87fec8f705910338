import { get } from 'node:https';
import t from 'tap';
import { selfSigned } from './certificate.js';
import { startServer } from './server.js';

const echo = (request: { readonly path: string }) => ({ status: 200, body: request.path });

t.test('records the received requests', async (t) => {
  const server = await startServer(echo, { basePath: '/tv' });
  t.teardown(() => server.close());
  t.equal(server.url, `http://127.0.0.1:${server.port}/tv`);

  const response = await fetch(`${server.url}/a%20b?offset=10&date%5Bfrom%5D=5`, {
    method: 'POST',
    headers: { 'X-Thing': 'one' },
    body: 'sent',
  });
  t.equal(await response.text(), '/a%20b');
  t.match(server.requests, [{ method: 'POST', path: '/a%20b', headers: { 'x-thing': 'one' } }]);
  t.equal(server.requests[0]?.query.get('date[from]'), '5');
  t.equal(server.requests[0]?.body.toString(), 'sent');
});

t.test('serves paths below the base path only', async (t) => {
  const server = await startServer(echo, { basePath: '/tv' });
  t.teardown(() => server.close());
  t.equal((await fetch(`http://127.0.0.1:${server.port}/a`)).status, 404);
  t.equal((await fetch(`http://127.0.0.1:${server.port}/tvx/a`)).status, 404);
  t.equal(server.count('/'), 2, 'other requests are counted as well');
});

t.test('counts requests without recording them', async (t) => {
  const server = await startServer(echo, { keepRequests: false });
  t.teardown(() => server.close());
  for (const path of ['/a/1', '/a/2', '/b', '/b']) await fetch(`${server.url}${path}`);
  t.equal(server.count('/a'), 2);
  t.equal(server.count(/b$/), 2);
  t.same(server.requests, []);
});

t.test('measures the peak of concurrent requests', async (t) => {
  let arrived = 0;
  let release: (value?: unknown) => void = () => t.fail('released too early');
  const all = new Promise((resolve) => (release = resolve));
  const server = await startServer(async () => {
    arrived += 1;
    if (arrived === 3) release();
    await all;
    return { status: 200 };
  });
  t.teardown(() => server.close());
  await Promise.all(['/1', '/2', '/3'].map((path) => fetch(`${server.url}${path}`)));
  for (const path of ['/4', '/5']) await fetch(`${server.url}${path}`);
  t.equal(server.peakConcurrency, 3);
});

t.test('consecutive requests are not concurrent', async (t) => {
  const body = Buffer.alloc(1_000_000);
  const server = await startServer(() => ({ status: 200, body }));
  t.teardown(() => server.close());
  for (let n = 0; n < 10; n += 1) await (await fetch(`${server.url}/${n}`)).text();
  t.equal(server.peakConcurrency, 1);
});

t.test('rejects with an error if the port is in use', async (t) => {
  const server = await startServer(echo);
  t.teardown(() => server.close());
  await t.rejects(startServer(echo, { port: server.port }), { code: 'EADDRINUSE' });
});

t.test('responds with the error of a handler that throws', async (t) => {
  const server = await startServer(() => Promise.reject(new Error('no such thing')));
  t.teardown(() => server.close());
  const response = await fetch(server.url);
  t.equal(response.status, 500);
  t.match(await response.text(), /bug in the sandbox: Error: no such thing/);
});

t.test('serves https with a certificate that only its own CA file verifies', async (t) => {
  const tls = selfSigned('127.0.0.1');
  const server = await startServer(echo, { tls });
  t.teardown(() => server.close());
  t.match(server.url, /^https:/);
  await t.rejects(fetch(`${server.url}/a`), { cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } });
  const status = await new Promise((resolve, reject) => {
    get(`${server.url}/a`, { ca: tls.cert, agent: false }, (response) => {
      resolve(response.resume().statusCode);
    }).on('error', reject);
  });
  t.equal(status, 200);
});

t.test('close ends open connections, and can be called twice', async (t) => {
  const server = await startServer(echo, { latencyMs: 3_600_000 });
  const waiting = fetch(`${server.url}/a`).then(
    () => 'answered',
    () => 'closed',
  );
  while (server.count('/a') === 0) await new Promise(setImmediate);
  await server.close();
  await server.close();
  t.equal(await waiting, 'closed');
});

t.test('a fault affects the next request to arrive, not the next to be responded to', async (t) => {
  const server = await startServer(echo, { latencyMs: 20 });
  t.teardown(() => server.close());
  const earlier = fetch(`${server.url}/a`);
  while (server.count('/a') === 0) await new Promise(setImmediate);
  server.fault({ path: '/a', status: 503 });
  t.equal((await earlier).status, 200);
  t.equal((await fetch(`${server.url}/a`)).status, 503);
});

t.test('the latency can change', async (t) => {
  const server = await startServer(echo, { latencyMs: 3_600_000 });
  t.teardown(() => server.close());
  server.setLatency(0);
  t.equal((await fetch(`${server.url}/a`)).status, 200);
});
