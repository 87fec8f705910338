import t from 'tap';
import type { HttpResponse } from '../../src/http/index.js';
import { clientFor, get, instantEffects, serverFor } from './setup.js';

const push = (url: string, retry: (answer: HttpResponse) => 'retry' | 'keep') =>
  get(url, { method: 'POST', body: '{}', retry });

t.test('an answer below 400 whose body says "again" is asked again', async (t) => {
  let locked = 2;
  const server = await serverFor(t, () => ({ status: 200, body: locked-- > 0 ? 'LOCK_ERROR' : 'done' }));
  const effects = instantEffects();
  const answer = await clientFor(t, server.url, {}, effects).send(
    push(`${server.url}/g`, ({ body }) => (body.toString() === 'LOCK_ERROR' ? 'retry' : 'keep')),
  );
  t.equal(answer.ok && answer.value.body.toString(), 'done');
  t.same(effects.waits, [250, 500]);
});

t.test('an answer that says "again" for ever is given back in the end', async (t) => {
  const server = await serverFor(t, () => ({ status: 200, body: 'LOCK_ERROR' }));
  const answer = await clientFor(t, server.url).send(push(`${server.url}/g`, () => 'retry'));
  t.equal(answer.ok && answer.value.body.toString(), 'LOCK_ERROR');
  t.equal(server.count('/g'), 4);
});

t.test('a 500 is the decision of the function', async (t) => {
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
  t.test(`a ${status} comes from in front of the service: the function is not asked`, async (t) => {
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

t.test('a POST whose kept-alive connection was closed meanwhile is sent again', async (t) => {
  const server = await serverFor(t);
  const client = clientFor(t, server.url);
  const request = push(`${server.url}/g`, () => 'keep');
  t.match(await client.send(request), { ok: true });
  server.fault({ path: '/g', reset: true });
  t.match(await client.send(request), { ok: true });
  t.equal(server.count('/g'), 3);
});

t.test('"never" means one attempt, whatever comes', async (t) => {
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

t.test('Retry-After is obeyed in both forms, and every retry is told', async (t) => {
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

t.test('waits that the server asks for do not use up the back-off budget', async (t) => {
  const server = await serverFor(t);
  const effects = instantEffects({ random: () => 0 });
  server.fault({ path: '/g', status: 429, headers: { 'retry-after': '20' }, times: 4 });
  server.fault({ path: '/g', status: 503 });
  const limits = { requestBackOff: 0 };
  t.match(await clientFor(t, server.url, { retryLimits: limits }, effects).send(get(`${server.url}/g`)), {
    ok: true,
  });
});

t.test('requests that wait at the same time cost the run that time once', async (t) => {
  const server = await serverFor(t);
  for (const path of ['/1', '/2', '/3']) server.fault({ path, status: 502 });
  const standing = instantEffects({ now: () => 0, random: () => 1 });
  const client = clientFor(t, server.url, { retryLimits: { runBackOff: 1_000 } }, standing);
  const answers = await Promise.all([1, 2, 3].map((n) => client.send(get(`${server.url}/${n}`))));
  t.ok(answers.every((answer) => answer.ok));
});

t.test('the budget of the run ends retries for everyone', async (t) => {
  const server = await serverFor(t);
  const client = clientFor(t, server.url, { retryLimits: { runBackOff: 300 } });
  server.fault({ path: '/g', status: 502, times: 2 });
  t.match(await client.send(get(`${server.url}/g`)), { ok: false, failure: { status: 502, attempts: 2 } });
  server.fault({ path: '/g', status: 502 });
  t.match(await client.send(get(`${server.url}/g`)), { ok: false, failure: { status: 502, attempts: 1 } });
});
