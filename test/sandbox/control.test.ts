import t, { type Test } from 'tap';
import { startServer, type SandboxServer } from './server.js';

async function start(t: Test): Promise<SandboxServer> {
  const server = await startServer(
    (request) => ({ status: request.headers.authorization === undefined ? 401 : 200 }),
    {
      basePath: '/base',
    },
  );
  t.teardown(() => server.close());
  return server;
}

t.test('returns requests and counters, which calls of the control plane do not change', async (t) => {
  const { url } = await start(t);
  await fetch(`${url}/a?x=1`, { method: 'POST', body: 'text', headers: { authorization: 'Bearer b' } });
  await fetch(`${url}/a`);

  const requests = await fetch(`${url}/__sandbox/requests`);
  t.equal(requests.status, 200, 'no credentials');
  t.match(await requests.json(), [
    { method: 'POST', path: '/a', query: 'x=1', body: 'text', headers: { authorization: 'Bearer b' } },
    { method: 'GET', path: '/a', query: '', body: '' },
  ]);
  t.same(await (await fetch(`${url}/__sandbox/counters`)).json(), {
    total: 2,
    peakConcurrency: 1,
    paths: { 'POST /a': 1, 'GET /a': 1 },
  });
});

t.test('sets faults by path prefix or expression, until they are deleted', async (t) => {
  const { url } = await start(t);
  const faults = `${url}/__sandbox/faults`;
  const post = async (fault: unknown) =>
    (await fetch(faults, { method: 'POST', body: JSON.stringify(fault) })).status;

  t.equal(await post({ path: '/a', status: 503 }), 204);
  t.equal(await post({ path: { pattern: 'z$' }, status: 418, times: 9 }), 204);
  t.equal((await fetch(`${url}/a`)).status, 503);
  t.equal((await fetch(`${url}/xyz`)).status, 418);
  t.equal((await fetch(faults, { method: 'DELETE' })).status, 204);
  t.equal((await fetch(`${url}/xyz`)).status, 401, 'the real response');
});

t.test('rejects an invalid fault with the reason', async (t) => {
  const { url } = await start(t);
  for (const [body, reason] of [
    ['{"path":"/a","statsu":503}', /statsu/],
    ['{"path":{"pattern":"("},"status":503}', /regular expression/i],
    ['{', /JSON/],
  ] as const) {
    const response = await fetch(`${url}/__sandbox/faults`, { method: 'POST', body });
    t.equal(response.status, 400, body);
    t.match(await response.text(), reason);
  }
  t.equal((await fetch(`${url}/__sandbox/nothing`)).status, 404);
  t.equal((await fetch(`${url}/a`)).status, 401, 'no fault was set');
});
