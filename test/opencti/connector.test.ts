import t from 'tap';
import { connect, connectorId, identity, info, platform, reasonOf, value } from './platform.js';
import { defaultToken, startOpenCti } from '../sandbox/opencti.js';

t.test('takes over the id and the state of the Python connector', async (t) => {
  const { sandbox, opencti } = await platform(t);
  // The input of the Python connector (docs/opencti-api.md#registering-a-connector).
  const input = {
    id: connectorId,
    name: 'TeamT5',
    type: 'EXTERNAL_IMPORT',
    scope: ['teamt5'],
    auto: false,
    only_contextual: false,
    playbook_compatible: false,
    auto_update: false,
    enrichment_resolution: 'none',
  };
  const query = 'mutation R($input: RegisterConnectorInput) { registerConnector(input: $input) { id } }';
  await fetch(`${sandbox.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${defaultToken}` },
    body: JSON.stringify({ query, variables: { input } }),
  });
  const state = '{"last_run": "2026-11-24T19:00:00+00:00"}';
  sandbox.setState(connectorId, state);
  const stored = value(await opencti.connector(connectorId));
  t.equal(stored?.name, 'TeamT5');
  t.strictSame(value(await opencti.register(identity, stored)), { state });
  const connector = sandbox.connectors.get(connectorId);
  t.equal(connector?.enrichmentResolution, 'none');
  t.strictSame(connector?.scope, ['teamt5']);
  t.equal(connector?.name, 'TeamT5', "keeps the connector's name in the platform");
});

t.test('a new connector has no record before its registration, then its own name and no state', async (t) => {
  const sandbox = await startOpenCti();
  t.teardown(() => sandbox.close());
  const opencti = value(await connect(t, sandbox.url));
  t.equal(value(await opencti.connector(connectorId)), null);
  t.strictSame(value(await opencti.register(identity, null)), { state: null });
  t.strictSame(value(await opencti.connector(connectorId)), {
    name: identity.name,
    active: true,
    state: null,
    queue: { messages: 0, megabytes: 0 },
  });
});

t.test('returns the size of the queue in MB of 10^6 bytes', async (t) => {
  const { sandbox, opencti } = await platform(t);
  sandbox.setQueue(connectorId, { messages: 2909, bytes: 501_813_245 });
  t.strictSame(value(await opencti.connector(connectorId))?.queue, { messages: 2909, megabytes: 501.813245 });
});

t.test('a ping stores the state and the details of the run that the page shows', async (t) => {
  const { sandbox, opencti } = await platform(t);
  const state = '{"v":1}';
  t.strictSame(
    value(
      await opencti.ping(connectorId, state, {
        buffering: true,
        queueThresholdMegabytes: 500,
        queueMegabytes: 612.5,
        lastRun: '2026-11-24T19:00:00.000Z',
      }),
    ),
    { state },
  );
  t.match(sandbox.connectors.get(connectorId)?.info, {
    run_and_terminate: true,
    buffering: true,
    queue_threshold: 500,
    queue_messages_size: 612.5,
    last_run_datetime: '2026-11-24T19:00:00.000Z',
    next_run_datetime: null,
  });
});

t.test('a ping after a reset does not store its state, and returns the reset', async (t) => {
  const { sandbox, opencti } = await platform(t);
  value(await opencti.ping(connectorId, '{"v":1}', info));
  sandbox.pressReset(connectorId);
  t.strictSame(value(await opencti.register(identity, null)), { state: '' });
  t.strictSame(value(await opencti.ping(connectorId, '{"v":2}', info)), { state: '' });
  t.equal(sandbox.pings.length, 2, 'no second ping overwrites the reset');
  t.strictSame(value(await opencti.ping(connectorId, '{"v":3}', info)), { state: '{"v":3}' });
});

t.test('reset has the same effect as the button in the platform', async (t) => {
  const { sandbox, opencti } = await platform(t);
  value(await opencti.ping(connectorId, '{"v":1}', info));
  value(await opencti.reset(connectorId));
  t.equal(sandbox.connectors.get(connectorId)?.state, '');
  t.equal(reasonOf(await opencti.reset('unknown')), 'opencti-connector-gone');
});

t.test('an invalid stored state costs one more ping', async (t) => {
  const { sandbox, opencti } = await platform(t);
  sandbox.setState(connectorId, 'hello');
  t.strictSame(value(await opencti.ping(connectorId, '{"v":2}', info)), { state: '{"v":2}' });
  t.equal(sandbox.pings.length, 2);
  value(await opencti.ping(connectorId, '{"v":3}', info));
  t.equal(sandbox.pings.length, 3);
});

t.test(
  'a ping for a deleted connector returns connector-gone until the connector is registered again',
  async (t) => {
    const { sandbox, opencti } = await platform(t);
    sandbox.deleteConnector(connectorId);
    t.equal(reasonOf(await opencti.ping(connectorId, '{}', info)), 'opencti-connector-gone');
    value(await opencti.register(identity, null));
    t.strictSame(value(await opencti.ping(connectorId, '{}', info)), { state: '{}' });
  },
);

t.test('never requests the credentials of the broker', async (t) => {
  const { sandbox, opencti } = await platform(t);
  value(await opencti.connector(connectorId));
  for (const { body } of sandbox.requests) t.notMatch(body.toString(), /\b(config|connection|s3|jwks)\b/);
});
