import { testOnEachPlatform } from '../tools/platforms.js';
import { pushedReports, reports, until } from './pushed.js';

const list = '/api/v2/reports';
const content = { reports: reports(5), bundles: [] };

testOnEachPlatform(
  'one probe distinguishes an item that always returns 500 from an outage',
  async (t, createRig) => {
    const { run, threatVision } = await createRig(t, { threatVision: { content } });
    threatVision.fault({ path: `${list}/r2.stix`, status: 500, times: 1000 });
    const ended = await run(['sync', '--json']);
    t.equal(ended.code, 6);
    t.match(ended.json(), { outcome: 'partial', reports: { delivered: 4, failed: 1 } });
    const lists = threatVision.requests.filter(({ path }) => path === list).length;
    t.equal(lists, 3, 'two requests for the list, one for the probe');
  },
);

testOnEachPlatform(
  'ThreatVision becomes unavailable during a run: exit code 4, the item stays new, nothing is repeated',
  async (t, createRig) => {
    const { run, threatVision, openCti } = await createRig(t, { threatVision: { content } });
    threatVision.fault({ path: `${list}/r3.stix`, status: 503, times: 1000 });
    let listed = false;
    threatVision.onList(({ kind, entries }) => {
      if (kind === 'reports' && entries === 1 && !listed) {
        listed = true;
        threatVision.fault({ path: /reports$/, status: 503, times: 1000 });
      }
    });
    const ended = await run(['sync', '--json', '--concurrency', '1']);
    t.equal(ended.code, 4);
    t.match(ended.json(), {
      outcome: 'failed',
      error: { reason: 'threatvision-http' },
      reports: { failed: 0 },
    });
    threatVision.clearFaults();
    t.notMatch((await run(['status', '--json'])).stdout, /"attempts"/);
    t.match((await run(['sync', '--json'])).json(), { outcome: 'done' });
    t.strictSame(pushedReports(openCti).sort(), ['r0', 'r1', 'r2', 'r3', 'r4']);
  },
);

testOnEachPlatform(
  'OpenCTI becomes unavailable during a run: exit code 5, the item stays new',
  async (t, createRig) => {
    const { run, openCti } = await createRig(t, { threatVision: { content } });
    openCti.fault({ path: '/graphql', matchBody: 'r2', status: 503, times: 1000 });
    openCti.fault({ path: '/graphql', matchBody: 'about', times: 1 });
    openCti.fault({ path: '/graphql', matchBody: 'about', status: 503, times: 1000 });
    const ended = await run(['sync', '--json']);
    t.equal(ended.code, 5);
    t.match(ended.json(), { outcome: 'failed', error: { reason: 'opencti-http' }, reports: { failed: 0 } });
    openCti.clearFaults();
    t.equal((await run(['sync'])).code, 0);
    t.strictSame(pushedReports(openCti).sort(), ['r0', 'r1', 'r2', 'r3', 'r4']);
  },
);

testOnEachPlatform(
  'a new token that is rejected: exit code 3, one renewal, nothing lost',
  async (t, createRig) => {
    const { run, threatVision, openCti } = await createRig(t, { threatVision: { content } });
    threatVision.fault({ path: /\.stix$/, status: 401, times: 1000 });
    const ended = await run(['sync', '--json']);
    t.equal(ended.code, 3);
    t.match(ended.json(), { error: { reason: 'threatvision-credentials' }, reports: { failed: 0 } });
    threatVision.clearFaults();
    t.equal((await run(['sync'])).code, 0);
    t.equal(pushedReports(openCti).length, 5);
  },
);

testOnEachPlatform(
  'a connector deleted during a run ends it; the next run starts over',
  async (t, createRig) => {
    const { run, openCti, connectorId } = await createRig(t, { threatVision: { content } });
    t.equal((await run(['sync', '--max-items', '2'])).code, 0);
    let pings = 0;
    openCti.onPing((phase) => {
      if (phase === 'after' && ++pings === 1) openCti.deleteConnector(connectorId);
    });
    const ended = await run(['sync', '--json']);
    t.equal(ended.code, 5);
    t.match(ended.json(), { error: { reason: 'opencti-connector-gone' }, reports: { failed: 0 } });
    const again = await run(['sync', '--json']);
    t.match(again.json(), { outcome: 'done', reports: { delivered: 5 } });
  },
);

testOnEachPlatform(
  'an outage of OpenCTI that ends with the retry budget fails no item',
  async (t, createRig, version) => {
    const { start, openCti } = await createRig(t, {
      threatVision: { content: { reports: reports(1), bundles: [] } },
    });
    openCti.fault({ path: '/graphql', matchBody: 'stixBundlePush', status: 503, times: 1000 });
    const running = start(['sync', '--json']);
    // The first `about` belongs to the connection. With 6.7.5, each delivery has a probe before that of the run.
    const probed = (): number => openCti.requests.filter(({ body }) => body.includes('about')).length;
    const before = version === '6.7.5' ? 3 : 2;
    await until(() => probed() >= before);
    openCti.clearFaults();
    const ended = await running.finished;
    t.equal(ended.code, 0, ended.stderr);
    t.match(ended.json(), { outcome: 'done', reports: { delivered: 1, failed: 0 } });
  },
);

testOnEachPlatform(
  'an outage of ThreatVision that ends with the retry budget fails no item',
  async (t, createRig) => {
    const { start, threatVision } = await createRig(t, {
      threatVision: { content: { reports: reports(1), bundles: [] } },
    });
    threatVision.fault({ path: `${list}/r0.stix`, status: 503, times: 1000 });
    const running = start(['sync', '--json']);
    await until(() => threatVision.requests.filter(({ path }) => path === list).length >= 3);
    threatVision.clearFaults();
    const ended = await running.finished;
    t.equal(ended.code, 0, ended.stderr);
    t.match(ended.json(), { outcome: 'done', reports: { delivered: 1, failed: 0 } });
  },
);

testOnEachPlatform('an item without a response fails after one more attempt', async (t, createRig) => {
  const { run, threatVision } = await createRig(t, {
    threatVision: { content: { reports: reports(1), bundles: [] } },
  });
  threatVision.fault({ path: `${list}/r0.stix`, status: 503, times: 1000 });
  const ended = await run(['sync', '--json']);
  t.equal(ended.code, 6);
  t.match(ended.json(), { outcome: 'partial', reports: { delivered: 0, failed: 1 } });
  t.equal(
    threatVision.requests.filter(({ path }) => path === list).length,
    4,
    'two for the list, two probes',
  );
});
