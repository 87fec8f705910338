import t from 'tap';
import { ok } from '../../src/lib/index.js';
import { missingRights } from '../../src/opencti/client.js';
import { connectorsGroup, olderConnectorsGroup, startOpenCti } from '../sandbox/opencti.js';
import { bundle, connect, connectorId, identity, info, reasonOf, value } from './platform.js';

t.test('returns the capabilities that a sync needs and the account lacks', (t) => {
  t.strictSame(missingRights(['BYPASS']), []);
  t.strictSame(missingRights(connectorsGroup), []);
  t.strictSame(
    missingRights(olderConnectorsGroup),
    [],
    'APIACCESS_USETOKEN does not exist before 7.260224.0',
  );
  t.strictSame(missingRights(['CONNECTORAPI', 'MODULES']), []);
  t.strictSame(missingRights(['KNOWLEDGE', 'APIACCESS_USETOKEN']), ['CONNECTORAPI', 'MODULES']);
  t.strictSame(missingRights(['APIACCESS', 'CONNECTORAPI', 'MODULESX']), ['MODULES']);
  t.end();
});

t.test('returns the user of the token', async (t) => {
  const sandbox = await startOpenCti({
    tokens: {
      admin: { name: 'admin', capabilities: ['KNOWLEDGE', 'BYPASS'], user_confidence_level: 100 },
      reader: { name: 'reader', capabilities: ['APIACCESS_USETOKEN'] },
    },
  });
  t.teardown(() => sandbox.close());
  const account = async (token: string) =>
    value(await value(await connect(t, sandbox.url, { token })).account());
  t.strictSame(await account('admin'), {
    name: 'admin',
    capabilities: ['KNOWLEDGE', 'BYPASS'],
    maxConfidence: 100,
    missingRights: [],
  });
  t.strictSame(await account('reader'), {
    name: 'reader',
    capabilities: ['APIACCESS_USETOKEN'],
    maxConfidence: null,
    missingRights: ['CONNECTORAPI', 'MODULES'],
  });
});

t.test('each rejected operation names the missing capability', async (t) => {
  const sandbox = await startOpenCti({
    tokens: { reader: { name: 'reader', capabilities: ['APIACCESS_USETOKEN'] } },
  });
  t.teardown(() => sandbox.close());
  const opencti = value(await connect(t, sandbox.url, { token: 'reader' }));
  const lacks = (right: string) =>
    `opencti-credentials: the user of opencti.token lacks ${right}: give it that capability, or the group Connectors`;
  t.equal(reasonOf(await opencti.register(identity, null)), lacks('CONNECTORAPI'));
  t.equal(reasonOf(await opencti.ping(connectorId, '{}', info)), lacks('CONNECTORAPI'));
  t.equal(reasonOf(await opencti.connector(connectorId)), lacks('MODULES'));
  t.equal(reasonOf(await opencti.works(connectorId)), lacks('MODULES'));
  t.equal(reasonOf(await opencti.reset(connectorId)), lacks('MODULES_MODMANAGE'));
  const delivery = opencti.delivery({
    connectorId,
    startedAt: new Date(0),
    ledger: { record: () => ok(undefined) },
  });
  const item = { kind: 'reports', id: 'r', title: 'R', bundles: [bundle(1)] } as const;
  t.equal(reasonOf(await delivery.deliver(item)), lacks('CONNECTORAPI'));
});
