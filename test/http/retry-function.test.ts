import t from 'tap';
import type { HttpResponse } from '../../src/http/index.js';
import { clientFor, get, instantEffects, serverFor } from './setup.js';

const push = (url: string, retry: (answer: HttpResponse) => 'retry' | 'keep') =>
  get(url, { method: 'POST', body: '{}', retry });

t.test('retries a response below 400 if the function decides so', async (t) => {
  let locked = 2;
  const server = await serverFor(t, () => ({ status: 200, body: locked-- > 0 ? 'LOCK_ERROR' : 'done' }));
  const effects = instantEffects();
  const answer = await clientFor(t, server.url, {}, effects).send(
    push(`${server.url}/g`, ({ body }) => (body.toString() === 'LOCK_ERROR' ? 'retry' : 'keep')),
  );
  t.equal(answer.ok && answer.value.body.toString(), 'done');
  t.same(effects.waits, [250, 500]);
});

t.test('returns the last response when the retries are used up', async (t) => {
  const server = await serverFor(t, () => ({ status: 200, body: 'LOCK_ERROR' }));
  const answer = await clientFor(t, server.url).send(push(`${server.url}/g`, () => 'retry'));
  t.equal(answer.ok && answer.value.body.toString(), 'LOCK_ERROR');
  t.equal(server.count('/g'), 4);
});

t.test('leaves the decision about a 500 to the function', async (t) => {
  const server = await serverFor(t);
  const seen: number[] = [];
  const decide = (word: 'retry' | 'keep') => (answer: HttpResponse) => {
    seen.push(answer.status);
    return answer.status === 500 ? word : 'keep';
  };
  server.fault({ path: '/g', status: 500, body: '{"status":"error"}' });
  const client = clientFor(t, server.url);
  t.match(await client.send(push(`${server.url}/g`, decide('keep'))), {
    ok: false,
    failure: { reason: 'http-status', status: 500, body: '{"status":"error"}', attempts: 1 },
  });
  server.fault({ path: '/g', status: 500 });
  t.match(await client.send(push(`${server.url}/g`, decide('retry'))), { ok: true });
  t.same(seen, [500, 500, 200]);
});

for (const status of [429, 502, 503, 504]) {
  t.test(`retries a ${status} of a gateway without calling the function`, async (t) => {
    const server = await serverFor(t);
    server.fault({ path: '/g', status });
    const seen: number[] = [];
    const answer = await clientFor(t, server.url).send(
      push(`${server.url}/g`, (answer) => {
        seen.push(answer.status);
        return 'keep';
      }),
    );
    t.match(answer, { ok: true });
    t.same(seen, [200]);
  });
}

t.test('retries a POST whose kept-alive connection was closed meanwhile', async (t) => {
  const server = await serverFor(t);
  const client = clientFor(t, server.url);
  const request = push(`${server.url}/g`, () => 'keep');
  t.match(await client.send(request), { ok: true });
  server.fault({ path: '/g', reset: true });
  t.match(await client.send(request), { ok: true });
  t.equal(server.count('/g'), 3);
});

t.test('makes one attempt with "never", whatever the failure is', async (t) => {
  const server = await serverFor(t);
  const client = clientFor(t, server.url);
  server.fault({ path: '/g', status: 503 });
  t.match(await client.send(get(`${server.url}/g`, { retry: 'never' })), {
    ok: false,
    failure: { reason: 'http-status', status: 503, attempts: 1 },
  });
  server.fault({ path: '/g', reset: true });
  t.match(await client.send(get(`${server.url}/g`, { retry: 'never' })), {
    ok: false,
    failure: { reason: 'network', code: 'ECONNRESET', attempts: 1 },
  });
  t.equal(server.count('/g'), 2);
});

t.test('respects both forms of Retry-After and reports every retry', async (t) => {
  const server = await serverFor(t);
  const effects = instantEffects({ random: () => 0 });
  const told: unknown[] = [];
  const client = clientFor(
    t,
    server.url,
    { onRetry: ({ failure, delayMs, attempt }) => told.push([failure.reason, delayMs, attempt]) },
    effects,
  );
  server.fault({ path: '/g', status: 429, headers: { 'retry-after': '7' } });
  server.fault({
    path: '/g',
    status: 503,
    headers: { date: 'Tue, 24 Nov 2026 12:00:00 GMT', 'retry-after': 'Tue, 24 Nov 2026 12:00:20 GMT' },
  });
  t.match(await client.send(get(`${server.url}/g`)), { ok: true });
  t.same(told, [
    ['http-status', 7_000, 1],
    ['http-status', 20_000, 2],
  ]);
});

t.test('does not count waits of Retry-After in the back-off budget', async (t) => {
  const server = await serverFor(t);
  const effects = instantEffects({ random: () => 0 });
  server.fault({ path: '/g', status: 429, headers: { 'retry-after': '20' }, times: 4 });
  server.fault({ path: '/g', status: 503 });
  const limits = { requestBackOff: 0 };
  t.match(await clientFor(t, server.url, { retryLimits: limits }, effects).send(get(`${server.url}/g`)), {
    ok: true,
  });
});

t.test('counts simultaneous waits of requests once in the budget of the run', async (t) => {
  const server = await serverFor(t);
  for (const path of ['/1', '/2', '/3']) server.fault({ path, status: 502 });
  const standing = instantEffects({ now: () => 0, random: () => 1 });
  const client = clientFor(t, server.url, { retryLimits: { runBackOff: 1_000 } }, standing);
  const answers = await Promise.all([1, 2, 3].map((n) => client.send(get(`${server.url}/${n}`))));
  t.ok(answers.every((answer) => answer.ok));
});

t.test('ends the retries of all requests when the budget of the run is used up', async (t) => {
  const server = await serverFor(t);
  const client = clientFor(t, server.url, { retryLimits: { runBackOff: 300 } });
  server.fault({ path: '/g', status: 502, times: 2 });
  t.match(await client.send(get(`${server.url}/g`)), { ok: false, failure: { status: 502, attempts: 2 } });
  server.fault({ path: '/g', status: 502 });
  t.match(await client.send(get(`${server.url}/g`)), { ok: false, failure: { status: 502, attempts: 1 } });
});
