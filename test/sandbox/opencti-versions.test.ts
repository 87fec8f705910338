import t from 'tap';
import { ask, at, connectorClient, identities } from './opencti-client.js';
import { defaultToken, startOpenCti } from './opencti.js';

const edges = [
  {
    feature: 'connector_queue_details',
    before: '6.1.11',
    first: '6.1.12',
    document: '{ connector(id: "c") { connector_queue_details { messages_size } } }',
  },
  {
    feature: 'stixBundlePush',
    before: '6.2.5',
    first: '6.2.6',
    document: 'mutation { stixBundlePush(connectorId: "c", bundle: "{}") }',
  },
  {
    feature: 'connectorInfo',
    before: '6.2.11',
    first: '6.2.12',
    document: 'mutation { pingConnector(id: "c", connectorInfo: null) { connector_info { buffering } } }',
  },
  {
    feature: 'a push into a work',
    before: '6.5.6',
    first: '6.5.7',
    document: 'mutation { stixBundlePush(connectorId: "c", bundle: "{}", work_id: "w") }',
  },
  {
    feature: 'enrichment_resolution',
    before: '6.8.8',
    first: '6.8.9',
    document:
      'mutation { registerConnector(input: {id: "c", name: "n", type: EXTERNAL_IMPORT, enrichment_resolution: "none"}) { id } }',
  },
  {
    feature: 'jwks',
    before: '7.260223.9',
    first: '7.260224.0',
    document: '{ connector(id: "c") { jwks } }',
  },
  {
    feature: 'isMultiPartWork',
    before: '7.260421.0',
    first: '7.260422.0',
    document: 'mutation { workAdd(connectorId: "c", isMultiPartWork: true) { id } }',
  },
];

for (const { feature, before, first, document } of edges) {
  t.test(`${feature} exists since ${first}`, async (t) => {
    const sandbox = await startOpenCti({ version: before });
    t.teardown(() => sandbox.close());
    const code = async (): Promise<unknown> =>
      at((await ask(sandbox, defaultToken, document)).body, 'errors', 0, 'name');
    t.equal(await code(), 'GRAPHQL_VALIDATION_FAILED');
    sandbox.setVersion(first);
    t.not(await code(), 'GRAPHQL_VALIDATION_FAILED');
    sandbox.setVersion(`${first}-rc1`);
    t.not(await code(), 'GRAPHQL_VALIDATION_FAILED');
  });
}

t.test('an unknown input field inside variables is BAD_USER_INPUT', async (t) => {
  const sandbox = await startOpenCti({ version: '6.8.8' });
  t.teardown(() => sandbox.close());
  const response = await connectorClient(sandbox, defaultToken).register('c', {
    enrichment_resolution: 'none',
  });
  t.equal(response.status, 200);
  t.equal(at(response.body, 'errors', 0, 'name'), 'BAD_USER_INPUT');
  t.equal(at(response.body, 'data'), undefined);
});

t.test('returns the configured version', async (t) => {
  const sandbox = await startOpenCti({ version: '6.2.6' });
  t.teardown(() => sandbox.close());
  const version = async (): Promise<unknown> =>
    at((await ask(sandbox, defaultToken, '{ about { version } }')).body, 'data', 'about', 'version');
  t.equal(await version(), '6.2.6');
  sandbox.setVersion('not a version');
  t.equal(await version(), 'not a version');
});

t.test('the server splits bundles since 7.260817.0, unless configured otherwise', async (t) => {
  for (const [version, serverSplitting, expected] of [
    ['7.260816.0', undefined, null],
    ['7.260817.0', undefined, 2],
    ['7.260817.0', false, null],
    ['6.5.7', true, 2],
  ] as const) {
    const sandbox = await startOpenCti({
      version,
      importPaused: true,
      ...(serverSplitting === undefined ? {} : { serverSplitting }),
    });
    const client = connectorClient(sandbox, defaultToken);
    await client.register('c');
    const workId = await client.workAdd('c');
    await client.push('c', identities(2), workId);
    t.equal(sandbox.works.get(workId)?.expected, expected, `${version} ${String(serverSplitting)}`);
    await sandbox.close();
  }
});
