import t from 'tap';
import { ok } from '../../src/lib/index.js';
import type { DeliveryItem, OpenCti } from '../../src/opencti/index.js';
import { bundle, connectorId, platform, reasonOf, value } from './platform.js';

function deliver(opencti: OpenCti, json: string) {
  const delivery = opencti.delivery({
    connectorId,
    startedAt: new Date(0),
    ledger: { record: () => ok(undefined) },
  });
  const item: DeliveryItem = {
    kind: 'reports',
    id: 'r1',
    title: 'A report',
    bundles: [{ json, objects: 1 }],
  };
  return delivery.deliver(item);
}

t.test("does not send a body over the platform's limit", async (t) => {
  const { sandbox, opencti } = await platform(t);
  // JSON escapes double the quotes: a bundle of 27 MB needs a body of 54 MB.
  const result = await deliver(opencti, JSON.stringify({ type: 'bundle', pad: '""'.repeat(6_800_000) }));
  t.match(reasonOf(result), /^opencti-bundle-refused: .*MB.*52\.4 MB.*lower opencti\.max_bundle_bytes/);
  t.equal(sandbox.requests.filter(({ body }) => body.length > 1_000_000).length, 0);
});

t.test('a body that the platform rejects as too large is a failure of the bundle', async (t) => {
  const { sandbox, opencti } = await platform(t);
  const body = '{"status":"error","error":"request entity too large"}';
  const json = { 'content-type': 'application/json' };
  sandbox.fault({ path: '/graphql', matchBody: 'StixBundlePush', status: 500, headers: json, body });
  t.match(
    reasonOf(await deliver(opencti, bundle(1).json)),
    /^opencti-bundle-refused: .*lower opencti\.max_bundle_bytes/,
  );
  t.equal(sandbox.requests.filter(({ body }) => body.includes('StixBundlePush')).length, 1);
});

t.test('a 413 of a proxy names the setting to raise', async (t) => {
  const { sandbox, opencti } = await platform(t);
  const body = '<html><title>413 Request Entity Too Large</title></html>';
  sandbox.fault({ path: '/graphql', matchBody: 'StixBundlePush', status: 413, body });
  t.match(
    reasonOf(await deliver(opencti, bundle(1).json)),
    /^opencti-bundle-refused: a reverse proxy refused 0\.\d MB \(HTTP 413\).*client_max_body_size.*opencti\.max_bundle_bytes/,
  );
});

t.test("an invalid bundle is a failure of the item, with the platform's cause if present", async (t) => {
  const { opencti } = await platform(t);
  t.equal(
    reasonOf(await deliver(opencti, '{"type":"bundle","objects":[]}')),
    'opencti-bundle-refused: Invalid bundle: Invalid stix bundle',
  );
  t.equal(
    reasonOf(await deliver(opencti, 'not json')),
    'opencti-bundle-refused: OpenCTI reports an invalid bundle without a cause',
  );
});

t.test('a connector deleted during a run is not a failure of the bundle', async (t) => {
  for (const version of ['6.2.6', '6.5.7', '7.260817.0']) {
    const { sandbox, opencti } = await platform(t, { version });
    const delivery = opencti.delivery({
      connectorId,
      startedAt: new Date(0),
      ledger: { record: () => ok(undefined) },
    });
    const item = (id: string): DeliveryItem => ({ kind: 'reports', id, title: id, bundles: [bundle(1)] });
    value(await delivery.deliver(item('a')));
    sandbox.deleteConnector(connectorId);
    t.equal(reasonOf(await delivery.deliver(item('b'))), 'opencti-connector-gone', version);
  }
});

t.test('a rejection without a cause means a deleted connector if the connector does not exist', async (t) => {
  const { sandbox, opencti } = await platform(t, { version: '6.2.6' });
  sandbox.deleteConnector(connectorId);
  const refusal = {
    message: 'Invalid bundle',
    path: ['stixBundlePush'],
    extensions: { code: 'UNSUPPORTED_ERROR', data: { cause: {} } },
  };
  const body = JSON.stringify({ errors: [refusal], data: { stixBundlePush: null } });
  sandbox.fault({ path: '/graphql', matchBody: 'StixBundlePush', status: 200, body });
  t.equal(reasonOf(await deliver(opencti, bundle(1).json)), 'opencti-connector-gone');
});

t.test('a response other than true is no confirmation', async (t) => {
  const { sandbox, opencti } = await platform(t);
  sandbox.fault({
    path: '/graphql',
    matchBody: 'StixBundlePush',
    status: 200,
    body: '{"data":{"stixBundlePush":false}}',
  });
  t.match(reasonOf(await deliver(opencti, bundle(1).json)), /^opencti-answer: /);
});
