import t from 'tap';
import { ok } from '../../src/lib/index.js';
import { capabilitiesOf } from '../../src/opencti/version.js';
import { startOpenCti } from '../sandbox/opencti.js';
import { bundle, clock, connect, connectorId, failure, info, platform, value } from './platform.js';

/** What a version can do, in the order in which releases brought it. */
function knows(version: string): string {
  const able = capabilitiesOf(version);
  if (able === undefined) return 'unusable';
  const names = [];
  if (able.has('connectorInfo')) names.push('info');
  if (able.has('pushIntoWork')) names.push('work');
  if (able.has('enrichmentResolution')) names.push('resolution');
  if (able.has('multiPartWork')) names.push('multi-part');
  return names.join(' ');
}

t.test('a version knows what its release brought, and all before it', (t) => {
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
  for (const [version, able] of expected) t.equal(knows(version), able, version);
  t.end();
});

t.test('an older platform is refused with the lowest usable version', async (t) => {
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

t.test('at every edge the whole life of a run is within the schema of that release', async (t) => {
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
      t.equal(sandbox.connectors.get(connectorId)?.info !== null, knows(version).includes('info'));
      t.equal(sandbox.pushes[0]?.workId !== undefined, knows(version).includes('work'));
      t.equal(
        sandbox.connectors.get(connectorId)?.enrichmentResolution,
        knows(version).includes('resolution') ? 'none' : null,
      );
      t.equal([...sandbox.works.values()].at(-1)?.multiPart, knows(version).includes('multi-part'));
    });
  }
});
