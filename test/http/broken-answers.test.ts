import t from 'tap';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { clientFor, get, instantEffects, serverFor } from './setup.js';

const text = 'indicator '.repeat(500);

for (const [encoding, body] of [
  ['gzip', gzipSync(text)],
  ['x-gzip', gzipSync(text)],
  ['deflate', deflateSync(text)],
  ['br', brotliCompressSync(text)],
  ['identity', Buffer.from(text)],
] as const) {
  t.test(`an answer in ${encoding} arrives as it was`, async (t) => {
    const server = await serverFor(t, () => ({
      status: 200,
      headers: { 'content-encoding': encoding },
      body,
    }));
    const client = clientFor(t, server.url);
    const answer = await client.send(get(`${server.url}/a`));
    t.equal(answer.ok && answer.value.body.toString(), text);
    t.equal(client.counters().bytesReceived, body.length, 'counted as it came over the wire');
  });
}

t.test('an encoding that nobody asked for is a failure, at once', async (t) => {
  const server = await serverFor(t, () => ({
    status: 200,
    headers: { 'content-encoding': 'zstd' },
    body: 'x',
  }));
  const answer = await clientFor(t, server.url).send(get(`${server.url}/a`));
  t.match(answer, { ok: false, failure: { code: 'ERR_CONTENT_ENCODING', attempts: 1 } });
});

t.test('the limit is exact', async (t) => {
  const server = await serverFor(t, () => ({ status: 200, body: '12345' }));
  const client = clientFor(t, server.url);
  t.match(await client.send(get(`${server.url}/a`, { maxResponseBytes: 5 })), { ok: true });
  t.match(await client.send(get(`${server.url}/a`, { maxResponseBytes: 4 })), {
    ok: false,
    failure: { reason: 'too-large', limitBytes: 4, attempts: 1 },
  });
});

t.test('an answer without end is cut off, and its connection closed', async (t) => {
  const server = await serverFor(t);
  server.fault({ path: '/a', endless: true });
  const client = clientFor(t, server.url);
  const answer = await client.send(get(`${server.url}/a`, { maxResponseBytes: 100_000 }));
  t.match(answer, { ok: false, failure: { reason: 'too-large' } });
  t.ok(client.counters().bytesReceived < 2_000_000, 'cut off while it came');
});

t.test('a gzip bomb is cut off by what it would become', async (t) => {
  const server = await serverFor(t);
  server.fault({ path: '/a', gzipBomb: 200 << 20 });
  const client = clientFor(t, server.url);
  const before = process.memoryUsage().rss;
  const answer = await client.send(get(`${server.url}/a`, { maxResponseBytes: 1 << 20 }));
  t.match(answer, { ok: false, failure: { reason: 'too-large', limitBytes: 1 << 20 } });
  t.ok(process.memoryUsage().rss - before < 100 << 20, 'never inflated as a whole');
});

t.test('a truncated answer is asked for again', async (t) => {
  const server = await serverFor(t, () => ({ status: 200, body: text }));
  server.fault({ path: '/a', truncateBytes: 10, times: 2 });
  const effects = instantEffects();
  const answer = await clientFor(t, server.url, {}, effects).send(get(`${server.url}/a`));
  t.equal(answer.ok && answer.value.body.toString(), text);
  t.equal(server.count('/a'), 3);
});

t.test('an answer that stays truncated is named as such', async (t) => {
  const server = await serverFor(t, () => ({ status: 200, body: text }));
  server.fault({ path: '/a', truncateBytes: 10, times: 100 });
  const answer = await clientFor(t, server.url).send(get(`${server.url}/a`));
  t.match(answer, {
    ok: false,
    failure: {
      reason: 'network',
      code: 'ERR_STREAM_PREMATURE_CLOSE',
      message: 'the response was cut off before its end',
    },
  });
});

t.test('a gzip stream that ends too early is no answer, though HTTP is content', async (t) => {
  const cut = gzipSync(text).subarray(0, -12);
  const server = await serverFor(t, () => ({
    status: 200,
    headers: { 'content-encoding': 'gzip' },
    body: cut,
  }));
  const answer = await clientFor(t, server.url).send(get(`${server.url}/a`, { retry: 'never' }));
  t.match(answer, { ok: false, failure: { reason: 'network', code: 'Z_BUF_ERROR' } });
});

t.test('a connection that is closed without an answer is tried again', async (t) => {
  const server = await serverFor(t);
  server.fault({ path: '/a', reset: true, times: 2 });
  const answer = await clientFor(t, server.url).send(get(`${server.url}/a`));
  t.match(answer, { ok: true });
  t.equal(server.count('/a'), 3);
});

t.test('of an error page no more than 64 KiB are read', async (t) => {
  const server = await serverFor(t);
  server.fault({ path: '/a', status: 404, body: 'x'.repeat(200_000) });
  const answer = await clientFor(t, server.url).send(get(`${server.url}/a`, { maxResponseBytes: 10 }));
  t.match(answer, { ok: false, failure: { reason: 'http-status', body: 'x'.repeat(65_536) } });
});
