import t from 'tap';
import { muteServer } from './mute-server.js';
import { clientFor, get, instantEffects, serverFor } from './setup.js';

// For the phases that must not end the request.
const LONG = 60_000;
const short = (phase: 'connect' | 'headers' | 'idleBody' | 'wholeBody', ms = 100) => ({
  timeouts: { connect: LONG, headers: LONG, idleBody: LONG, wholeBody: LONG, [phase]: ms },
});

t.test('times out without headers, after one retry', async (t) => {
  const server = await serverFor(t);
  server.fault({ path: '/a', hang: 'headers', times: 9 });
  const answer = await clientFor(t, server.url, short('headers')).send(get(`${server.url}/a`));
  t.match(answer, { ok: false, failure: { reason: 'timeout', phase: 'headers', seconds: 0.1, attempts: 2 } });
});

t.test('times out on a body that stalls', async (t) => {
  const server = await serverFor(t);
  server.fault({ path: '/a', hang: 'body', times: 9 });
  const answer = await clientFor(t, server.url, short('idleBody')).send(get(`${server.url}/a`));
  t.match(answer, { ok: false, failure: { reason: 'timeout', phase: 'body', seconds: 0.1, attempts: 2 } });
});

t.test('times out on a body below the minimal rate that is never idle', async (t) => {
  const server = await serverFor(t, () => ({ status: 200, body: 'x'.repeat(100_000) }));
  server.fault({ path: '/a', drip: { bytes: 1, everyMs: 20 } });
  const answer = await clientFor(t, server.url, short('idleBody', 400)).send(
    get(`${server.url}/a`, { retry: 'never' }),
  );
  t.match(answer, { ok: false, failure: { reason: 'timeout', phase: 'body' } });
});

t.test('times out on a body that drips faster than the minimal rate, without a retry', async (t) => {
  const server = await serverFor(t, () => ({ status: 200, body: 'x'.repeat(1_000_000) }));
  server.fault({ path: '/a', drip: { bytes: 100, everyMs: 20 }, times: 9 });
  const answer = await clientFor(t, server.url, short('wholeBody', 400)).send(get(`${server.url}/a`));
  t.match(answer, {
    ok: false,
    failure: { reason: 'timeout', phase: 'whole-body', seconds: 0.4, attempts: 1 },
  });
});

t.test('measures the minimal rate of a body on the injected clock', async (t) => {
  const server = await serverFor(t, () => ({ status: 200, body: 'x'.repeat(10_000) }));
  let elapsed = 0;
  const effects = instantEffects({ monotonicNow: () => (elapsed += 3_600_000) });
  const client = clientFor(t, server.url, short('idleBody', LONG), effects);
  t.match(await client.send(get(`${server.url}/a`, { retry: 'never' })), {
    ok: false,
    failure: { reason: 'timeout', phase: 'body', seconds: 60 },
  });
});

t.test('reads a slow body to its end', async (t) => {
  const server = await serverFor(t, () => ({ status: 200, body: 'x'.repeat(10_000) }));
  server.fault({ path: '/a', drip: { bytes: 1_500, everyMs: 120 } });
  const answer = await clientFor(t, server.url, short('idleBody', 500)).send(get(`${server.url}/a`));
  t.equal(answer.ok && answer.value.body.length, 10_000);
  t.equal(server.count('/a'), 1, 'one request, although the body takes longer than the idle limit');
});

t.test('times out without a TLS handshake', async (t) => {
  const mute = await muteServer(t);
  const url = `https://127.0.0.1:${mute.port}`;
  const answer = await clientFor(t, url, short('connect')).send(get(`${url}/a`, { retry: 'never' }));
  t.match(answer, { ok: false, failure: { reason: 'timeout', phase: 'connect', seconds: 0.1 } });
  await mute.closed;
});

t.test('the test helper rejects a fault for one request together with a short timeout', async (t) => {
  const server = await serverFor(t);
  clientFor(t, server.url, short('headers'));
  t.throws(() => server.fault({ path: '/a', status: 503 }), /without a timeout below a second/);
  t.doesNotThrow(() => server.fault({ path: '/a', status: 503, times: 9 }));
  t.doesNotThrow(() => server.fault({ path: '/a', hang: 'headers' }));
});
