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
  t.test(`decodes a response with content encoding ${encoding}`, async (t) => {
    const server = await serverFor(t, () => ({
      status: 200,
      headers: { 'content-encoding': encoding },
      body,
    }));
    const client = clientFor(t, server.url);
    const answer = await client.send(get(`${server.url}/a`));
    t.equal(answer.ok && answer.value.body.toString(), text);
    t.equal(client.counters().bytesReceived, body.length, 'counts the bytes before decompression');
  });
}

t.test('fails without a retry on an unknown content encoding', async (t) => {
  const server = await serverFor(t, () => ({
    status: 200,
    headers: { 'content-encoding': 'zstd' },
    body: 'x',
  }));
  const answer = await clientFor(t, server.url).send(get(`${server.url}/a`));
  t.match(answer, { ok: false, failure: { code: 'ERR_CONTENT_ENCODING', attempts: 1 } });
});

t.test('accepts a body of exactly the limit and rejects one more byte', async (t) => {
  const server = await serverFor(t, () => ({ status: 200, body: '12345' }));
  const client = clientFor(t, server.url);
  t.match(await client.send(get(`${server.url}/a`, { maxResponseBytes: 5 })), { ok: true });
  t.match(await client.send(get(`${server.url}/a`, { maxResponseBytes: 4 })), {
    ok: false,
    failure: { reason: 'too-large', limitBytes: 4, attempts: 1 },
  });
});

t.test('aborts an endless response at the limit and closes its connection', async (t) => {
  const server = await serverFor(t);
  server.fault({ path: '/a', endless: true });
  const client = clientFor(t, server.url);
  const answer = await client.send(get(`${server.url}/a`, { maxResponseBytes: 100_000 }));
  t.match(answer, { ok: false, failure: { reason: 'too-large' } });
  t.ok(client.counters().bytesReceived < 2_000_000, 'aborted while receiving');
});

t.test('applies the limit to the decompressed size (gzip bomb)', async (t) => {
  const server = await serverFor(t);
  server.fault({ path: '/a', gzipBomb: 200 << 20 });
  const client = clientFor(t, server.url);
  const before = process.memoryUsage().rss;
  const answer = await client.send(get(`${server.url}/a`, { maxResponseBytes: 1 << 20 }));
  t.match(answer, { ok: false, failure: { reason: 'too-large', limitBytes: 1 << 20 } });
  t.ok(process.memoryUsage().rss - before < 100 << 20, 'never decompressed as a whole');
});

t.test('retries a truncated response', async (t) => {
  const server = await serverFor(t, () => ({ status: 200, body: text }));
  server.fault({ path: '/a', truncateBytes: 10, times: 2 });
  const effects = instantEffects();
  const answer = await clientFor(t, server.url, {}, effects).send(get(`${server.url}/a`));
  t.equal(answer.ok && answer.value.body.toString(), text);
  t.equal(server.count('/a'), 3);
});

t.test('reports a response that stays truncated', async (t) => {
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

t.test('rejects a gzip stream that ends early, although the HTTP message is complete', async (t) => {
  const cut = gzipSync(text).subarray(0, -12);
  const server = await serverFor(t, () => ({
    status: 200,
    headers: { 'content-encoding': 'gzip' },
    body: cut,
  }));
  const answer = await clientFor(t, server.url).send(get(`${server.url}/a`, { retry: 'never' }));
  t.match(answer, { ok: false, failure: { reason: 'network', code: 'Z_BUF_ERROR' } });
});

t.test('retries a connection that closes without a response', async (t) => {
  const server = await serverFor(t);
  server.fault({ path: '/a', reset: true, times: 2 });
  const answer = await clientFor(t, server.url).send(get(`${server.url}/a`));
  t.match(answer, { ok: true });
  t.equal(server.count('/a'), 3);
});

t.test('reads at most 64 KiB of an error page', async (t) => {
  const server = await serverFor(t);
  server.fault({ path: '/a', status: 404, body: 'x'.repeat(200_000) });
  const answer = await clientFor(t, server.url).send(get(`${server.url}/a`, { maxResponseBytes: 10 }));
  t.match(answer, { ok: false, failure: { reason: 'http-status', body: 'x'.repeat(65_536) } });
});
