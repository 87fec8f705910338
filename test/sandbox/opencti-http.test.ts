import t from 'tap';
import { gzipSync } from 'node:zlib';
import { ask, at, connectorClient, identities } from './opencti-client.js';
import { defaultToken, startOpenCti, type OpenCtiSandbox } from './opencti.js';

const limit = 52_428_800;
const about = '{"query":"{ about { version } }"}';

function post(
  sandbox: OpenCtiSandbox,
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(sandbox.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${defaultToken}`, ...headers },
    body,
  });
}

t.test('accepts a body of exactly the limit, and rejects one more byte', async (t) => {
  const sandbox = await startOpenCti({ keepRequests: false });
  t.teardown(() => sandbox.close());
  t.equal((await post(sandbox, '/graphql', about.padEnd(limit))).status, 200);
  const refused = await post(sandbox, '/graphql', about.padEnd(limit + 1));
  t.equal(refused.status, 500);
  t.strictSame(await refused.json(), { status: 'error', error: 'request entity too large' });
});

t.test('accepts a trailing slash, rejects a double one, and keeps a base path', async (t) => {
  const sandbox = await startOpenCti({ basePath: '/opencti' });
  t.teardown(() => sandbox.close());
  for (const [path, status] of [
    ['/graphql', 200],
    ['/graphql/', 200],
    ['//graphql', 404],
    ['/', 404],
  ] as const)
    t.equal((await post(sandbox, path, about)).status, status, path);
});

t.test('accepts a gzip-encoded body', async (t) => {
  const sandbox = await startOpenCti();
  t.teardown(() => sandbox.close());
  const zipped = new Uint8Array(gzipSync(about));
  const response = await post(sandbox, '/graphql', zipped, { 'content-encoding': 'gzip' });
  t.strictSame(await response.json(), { data: { about: { version: '7.260817.0' } } });
});

t.test('rejects introspection and an operation without a query', async (t) => {
  const sandbox = await startOpenCti();
  t.teardown(() => sandbox.close());
  const introspection = await ask(sandbox, defaultToken, '{ __schema { types { name } } }');
  t.equal(at(introspection.body, 'errors', 0, 'name'), 'GRAPHQL_VALIDATION_FAILED');
  t.equal((await post(sandbox, '/graphql', '{"variables":{}}')).status, 400);
});

t.test('serves a request in an existing work, and rejects it in a deleted one', async (t) => {
  const sandbox = await startOpenCti();
  t.teardown(() => sandbox.close());
  const client = connectorClient(sandbox, defaultToken);
  await client.register('c');
  const workId = await client.workAdd('c');
  const status = async (): Promise<number> =>
    (await post(sandbox, '/graphql', about, { 'opencti-work-id': workId })).status;
  t.equal(await status(), 200);
  sandbox.deleteWork(workId);
  t.equal(await status(), 500);
});

t.test('the worker imports by itself after the response to the push', async (t) => {
  const sandbox = await startOpenCti();
  t.teardown(() => sandbox.close());
  const client = connectorClient(sandbox, defaultToken);
  await client.register('c');
  const workId = await client.workAdd('c');
  await client.push('c', identities(500), workId);
  await sandbox.importsDone();
  t.equal(sandbox.stored.size, 500);
  t.equal(sandbox.works.get(workId)?.status, 'complete');
});

t.test('keeps counts without the bundles', async (t) => {
  const sandbox = await startOpenCti({ keepBundles: false, keepRequests: false });
  t.teardown(() => sandbox.close());
  const client = connectorClient(sandbox, defaultToken);
  await client.register('c');
  await client.push('c', identities(3), 'work_nope');
  t.match(sandbox.pushes, [{ connectorId: 'c', workId: 'work_nope', objects: 3, bundle: undefined }]);
  t.ok((sandbox.pushes[0]?.bytes ?? 0) > 300);
  t.equal(sandbox.requests.length, 0);
  t.equal(sandbox.count('/graphql'), 2);
});

t.test('importsDone resolves after the last import and after a purge', async (t) => {
  const sandbox = await startOpenCti({ importPaused: true });
  t.teardown(() => sandbox.close());
  const client = connectorClient(sandbox, defaultToken);
  await client.register('c');
  for (const empty of [() => sandbox.importNext(2), () => sandbox.pressReset('c')]) {
    await client.push('c', identities(2), 'work_nope');
    const heard: string[] = [];
    const waiting = sandbox.importsDone().then(() => heard.push('empty'));
    sandbox.setQueue('c', { messages: 0, bytes: 0 });
    await client.ping('c', '{}');
    t.strictSame(heard, [], 'the displayed size does not matter');
    empty();
    await waiting;
    t.strictSame(heard, ['empty']);
  }
});
