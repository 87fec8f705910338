import t from 'tap';
import { ok } from '../../src/lib/index.js';
import type { DeliveryItem, OpenCti } from '../../src/opencti/index.js';
import { bundle, connectorId, platform, told, value } from './platform.js';

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

t.test('a body over the platform’s limit is not even sent', async (t) => {
  const { sandbox, opencti } = await platform(t);
  // Quotes double: a bundle of 27 MB makes a body of 54 MB.
  const result = await deliver(opencti, JSON.stringify({ type: 'bundle', pad: '""'.repeat(6_800_000) }));
  t.match(told(result), /^opencti-bundle-refused: .*MB.*52\.4 MB.*lower opencti\.max_bundle_bytes/);
  t.equal(sandbox.requests.filter(({ body }) => body.length > 1_000_000).length, 0);
});

t.test('a body that the platform itself finds too large is the bundle’s fault', async (t) => {
  const { sandbox, opencti } = await platform(t);
  const body = '{"status":"error","error":"request entity too large"}';
  const json = { 'content-type': 'application/json' };
  sandbox.fault({ path: '/graphql', matchBody: 'StixBundlePush', status: 500, headers: json, body });
  t.match(
    told(await deliver(opencti, bundle(1).json)),
    /^opencti-bundle-refused: .*lower opencti\.max_bundle_bytes/,
  );
  t.equal(sandbox.requests.filter(({ body }) => body.includes('StixBundlePush')).length, 1);
});

t.test('a proxy that refuses the size says what to raise', async (t) => {
  const { sandbox, opencti } = await platform(t);
  const body = '<html><title>413 Request Entity Too Large</title></html>';
  sandbox.fault({ path: '/graphql', matchBody: 'StixBundlePush', status: 413, body });
  t.match(
    told(await deliver(opencti, bundle(1).json)),
    /^opencti-bundle-refused: a reverse proxy refused 0\.\d MB \(HTTP 413\).*client_max_body_size.*opencti\.max_bundle_bytes/,
  );
});

t.test('an invalid bundle is an item’s failure, with the platform’s cause where it gives one', async (t) => {
  const { opencti } = await platform(t);
  t.equal(
    told(await deliver(opencti, '{"type":"bundle","objects":[]}')),
    'opencti-bundle-refused: Invalid bundle: Invalid stix bundle',
  );
  t.equal(
    told(await deliver(opencti, 'not json')),
    'opencti-bundle-refused: OpenCTI reports an invalid bundle without a cause',
  );
});

t.test('a connector deleted in the middle of a run is not the bundle’s fault', async (t) => {
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
    t.equal(told(await delivery.deliver(item('b'))), 'opencti-connector-gone', version);
  }
});

t.test('a refusal without a cause means a deleted connector where there is none', async (t) => {
  const { sandbox, opencti } = await platform(t, { version: '6.2.6' });
  sandbox.deleteConnector(connectorId);
  const refusal = {
    message: 'Invalid bundle',
    path: ['stixBundlePush'],
    extensions: { code: 'UNSUPPORTED_ERROR', data: { cause: {} } },
  };
  const body = JSON.stringify({ errors: [refusal], data: { stixBundlePush: null } });
  sandbox.fault({ path: '/graphql', matchBody: 'StixBundlePush', status: 200, body });
  t.equal(told(await deliver(opencti, bundle(1).json)), 'opencti-connector-gone');
});

t.test('an answer that is not true is no confirmation', async (t) => {
  const { sandbox, opencti } = await platform(t);
  sandbox.fault({
    path: '/graphql',
    matchBody: 'StixBundlePush',
    status: 200,
    body: '{"data":{"stixBundlePush":false}}',
  });
  t.match(told(await deliver(opencti, bundle(1).json)), /^opencti-answer: /);
});
