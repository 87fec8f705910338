import t from 'tap';
import { clientFor, get, instantEffects, serverFor } from './setup.js';

t.test('returns the complete response with lower-case header names', async (t) => {
  const server = await serverFor(t, () => ({ status: 200, headers: { 'X-Total': '7' }, body: '台灣' }));
  const client = clientFor(t, server.url);
  const answer = await client.send(get(`${server.url}/a`));
  t.match(answer, { ok: true, value: { status: 200, headers: { 'x-total': '7' } } });
  t.equal(answer.ok && answer.value.body.toString(), '台灣');
});

t.test('sends the token and the headers of client and request to the own origin', async (t) => {
  const server = await serverFor(t);
  const client = clientFor(t, server.url, { headers: { 'User-Agent': 'tool/1', 'X-Gate': 'open' } });
  await client.send(
    get(server.url + '/a', {
      method: 'POST',
      body: '{"a":1}',
      headers: { 'Content-Type': 'application/json' },
      bearer: () => 'token-1',
    }),
  );
  t.match(server.requests[0], {
    method: 'POST',
    headers: {
      'user-agent': 'tool/1',
      'x-gate': 'open',
      'content-type': 'application/json',
      'content-length': '7',
      authorization: 'Bearer token-1',
    },
  });
  t.equal(server.requests[0]?.body.toString(), '{"a":1}');
});

for (const status of [408, 425, 429, 500, 502, 503, 504]) {
  t.test(`retries HTTP ${status} with the same body`, async (t) => {
    const server = await serverFor(t);
    server.fault({ path: '/a', status, times: 2 });
    const effects = instantEffects();
    const client = clientFor(t, server.url, {}, effects);
    const answer = await client.send(get(`${server.url}/a`, { method: 'POST', body: 'again' }));
    t.match(answer, { ok: true, value: { status: 200 } });
    t.same(
      server.requests.map((request) => request.body.toString()),
      ['again', 'again', 'again'],
    );
    t.same(effects.waits, [250, 500], 'half of 0.5 s, then of 1 s');
    t.match(client.counters(), { requests: 3, retries: 2, bytesSent: 15, bytesReceived: 45 });
  });
}

t.test('fails without a retry on a permanent status', async (t) => {
  const server = await serverFor(t);
  server.fault({
    path: '/a',
    status: 404,
    body: '{"message":"no"}',
    headers: { 'content-type': 'application/json' },
  });
  const client = clientFor(t, server.url);
  const answer = await client.send(get(`${server.url}/a?offset=10&key=abc`));
  t.same(answer, {
    ok: false,
    failure: {
      reason: 'http-status',
      status: 404,
      body: '{"message":"no"}',
      contentType: 'application/json',
      method: 'GET',
      url: `${server.url}/a?offset=10&key=***`,
      attempts: 1,
    },
  });
});

t.test('names only the header if a token has characters that HTTP cannot carry', async (t) => {
  const server = await serverFor(t);
  const answer = await clientFor(t, server.url).send(get(`${server.url}/a`, { bearer: () => 'line\nbreak' }));
  t.match(answer, { ok: false, failure: { reason: 'network', code: 'ERR_INVALID_CHAR', attempts: 1 } });
  t.match(answer.ok ? '' : JSON.stringify(answer.failure), /authorization/i);
  t.notMatch(answer.ok ? '' : JSON.stringify(answer.failure), /break/);
});

t.test('retries a host that is down until the back-off budget is used up', async (t) => {
  const server = await serverFor(t);
  await server.close();
  const effects = instantEffects();
  const client = clientFor(t, server.url, {}, effects);
  const answer = await client.send(get(server.url + '/a'));
  t.match(answer, {
    ok: false,
    failure: { reason: 'network', code: 'ECONNREFUSED', message: 'connection refused' },
  });
  const waited = effects.waits.reduce((sum, ms) => sum + ms, 0);
  t.ok(waited > 32_000 && waited <= 40_000, `outlives a restart of 20 s, and ends: ${waited}`);
});
