import t from 'tap';
import { muteServer } from './mute-server.js';
import { clientFor, get, serverFor } from './setup.js';

// Short limits for what never comes; long ones for what must not be the reason.
const LONG = 60_000;
const short = (phase: 'connect' | 'headers' | 'idleBody', ms = 100) => ({
  timeouts: { connect: LONG, headers: LONG, idleBody: LONG, [phase]: ms },
});

t.test('no headers: a failure of its own, tried once more', async (t) => {
  const server = await serverFor(t);
  server.fault({ path: '/a', hang: 'headers', times: 9 });
  const answer = await clientFor(t, server.url, short('headers')).send(get(`${server.url}/a`));
  t.match(answer, { ok: false, failure: { reason: 'timeout', phase: 'headers', seconds: 0.1, attempts: 2 } });
});

t.test('a body that stops half-way', async (t) => {
  const server = await serverFor(t);
  server.fault({ path: '/a', hang: 'body', times: 9 });
  const answer = await clientFor(t, server.url, short('idleBody')).send(get(`${server.url}/a`));
  t.match(answer, { ok: false, failure: { reason: 'timeout', phase: 'body', seconds: 0.1, attempts: 2 } });
});

t.test('a body that drips for ever is never idle, and ends all the same', async (t) => {
  const server = await serverFor(t, () => ({ status: 200, body: 'x'.repeat(100_000) }));
  server.fault({ path: '/a', drip: { bytes: 1, everyMs: 20 } });
  const answer = await clientFor(t, server.url, short('idleBody', 400)).send(
    get(`${server.url}/a`, { retry: 'never' }),
  );
  t.match(answer, { ok: false, failure: { reason: 'timeout', phase: 'body' } });
});

t.test('a body that is slow but comes is waited for', async (t) => {
  const server = await serverFor(t, () => ({ status: 200, body: 'x'.repeat(10_000) }));
  server.fault({ path: '/a', drip: { bytes: 1_500, everyMs: 120 } });
  const answer = await clientFor(t, server.url, short('idleBody', 500)).send(get(`${server.url}/a`));
  t.equal(answer.ok && answer.value.body.length, 10_000);
  t.equal(server.count('/a'), 1, 'in one go, though the whole takes longer than the idle limit');
});

t.test('no TLS handshake: no connection', async (t) => {
  const mute = await muteServer(t);
  const url = `https://127.0.0.1:${mute.port}`;
  const answer = await clientFor(t, url, short('connect')).send(get(`${url}/a`, { retry: 'never' }));
  t.match(answer, { ok: false, failure: { reason: 'timeout', phase: 'connect', seconds: 0.1 } });
  await mute.closed;
});

t.test('a fault for one request cannot be combined with a short timeout', async (t) => {
  const server = await serverFor(t);
  clientFor(t, server.url, short('headers'));
  t.throws(() => server.fault({ path: '/a', status: 503 }), /without a timeout below a second/);
  t.doesNotThrow(() => server.fault({ path: '/a', status: 503, times: 9 }));
  t.doesNotThrow(() => server.fault({ path: '/a', hang: 'headers' }));
});
