import { testOnEachPlatform } from '../tools/platforms.js';
import { valueAt } from '../tools/value-at.js';
import { threeItems } from './content.js';

testOnEachPlatform(
  'a connector keeps its name and, with a queue above the threshold, its state; a deleted one is registered again',
  async (t, createRig) => {
    const rig = await createRig(t, { threatVision: { content: threeItems } });
    const connector = () => rig.openCti.connectors.get(rig.connectorId);
    await rig.run(['sync'], { CONNECTOR_NAME: 'Name of the file' });
    t.equal(connector()?.name, 'Name of the file');
    const cursor = (): readonly unknown[] => {
      const state: unknown = JSON.parse(connector()?.state ?? '');
      return ['reports', 'bundles', 'lastRun'].map((part) => valueAt(state, 'teamt5_opencti', part));
    };
    const before = cursor();
    const pushed = rig.openCti.pushes.length;
    rig.threatVision.addReport({ alias: 'third-report', date: 1_700_100_000 });
    rig.openCti.setQueue(rig.connectorId, { messages: 7, bytes: 612_500_000 });

    const run = await rig.call(['sync', '--json'], { CONNECTOR_NAME: 'Another name of the file' });
    t.equal(run.code, 0, run.stderr);
    t.equal(connector()?.name, 'Name of the file');
    t.match(run.json(), { outcome: 'postponed', reports: { listed: 0, delivered: 0 } });
    t.match(run.stderr, /connector queue: 612\.5 MB \(limit 500 MB\)/);
    t.equal(rig.openCti.pushes.length, pushed, 'nothing was delivered');
    t.match(rig.openCti.pings.at(-1), {
      info: { buffering: true, queue_messages_size: 612.5, queue_threshold: 500, run_and_terminate: true },
    });
    t.strictSame(cursor(), before);

    rig.openCti.setQueue(rig.connectorId, undefined);
    const later = await rig.call(['sync', '--json']);
    t.match(later.json(), { outcome: 'done', reports: { delivered: 1 } });
    t.match(rig.openCti.pings.at(-1), { info: { buffering: false, queue_messages_size: 0 } });

    rig.openCti.deleteConnector(rig.connectorId);
    const again = await rig.call(['sync', '--json']);
    t.equal(again.code, 0, again.stderr);
    t.match(again.json(), { reports: { delivered: 3 }, bundles: { delivered: 1 } });
    t.match(again.stderr, /deleted in OpenCTI.*starting over/);
    t.ok(connector());
  },
);

testOnEachPlatform(
  'without the right CONNECTORAPI, sync and auth end with exit code 3 and name it',
  async (t, createRig) => {
    const rig = await createRig(t, { threatVision: { content: threeItems } });
    rig.openCti.setToken('reader', { name: 'reader', capabilities: ['APIACCESS_USETOKEN', 'MODULES'] });
    for (const command of ['sync', 'auth']) {
      const run = await rig.call([command], { OPENCTI_TOKEN: 'reader' });
      t.equal(run.code, 3, command);
      t.match(run.stderr, /CONNECTORAPI/, command);
    }
    t.equal(rig.openCti.connectors.size, 0);
  },
);
