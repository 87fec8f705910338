import t, { type Test } from 'tap';
import { startServer, type Fault, type SandboxServer } from './server.js';

const text = 'the real answer';

async function withFault(t: Test, fault: Fault): Promise<{ server: SandboxServer; handled: () => number }> {
  let handled = 0;
  const server = await startServer(() => {
    handled += 1;
    return { status: 200, headers: { 'x-real': 'yes' }, body: text };
  });
  t.teardown(() => server.close());
  server.fault(fault);
  return { server, handled: () => handled };
}

t.test(
  'sends a status instead of the response for the given number of requests, without calling the handler',
  async (t) => {
    const { server, handled } = await withFault(t, {
      path: '/a',
      status: 503,
      headers: { 'retry-after': '7' },
      body: '<html>busy</html>',
      times: 2,
    });
    for (const attempt of [1, 2]) {
      const response = await fetch(`${server.url}/a`);
      t.equal(response.status, 503, `attempt ${attempt}`);
      t.equal(response.headers.get('retry-after'), '7');
      t.equal(await response.text(), '<html>busy</html>');
    }
    t.equal(handled(), 0);
    t.equal((await fetch(`${server.url}/a`)).status, 200, 'used up');
  },
);

t.test('affects matching requests only: path prefix, expression, method, text in the body', async (t) => {
  const { server } = await withFault(t, { path: '/list', status: 500 });
  server.fault({ path: /\.stix$/, status: 501 });
  server.fault({ path: '/', method: 'put', status: 400 });
  server.fault({ path: '/', method: 'post', matchBody: 'workAdd', status: 502 });
  const status = async (path: string, body?: string) =>
    (await fetch(`${server.url}${path}`, body === undefined ? {} : { method: 'POST', body })).status;

  t.equal(await status('/other/list'), 200, 'a prefix is not a substring');
  t.equal(await status('/list/1'), 500);
  t.equal(await status('/x.stix.pdf'), 200);
  t.equal(await status('/x.stix?q=1'), 501, 'the query is not part of the path');
  t.equal(await status('/graphql', 'workEdit'), 200);
  t.equal(await status('/graphql', '{"query":"mutation { workAdd }"}'), 502);
});

t.test('clears faults', async (t) => {
  const { server } = await withFault(t, { path: '/', status: 500, times: 100 });
  server.clearFaults();
  t.equal((await fetch(`${server.url}/`)).status, 200);
});

t.test('adds headers to the real response', async (t) => {
  const { server } = await withFault(t, { path: '/', headers: { 'x-extra': '1' } });
  const response = await fetch(`${server.url}/`);
  t.match(Object.fromEntries(response.headers), { 'x-extra': '1', 'x-real': 'yes' });
  t.equal(await response.text(), text);
});

t.test('resets a connection', async (t) => {
  const { server, handled } = await withFault(t, { path: '/', reset: true });
  await t.rejects(fetch(`${server.url}/`), { cause: { code: 'UND_ERR_SOCKET' } });
  t.equal(handled(), 0);
});

t.test('loses a response after its effect', async (t) => {
  const { server, handled } = await withFault(t, { path: '/', reset: true, runsHandler: true });
  await t.rejects(fetch(`${server.url}/`));
  t.equal(handled(), 1);
});

t.test('replaces a response after its effect', async (t) => {
  const { server, handled } = await withFault(t, { path: '/', status: 502, runsHandler: true });
  t.equal((await fetch(`${server.url}/`)).status, 502);
  t.equal(handled(), 1);
});

t.test('truncates a body, with its full content length', async (t) => {
  const { server } = await withFault(t, { path: '/', truncateBytes: 3 });
  const response = await fetch(`${server.url}/`);
  t.equal(response.headers.get('content-length'), String(text.length));
  await t.rejects(response.text(), { message: 'terminated' });
});

t.test('delays a response', async (t) => {
  const { server } = await withFault(t, { path: '/', delayMs: 1 });
  t.equal(await (await fetch(`${server.url}/`)).text(), text);
});

t.test('a delayed response does not delay others', async (t) => {
  const { server } = await withFault(t, { path: '/slow', delayMs: 3_600_000 });
  const slow = fetch(`${server.url}/slow`).then(
    () => 'answered',
    () => 'closed',
  );
  while (server.count('/slow') === 0) await new Promise(setImmediate);
  t.equal((await fetch(`${server.url}/fast`)).status, 200);
  await server.close();
  t.equal(await slow, 'closed');
});

t.test('hangs before the headers until the connection closes', async (t) => {
  const { server } = await withFault(t, { path: '/hung', hang: 'headers' });
  const hung = fetch(`${server.url}/hung`).then(
    () => 'answered',
    () => 'closed',
  );
  while (server.count('/hung') === 0) await new Promise(setImmediate);
  t.equal((await fetch(`${server.url}/other`)).status, 200, 'other requests get a response meanwhile');
  await server.close();
  t.equal(await hung, 'closed');
});

t.test('hangs in the middle of the body', async (t) => {
  const { server } = await withFault(t, { path: '/', hang: 'body' });
  const response = await fetch(`${server.url}/`);
  const reader = response.body?.getReader();
  t.equal(Buffer.from((await reader?.read())?.value ?? []).toString(), text.slice(0, 7));
  const rest = reader?.read().then(
    () => 'answered',
    () => 'closed',
  );
  await server.close();
  t.equal(await rest, 'closed');
});

t.test('sends a slow body to its end', async (t) => {
  const { server } = await withFault(t, { path: '/', drip: { bytes: 6, everyMs: 1 } });
  t.equal(await (await fetch(`${server.url}/`)).text(), text);
});

t.test('sends the next part of a slow body after its interval', async (t) => {
  const { server } = await withFault(t, { path: '/slow', drip: { bytes: 6, everyMs: 3_600_000 } });
  const slow = fetch(`${server.url}/slow`).then((response) => response.text());
  const outcome = slow.then(
    () => 'whole',
    () => 'closed',
  );
  for (let n = 0; n < 5; n += 1) await fetch(`${server.url}/other`);
  await server.close();
  t.equal(await outcome, 'closed');
});

t.test('sends an endless body until the connection closes', async (t) => {
  const { server } = await withFault(t, { path: '/', endless: true });
  const response = await fetch(`${server.url}/`);
  t.equal(response.headers.get('content-length'), null);
  let read = 0;
  for await (const chunk of response.body ?? []) {
    read += Buffer.from(chunk).length;
    if (read > 1_000_000) break;
  }
  t.ok(read > 1_000_000);
});

t.test('sends a small body that inflates to a large one', async (t) => {
  const { server } = await withFault(t, { path: '/', gzipBomb: 5_000_000 });
  const response = await fetch(`${server.url}/`);
  t.equal(response.headers.get('content-encoding'), 'gzip');
  t.equal((await response.text()).length, 5_000_000);
});
