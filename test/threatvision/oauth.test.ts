import t from 'tap';

import type { HttpClient } from '../../src/http/index.js';
import { ok, singleLine } from '../../src/lib/index.js';
import { createTokenSource, type Token } from '../../src/threatvision/oauth.js';

function sourceOf(document: object, cached?: Token) {
  const saved: Token[] = [];
  const http: HttpClient = {
    send: () =>
      Promise.resolve(ok({ status: 200, headers: {}, body: Buffer.from(JSON.stringify(document)) })),
    outsideText: singleLine,
    counters: () => ({ requests: 0, retries: 0, bytesReceived: 0, bytesSent: 0 }),
    close: () => undefined,
  };
  const source = createTokenSource({
    http,
    base: new URL('https://api.example/'),
    credentials: { type: 'oauth', clientId: 'id', clientSecret: 'secret' },
    cache: { load: () => cached, save: (token) => void saved.push(token) },
    now: () => 1_000_000,
  });
  return { source, saved };
}

t.test('shortens a lifetime beyond the calendar to a valid date', async (t) => {
  for (const expires_in of [9e15, 1e308, Number.MAX_SAFE_INTEGER, '9223372036854775807']) {
    const { source } = sourceOf({ access_token: 'tok-1', expires_in });
    const token = await source.get();
    t.ok(token.ok, String(expires_in));
    const expiresAt = token.ok ? (token.value.expiresAt ?? NaN) : NaN;
    t.match(new Date(expiresAt).toISOString(), /^19[78]\d-/, 'ten years after the clock of the test');
  }
});

t.test('a missing or invalid lifetime is an hour', async (t) => {
  for (const expires_in of [undefined, null, 0, -5, 'soon', []]) {
    const { source } = sourceOf({ access_token: 'tok-1', expires_in });
    const token = await source.get();
    t.equal(token.ok && token.value.expiresAt, 1_000_000 + 3_600_000, JSON.stringify(expires_in));
  }
});

t.test('refuses a response with success: false, whatever else it has', async (t) => {
  const { source, saved } = sourceOf({ success: false, access_token: 'tok-1', expires_in: 3600 });
  t.match(await source.get(), { ok: false, failure: { reason: 'threatvision-answer' } });
  t.equal(saved.length, 0);
});

t.test('replaces a cached token that it would refuse today', async (t) => {
  for (const token of [
    { value: 'tok\n', expiresAt: 9e12 },
    { value: 'x'.repeat(900_000), expiresAt: 2_000_000 },
    { value: 'tok', expiresAt: 1e308 },
    { value: 'tok', expiresAt: NaN },
  ]) {
    const { source, saved } = sourceOf({ access_token: 'fresh', expires_in: 3600 }, token);
    t.match(await source.get(), { ok: true, value: { value: 'fresh' } });
    t.equal(saved.length, 1);
  }
  const { source } = sourceOf({ access_token: 'fresh' }, { value: 'cached', expiresAt: 2_000_000 });
  t.match(await source.get(), { ok: true, value: { value: 'cached' } });
});

t.test('a token that a header cannot contain is an invalid response, and is not cached', async (t) => {
  for (const access_token of ['tok\n', 'tok\r\nx: y', 'to k', 'töken', 'x'.repeat(900_000)]) {
    const { source, saved } = sourceOf({ access_token, expires_in: 3600 });
    t.match(await source.get(), { ok: false, failure: { reason: 'threatvision-answer' } });
    t.equal(saved.length, 0);
  }
});
