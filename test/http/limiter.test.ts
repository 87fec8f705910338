import t from 'tap';
import { createLimiter } from '../../src/http/limiter.js';
import { abortedBy, clientFor, get, instantEffects, serverFor } from './setup.js';

const never = new AbortController().signal;

t.test('runs exactly as many simultaneous requests as allowed', async (t) => {
  const server = await serverFor(t, undefined, { latencyMs: 20 });
  const client = clientFor(t, server.url, { concurrency: 3 });
  await Promise.all(Array.from({ length: 12 }, () => client.send(get(`${server.url}/a`))));
  t.equal(server.count('/a'), 12);
  t.equal(server.peakConcurrency, 3);
});

t.test('limits each host separately', async (t) => {
  const one = await serverFor(t);
  one.fault({ path: '/a', hang: 'headers' });
  const stop = new AbortController();
  const client = clientFor(t, one.url, { concurrency: 1, ...abortedBy(stop.signal) });
  const hanging = client.send(get(`${one.url}/a`));
  // Fails to connect; the point is that it does not wait for the other host.
  const foreign = await client.send(get(`https://127.0.0.1:1/f`));
  t.match(foreign, { ok: false, failure: { reason: 'network' } });
  stop.abort();
  t.match(await hanging, { ok: false, failure: { reason: 'cancelled' } });
});

t.test('halves the number of simultaneous requests after a 429', async (t) => {
  const server = await serverFor(t);
  const client = clientFor(t, server.url, { concurrency: 4 });
  server.fault({ path: '/a', status: 429 });
  await client.send(get(`${server.url}/a`, { retry: 'never' }));
  t.equal(server.peakConcurrency, 1);
  server.setLatency(20);
  await Promise.all(Array.from({ length: 6 }, () => client.send(get(`${server.url}/a`))));
  t.equal(server.peakConcurrency, 2);
});

t.test('spaces the starts by the rate', async (t) => {
  const effects = instantEffects();
  const limiter = createLimiter({ ceiling: 8, requestsPerSecond: 4 }, effects);
  for (let n = 0; n < 4; n += 1) await limiter.enter(never);
  t.same(effects.waits, [250, 250, 250]);
});

t.test('delays every request to the host by a Retry-After', async (t) => {
  const effects = instantEffects();
  const limiter = createLimiter({ ceiling: 8 }, effects);
  const permit = await limiter.enter(never);
  permit?.done({ status: 429, retryAfter: 5_000 });
  await limiter.enter(never);
  await limiter.enter(never);
  t.same(effects.waits, [5_000]);
});

t.test('gives permits in the order of the calls', async (t) => {
  const limiter = createLimiter({ ceiling: 1 }, instantEffects());
  const first = await limiter.enter(never);
  const order: number[] = [];
  const later = [1, 2, 3].map(async (n) => {
    const permit = await limiter.enter(never);
    order.push(n);
    permit?.done({ status: 200 });
  });
  first?.done({ status: 200 });
  await Promise.all(later);
  t.same(order, [1, 2, 3]);
});

t.test('returns its place if aborted while it waits for its start', async (t) => {
  const stop = new AbortController();
  const effects = instantEffects({
    sleep: () => {
      stop.abort();
      return Promise.resolve();
    },
  });
  const limiter = createLimiter({ ceiling: 1, requestsPerSecond: 1 }, effects);
  (await limiter.enter(never))?.done({ status: 200 });
  t.equal(await limiter.enter(stop.signal), undefined);
  t.ok(await limiter.enter(never));
});

t.test('delays the next request by the Retry-After of the previous response', async (t) => {
  const server = await serverFor(t);
  const effects = instantEffects();
  const client = clientFor(t, server.url, {}, effects);
  server.fault({ path: '/a', status: 429, headers: { 'retry-after': '600' } });
  await client.send(get(`${server.url}/a`, { retry: 'never' }));
  t.match(await client.send(get(`${server.url}/b`)), { ok: true });
  t.same(effects.waits, [60_000], 'cut to maxRetryAfter');
});
