import t from 'tap';
import { at, connectorClient, identities } from './opencti-client.js';
import { brokerSecret, defaultToken, startOpenCti } from './opencti.js';

t.test(
  'active means a ping less than five minutes ago, and a ping lost to a reset does not count',
  async (t) => {
    let clock = Date.parse('2026-01-01T00:00:00Z');
    const sandbox = await startOpenCti({ now: () => clock });
    t.teardown(() => sandbox.close());
    const client = connectorClient(sandbox, defaultToken);
    const active = async (): Promise<unknown> =>
      at((await client.send('{ connector(id: "c") { active } }', {})).body, 'data', 'connector', 'active');
    await client.register('c');
    clock += 299_000;
    t.equal(await active(), true);
    sandbox.pressReset('c');
    await client.ping('c', '{}');
    clock += 1000;
    t.equal(await active(), false);
    await client.ping('c', '{}');
    t.equal(await active(), true);
  },
);

t.test('the state is kept by a registration and by an upgrade of the platform', async (t) => {
  const sandbox = await startOpenCti({ version: '6.2.6' });
  t.teardown(() => sandbox.close());
  const client = connectorClient(sandbox, defaultToken);
  await client.register('c');
  await client.ping('c', '{"last_run":1}');
  sandbox.setVersion('7.260817.0');
  const again = await client.register('c', { name: 'renamed', enrichment_resolution: 'none' });
  t.equal(at(again.body, 'data', 'registerConnector', 'connector_state'), '{"last_run":1}');
  t.equal(sandbox.connectors.get('c')?.name, 'renamed');
});

t.test('a reset during a ping discards the state of that ping or the next one', async (t) => {
  for (const moment of ['before', 'after'] as const) {
    const sandbox = await startOpenCti();
    const client = connectorClient(sandbox, defaultToken);
    await client.register('c');
    let pressed = false;
    sandbox.onPing((phase, ping) => {
      if (phase !== moment || pressed) return;
      pressed = true;
      sandbox.pressReset(ping.id);
    });
    const states: unknown[] = [];
    for (const state of ['{"n":1}', '{"n":2}', '{"n":3}'])
      states.push(at((await client.ping('c', state)).body, 'data', 'pingConnector', 'connector_state'));
    t.strictSame(
      states,
      moment === 'before' ? ['', '{"n":2}', '{"n":3}'] : ['{"n":1}', '', '{"n":3}'],
      moment,
    );
    t.strictSame(
      sandbox.pings.map(({ state }) => state),
      ['{"n":1}', '{"n":2}', '{"n":3}'],
    );
    await sandbox.close();
  }
});

t.test('an invalid state fails two pings, and the first valid one overwrites it', async (t) => {
  const sandbox = await startOpenCti();
  t.teardown(() => sandbox.close());
  const client = connectorClient(sandbox, defaultToken);
  await client.register('c');
  sandbox.setState('c', 'hello');
  t.equal(at((await client.ping('c', '{"a":1}')).body, 'errors', 0, 'name'), 'INTERNAL_SERVER_ERROR');
  t.equal(sandbox.connectors.get('c')?.state, '{"a":1}');
  t.equal(at((await client.ping('c', '{"a":2}')).body, 'errors'), undefined);
});

t.test('deleting a connector deletes its works and its queue', async (t) => {
  const sandbox = await startOpenCti({ importPaused: true });
  t.teardown(() => sandbox.close());
  const client = connectorClient(sandbox, defaultToken);
  await client.register('c');
  await client.push('c', identities(2), await client.workAdd('c'));
  sandbox.deleteConnector('c');
  t.equal(sandbox.works.size, 0);
  t.equal(sandbox.importNext(10), 0);
  t.equal(
    at((await client.push('c', identities(1))).body, 'errors', 0, 'extensions', 'data', 'cause', 'message'),
    'Invalid connector',
  );
});

t.test('a token can be removed and added with other capabilities', async (t) => {
  const sandbox = await startOpenCti({ tokens: { a: { name: 'a', capabilities: ['BYPASS'] } } });
  t.teardown(() => sandbox.close());
  const client = connectorClient(sandbox, 'a');
  const code = async (): Promise<unknown> => at((await client.register('c')).body, 'errors', 0, 'name');
  t.equal(await code(), undefined);
  sandbox.setToken('a', undefined);
  t.equal(await code(), 'AUTH_REQUIRED');
  sandbox.setToken('a', { name: 'a', capabilities: ['APIACCESS_USETOKEN'] });
  t.equal(await code(), 'FORBIDDEN_ACCESS');
});

t.test('a query of config returns the credentials that the platform returns', async (t) => {
  const sandbox = await startOpenCti();
  t.teardown(() => sandbox.close());
  const client = connectorClient(sandbox, defaultToken);
  await client.register('c');
  const response = await client.send('{ connector(id: "c") { config { connection { pass } } } }', {});
  t.equal(at(response.body, 'data', 'connector', 'config', 'connection', 'pass'), brokerSecret);
});
