import t from 'tap';
import { createLimiter } from '../../src/http/limiter.js';
import { abortedBy, clientFor, get, instantEffects, serverFor } from './setup.js';

const never = new AbortController().signal;

t.test('no more requests at once than allowed, and no fewer', async (t) => {
  const server = await serverFor(t, undefined, { latencyMs: 20 });
  const client = clientFor(t, server.url, { concurrency: 3 });
  await Promise.all(Array.from({ length: 12 }, () => client.send(get(`${server.url}/a`))));
  t.equal(server.count('/a'), 12);
  t.equal(server.peakConcurrency, 3);
});

t.test('each host has a limit of its own', async (t) => {
  const one = await serverFor(t);
  one.fault({ path: '/a', hang: 'headers' });
  const stop = new AbortController();
  const client = clientFor(t, one.url, { concurrency: 1, ...abortedBy(stop.signal) });
  const hanging = client.send(get(`${one.url}/a`));
  // Refused by its certificate, or for want of one: in any case not held up by the other host.
  const foreign = await client.send(get(`https://127.0.0.1:1/f`));
  t.match(foreign, { ok: false, failure: { reason: 'network' } });
  stop.abort();
  t.match(await hanging, { ok: false, failure: { reason: 'cancelled' } });
});

t.test('after a 429 half as many run at once', async (t) => {
  const server = await serverFor(t);
  const client = clientFor(t, server.url, { concurrency: 4 });
  server.fault({ path: '/a', status: 429 });
  await client.send(get(`${server.url}/a`, { retry: 'never' }));
  t.equal(server.peakConcurrency, 1);
  server.setLatency(20);
  await Promise.all(Array.from({ length: 6 }, () => client.send(get(`${server.url}/a`))));
  t.equal(server.peakConcurrency, 2);
});

t.test('starts are spaced by the rate', async (t) => {
  const effects = instantEffects();
  const limiter = createLimiter({ ceiling: 8, requestsPerSecond: 4 }, effects);
  for (let n = 0; n < 4; n += 1) await limiter.enter(never);
  t.same(effects.waits, [250, 250, 250]);
});

t.test('a Retry-After holds back every caller of the host', async (t) => {
  const effects = instantEffects();
  const limiter = createLimiter({ ceiling: 8 }, effects);
  const permit = await limiter.enter(never);
  permit?.done({ status: 429, retryAfter: 5_000 });
  await limiter.enter(never);
  await limiter.enter(never);
  t.same(effects.waits, [5_000]);
});

t.test('callers are served in their order', async (t) => {
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

t.test('cancelled during the wait for its start, it gives its place back', async (t) => {
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

t.test('the Retry-After of one answer holds back the next request, too', async (t) => {
  const server = await serverFor(t);
  const effects = instantEffects();
  const client = clientFor(t, server.url, {}, effects);
  server.fault({ path: '/a', status: 429, headers: { 'retry-after': '600' } });
  await client.send(get(`${server.url}/a`, { retry: 'never' }));
  t.match(await client.send(get(`${server.url}/b`)), { ok: true });
  t.same(effects.waits, [60_000], 'cut to the longest wait that is obeyed');
});
