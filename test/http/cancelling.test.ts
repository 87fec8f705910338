import { neverCanceled } from '../../src/lib/index.js';
import { EventEmitter, getEventListeners, once } from 'node:events';
import { createServer } from 'node:http';
import t, { type Test } from 'tap';
import { realEffects } from '../../src/http/effects.js';
import { abortedBy, clientFor, get, hello, instantEffects, serverFor } from './setup.js';

async function watchedServer(t: Test, begin: 'nothing' | 'half') {
  const gone = new EventEmitter();
  const closed = once(gone, 'closed');
  const server = createServer((request, response) => {
    request.socket.once('close', () => gone.emit('closed'));
    if (begin === 'half') {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('half', () => server.emit('begun'));
    } else server.emit('begun');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('listens on TCP');
  return {
    url: `http://127.0.0.1:${address.port}`,
    begun: once(server, 'begun'),
    connectionClosed: closed,
  };
}

for (const begin of ['nothing', 'half'] as const) {
  for (const whose of ['client', 'request'] as const) {
    t.test(`closes the connection when the ${whose} aborts after ${begin} of the response`, async (t) => {
      const server = await watchedServer(t, begin);
      const stop = new AbortController();
      const client = clientFor(t, server.url, whose === 'client' ? abortedBy(stop.signal) : {});
      const sent = client.send(get(`${server.url}/a`, whose === 'request' ? { signal: stop.signal } : {}));
      await server.begun;
      stop.abort();
      t.match(await sent, { ok: false, failure: { reason: 'cancelled', attempts: 1 } });
      await server.connectionClosed;
    });
  }
}

for (const [when, soon] of [
  ['just before', (abort: () => void) => abort()],
  ['during', (abort: () => void) => setImmediate(abort)],
] as const) {
  t.test(`ends at once and sends no retry when aborted ${when} a back-off`, async (t) => {
    const server = await serverFor(t);
    server.fault({ path: '/a', status: 429, headers: { 'retry-after': '60' }, times: 9 });
    const stop = new AbortController();
    const onRetry = () => {
      soon(() => stop.abort());
    };
    const client = clientFor(t, server.url, { ...abortedBy(stop.signal), onRetry }, realEffects);
    t.match(await client.send(get(`${server.url}/a`)), {
      ok: false,
      failure: { reason: 'cancelled', attempts: 1 },
    });
    t.equal(server.count('/a'), 1);
  });
}

t.test('can be aborted while it waits for a permit', async (t) => {
  const arrivals = new EventEmitter();
  const arrived = once(arrivals, 'first');
  const server = await serverFor(t, (request) => {
    if (request.path !== '/first') return hello(request);
    arrivals.emit('first');
    return new Promise(() => undefined);
  });
  const first = new AbortController();
  const second = new AbortController();
  const client = clientFor(t, server.url, { concurrency: 1 });
  const holding = client.send(get(`${server.url}/first`, { signal: first.signal }));
  const waiting = client.send(get(`${server.url}/second`, { signal: second.signal }));
  await arrived;
  second.abort();
  t.match(await waiting, { ok: false, failure: { reason: 'cancelled' } });
  const third = client.send(get(`${server.url}/third`));
  first.abort();
  t.match(await holding, { ok: false, failure: { reason: 'cancelled' } });
  t.match(await third, { ok: true }, 'the next request gets the permit');
  t.equal(server.count('/second'), 0);
});

t.test('sends nothing if the signal has aborted before', async (t) => {
  const server = await serverFor(t);
  const client = clientFor(t, server.url, abortedBy(AbortSignal.abort()));
  t.match(await client.send(get(`${server.url}/a`)), { ok: false, failure: { reason: 'cancelled' } });
  t.equal(server.requests.length, 0);
});

t.test('leaves no listeners on a signal that many requests share', async (t) => {
  const server = await serverFor(t);
  const client = clientFor(t, server.url);
  const { signal } = new AbortController();
  for (let n = 0; n < 3; n += 1) await client.send(get(`${server.url}/a`, { signal }));
  t.equal(getEventListeners(signal, 'abort').length, 0);
});

t.test('ends a back-off at once after stopAccepting, and starts no retry', async (t) => {
  const stop = new AbortController();
  let asked = 0;
  const server = await serverFor(t, () => {
    asked += 1;
    return { status: 503 };
  });
  const client = clientFor(
    t,
    server.url,
    {
      cancellation: { ...neverCanceled(), stopAccepting: stop.signal },
      // The microtask runs when the back-off has started.
      onRetry: () => queueMicrotask(() => stop.abort()),
    },
    { ...instantEffects(), sleep: realEffects.sleep },
  );
  t.match(await client.send(get(`${server.url}/a`)), { ok: false, failure: { reason: 'cancelled' } });
  t.match(await client.send(get(`${server.url}/a`)), { ok: false, failure: { reason: 'cancelled' } });
  t.equal(asked, 2, 'one attempt each');
});
