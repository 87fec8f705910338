import t from 'tap';

import { createRig, type Rig } from '../tools/rig.js';
import { items } from './counts.js';

function stopBrokerAfter({ threatVision, openCti }: Rig, pushes: number, bundles: number): void {
  let stopped = false;
  for (const { id, stix } of items(0, bundles).bundles) {
    threatVision.updateBundle(id, {
      stix: () => {
        if (openCti.pushes.length >= pushes && !stopped) openCti.stopBroker();
        stopped ||= openCti.pushes.length >= pushes;
        return typeof stix === 'function' ? stix() : (stix ?? '');
      },
    });
  }
}

/** Milliseconds: OpenCTI is given 30 s to respond to a push. */
const patience = { timeout: 120_000 };

const waitingOf = (status: unknown): string =>
  JSON.stringify(status)
    .match(/"waiting":\[[^\]]*\]/g)
    ?.join() ?? '';

t.test(
  'pushes without a response end the run within a minute, and say nothing about their items',
  async (t) => {
    const rig = await createRig(t, { threatVision: { content: items(0, 30) } });
    stopBrokerAfter(rig, 5, 30);
    const run = await rig.run(['sync', '--json']);
    t.equal(run.code, 5, run.stderr);
    t.match(run.json(), {
      outcome: 'failed',
      error: { message: /ECONNREFUSED.*5672/ },
      bundles: { failed: 0 },
    });
    t.strictSame(run.json().failures, []);
    t.equal(run.stderr.match(/ECONNREFUSED/g)?.length, 1, 'one message for one fact');
    const pings = rig.openCti.requests.filter(({ body }) => body.includes('pingConnector(')).length;
    t.equal(pings, 2, 'one at the start, and the probe');
    t.equal(
      waitingOf((await rig.call(['status', '--json', '--offline'])).json()),
      '"waiting":[],"waiting":[]',
    );

    const refused = await rig.call(['sync', '--json']);
    t.equal(refused.code, 5, 'the next run cannot even register');
    rig.openCti.startBroker();
    const before = rig.openCti.pushes.length;
    const next = await rig.call(['sync', '--json']);
    t.equal(next.code, 0, next.stderr);
    t.equal(rig.openCti.pushes.length, 30, `${30 - before} were left`);
  },
);

t.test('a broker that is dead from the first push on', patience, async (t) => {
  const rig = await createRig(t, { threatVision: { content: items(0, 8) }, openCti: { version: '6.7.5' } });
  stopBrokerAfter(rig, 0, 8);
  const run = await rig.call(['sync', '--json']);
  t.equal(run.code, 5, run.stderr);
  t.match(run.json(), { outcome: 'failed', bundles: { delivered: 0, failed: 0 } });
  rig.openCti.startBroker();
  t.match((await rig.call(['sync', '--json'])).json(), { outcome: 'done', bundles: { delivered: 8 } });
});
