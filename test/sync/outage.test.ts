import type { Fault } from '../sandbox/server.js';
import { testOnEachPlatform } from '../tools/platforms.js';
import { hoursAgo, pushedReports, reports, until } from './pushed.js';

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
  'a service that becomes unavailable or rejects a new token ends the run: the items stay new, nothing is repeated',
  async (t, createRig) => {
    const { call, threatVision, openCti, connectorId } = await createRig(t, { threatVision: { content } });
    threatVision.fault({ path: /\.stix$/, status: 401, times: 1000 });
    const rejected = await call(['sync', '--json']);
    t.equal(rejected.code, 3);
    t.match(rejected.json(), { error: { reason: 'threatvision-credentials' }, reports: { failed: 0 } });
    t.equal(threatVision.issuedTokens.length, 2, 'one renewal');
    threatVision.clearFaults();

    threatVision.fault({ path: `${list}/r3.stix`, status: 503, times: 1000 });
    let listed = false;
    threatVision.onList(({ kind, entries }) => {
      if (kind === 'reports' && entries === 1 && !listed) {
        listed = true;
        threatVision.fault({ path: /reports$/, status: 503, times: 1000 });
      }
    });
    const sourceAway = await call(['sync', '--json', '--concurrency', '1']);
    t.equal(sourceAway.code, 4);
    t.match(sourceAway.json(), {
      outcome: 'failed',
      error: { reason: 'threatvision-http' },
      reports: { failed: 0 },
    });
    threatVision.clearFaults();

    openCti.fault({ path: '/graphql', matchBody: '\\"r3\\"', status: 503, times: 1000 });
    // The first ping is that of the start.
    openCti.fault({ path: '/graphql', matchBody: 'pingConnector', times: 1 });
    openCti.fault({ path: '/graphql', matchBody: 'pingConnector', status: 503, times: 1000 });
    const platformAway = await call(['sync', '--json']);
    t.equal(platformAway.code, 5);
    t.match(platformAway.json(), {
      outcome: 'failed',
      error: { reason: 'opencti-http' },
      reports: { failed: 0 },
    });
    openCti.clearFaults();

    t.match((await call(['sync', '--json'])).json(), { outcome: 'done' });
    t.notMatch(openCti.connectors.get(connectorId)?.state, /"attempts"/, 'no failed item');
    t.strictSame(pushedReports(openCti).sort(), ['r0', 'r1', 'r2', 'r3', 'r4']);
  },
);

testOnEachPlatform(
  'a connector deleted during a run ends it; the next run starts over',
  async (t, createRig) => {
    const { call, openCti, connectorId } = await createRig(t, { threatVision: { content } });
    t.equal((await call(['sync', '--max-items', '2'])).code, 0);
    let pings = 0;
    openCti.onPing((phase) => {
      if (phase === 'after' && ++pings === 1) openCti.deleteConnector(connectorId);
    });
    const ended = await call(['sync', '--json']);
    t.equal(ended.code, 5);
    t.match(ended.json(), { error: { reason: 'opencti-connector-gone' }, reports: { failed: 0 } });
    const again = await call(['sync', '--json']);
    t.match(again.json(), { outcome: 'done', reports: { delivered: 5 } });
  },
);

testOnEachPlatform(
  'an outage of OpenCTI that ends with the retry budget fails no item',
  async (t, createRig) => {
    const { start, openCti } = await createRig(t, {
      threatVision: { content: { reports: reports(1), bundles: [] } },
    });
    openCti.fault({ path: '/graphql', matchBody: 'stixBundlePush', status: 503, times: 1000 });
    const running = start(['sync', '--json']);
    // The first ping is that of the start, the second one the probe.
    await until(() => openCti.requests.filter(({ body }) => body.includes('pingConnector')).length >= 2);
    openCti.clearFaults();
    const ended = await running.finished;
    t.equal(ended.code, 0, ended.stderr);
    t.match(ended.json(), { outcome: 'done', reports: { delivered: 1, failed: 0 } });
  },
);

const refusals: Readonly<Record<string, Partial<Fault>>> = {
  INTERNAL_SERVER_ERROR: {
    status: 200,
    body: JSON.stringify({
      errors: [{ message: 'boom 7', name: 'INTERNAL_SERVER_ERROR' }],
      data: null,
    }),
  },
  'the 502 of a proxy': { status: 502, body: '<html>Bad Gateway</html>' },
  'an HTML page with status 200': { status: 200, body: '<html>Maintenance</html>' },
};
testOnEachPlatform(
  'every push or every download fails: an outage after five items, which stay new',
  async (t, createRig) => {
    const { call, openCti, threatVision, connectorId } = await createRig(t, {
      threatVision: { content: { reports: reports(8), bundles: [] } },
    });
    const failedRun = async (code: number, what: string): Promise<void> => {
      const ended = await call(['sync', '--json'], { TEAMT5_HTTP_RETRY_PERIOD: 'PT0.2S' });
      t.equal(ended.code, code, `${what}: ${ended.stderr}`);
      t.match(ended.json(), { outcome: 'failed', reports: { delivered: 0, failed: 0 } });
      t.strictSame(ended.json().failures, []);
      t.match(ended.stderr, /5 items in a row failed this way/);
    };
    for (const [name, fault] of Object.entries(refusals)) {
      openCti.fault({ path: '/graphql', matchBody: 'stixBundlePush', ...fault, times: 1000 });
      await failedRun(5, name);
      t.notMatch(openCti.connectors.get(connectorId)?.state, /"attempts"/);
      openCti.clearFaults();
    }
    threatVision.fault({ path: /\.stix$/, status: 500, times: 1000 });
    await failedRun(4, 'downloads');
    t.notMatch((await call(['status', '--json', '--offline'])).stdout, /"attempts"/);
    threatVision.clearFaults();
    t.match((await call(['sync', '--json'])).json(), { outcome: 'done', reports: { delivered: 8 } });
    t.equal(pushedReports(openCti).length, 8);
  },
);

testOnEachPlatform(
  'four items that fail in a row, and any number of forbidden ones, are failed items',
  async (t, createRig) => {
    const { call, threatVision } = await createRig(t, {
      threatVision: { content: { reports: reports(13), bundles: [] } },
    });
    threatVision.fault({ path: /reports\/r[0-3]\.stix$/, status: 500, times: 1000 });
    threatVision.fault({ path: /reports\/r([4-9]|10)\.stix$/, status: 403, times: 1000 });
    const retryPeriod = { TEAMT5_HTTP_RETRY_PERIOD: 'PT0.2S' };
    const first = await call(['sync', '--json'], retryPeriod);
    t.equal(first.code, 6, first.stderr);
    t.match(first.json(), { outcome: 'partial', reports: { delivered: 2, failed: 11 } });
    threatVision.addReport({ alias: 'new', title: 'new', date: hoursAgo(0) });
    threatVision.fault({ path: /\.stix$/, status: 500, times: 1000 });
    const retried = await call(['sync', '--json', '--retry-failed'], retryPeriod);
    t.equal(retried.code, 6, 'items that failed before do not make an outage');
    t.match(retried.json(), { outcome: 'partial', reports: { delivered: 0, failed: 12 } });
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
  const { call, threatVision } = await createRig(t, {
    threatVision: { content: { reports: reports(1), bundles: [] } },
  });
  threatVision.fault({ path: `${list}/r0.stix`, status: 503, times: 1000 });
  const ended = await call(['sync', '--json']);
  t.equal(ended.code, 6);
  t.match(ended.json(), { outcome: 'partial', reports: { delivered: 0, failed: 1 } });
  t.equal(
    threatVision.requests.filter(({ path }) => path === list).length,
    4,
    'two for the list, two probes',
  );
});
