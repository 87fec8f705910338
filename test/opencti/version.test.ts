import t from 'tap';
import { ok } from '../../src/lib/index.js';
import { capabilitiesOf } from '../../src/opencti/version.js';
import { startOpenCti } from '../sandbox/opencti.js';
import { bundle, clock, connect, connectorId, failure, info, platform, value } from './platform.js';

function capabilityNames(version: string): string {
  const able = capabilitiesOf(version);
  if (able === undefined) return 'unusable';
  const names = [];
  if (able.has('connectorInfo')) names.push('info');
  if (able.has('pushIntoWork')) names.push('work');
  if (able.has('enrichmentResolution')) names.push('resolution');
  if (able.has('multiPartWork')) names.push('multi-part');
  return names.join(' ');
}

t.test('a version has the capabilities of its release and of all before it', (t) => {
  const expected: [version: string, able: string][] = [
    ['6.2.5', 'unusable'],
    ['6.2.6', ''],
    ['6.2.6-rc1', ''],
    ['6.2.11', ''],
    ['6.2.12', 'info'],
    ['6.5.6', 'info'],
    ['6.5.7', 'info work'],
    ['6.8.8', 'info work'],
    ['6.8.9', 'info work resolution'],
    ['6.10', 'info work resolution'],
    ['7.260421.9', 'info work resolution'],
    ['7.260422.0', 'info work resolution multi-part'],
    ['7.260422', 'info work resolution multi-part'],
    ['10.0.0', 'info work resolution multi-part'],
    ['7.260817.0+enterprise', 'info work resolution multi-part'],
    ['5.12.33', 'unusable'],
    ['', 'unusable'],
    ['latest', 'unusable'],
    ['7', 'unusable'],
  ];
  for (const [version, able] of expected) t.equal(capabilityNames(version), able, version);
  t.end();
});

t.test('rejects an older platform with the lowest supported version', async (t) => {
  for (const version of ['6.2.5', 'nightly', '']) {
    const sandbox = await startOpenCti({ version });
    t.teardown(() => sandbox.close());
    t.strictSame(failure(await connect(t, sandbox.url)), {
      reason: 'opencti-version',
      version,
      lowest: '6.2.6',
    });
  }
});

t.test('at every edge, all requests of a run conform to the schema of that release', async (t) => {
  for (const version of [
    '6.2.6',
    '6.2.11',
    '6.2.12',
    '6.5.6',
    '6.5.7',
    '6.8.8',
    '6.8.9',
    '7.260421.0',
    '7.260422.0',
  ]) {
    await t.test(version, async (t) => {
      const { sandbox, opencti } = await platform(t, { version, clock: clock(), importPaused: true });
      const delivery = opencti.delivery({
        connectorId,
        startedAt: new Date(0),
        ledger: { record: () => ok(undefined) },
      });
      const item = { kind: 'bundles', id: 'b', title: 'B', bundles: [bundle(2)] } as const;
      t.strictSame(value(await opencti.account()).missingRights, []);
      value(await delivery.deliver(item));
      value(await opencti.ping(connectorId, '{"last_run":1}', info));
      value(await delivery.close({ reports: '', bundles: 'done' }));
      value(await opencti.works(connectorId));
      sandbox.importAll();
      t.equal(sandbox.stored.size, 2, 'delivered');
      t.equal(sandbox.connectors.get(connectorId)?.state, '{"last_run":1}');
      t.equal(sandbox.connectors.get(connectorId)?.info !== null, capabilityNames(version).includes('info'));
      t.equal(sandbox.pushes[0]?.workId !== undefined, capabilityNames(version).includes('work'));
      t.equal(
        sandbox.connectors.get(connectorId)?.enrichmentResolution,
        capabilityNames(version).includes('resolution') ? 'none' : null,
      );
      t.equal([...sandbox.works.values()].at(-1)?.multiPart, capabilityNames(version).includes('multi-part'));
    });
  }
});
