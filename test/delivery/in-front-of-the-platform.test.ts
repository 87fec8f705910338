import { testOnEachPlatform } from '../tools/platforms.js';
import { threeItems } from './content.js';

const page = (title: string): string => `<html><head><title>${title}</title></head><body>nginx</body></html>`;
const html = { 'content-type': 'text/html' };

testOnEachPlatform(
  'a 413 for a push fails the item and names the settings to change',
  async (t, createRig) => {
    const rig = await createRig(t, { threatVision: { content: threeItems } });
    const tooLarge = { status: 413, headers: html, body: page('413 Request Entity Too Large') };
    // Only in the text of the bundle, where the report's name is escaped.
    const pushed = String.raw`\"name\":\"The first\"`;
    rig.openCti.fault({ path: '/graphql', matchBody: pushed, times: 9, ...tooLarge });
    const run = await rig.run(['sync', '--json']);
    t.equal(run.code, 6, run.stderr);
    t.match(run.json(), {
      outcome: 'partial',
      reports: { delivered: 1, failed: 1 },
      bundles: { delivered: 1 },
      failures: [{ kind: 'reports', id: 'first-report', reason: 'opencti-bundle-refused' }],
    });
    t.match(run.stderr, /HTTP 413/);
    t.match(run.stderr, /max_bundle_bytes|client_max_body_size/, 'the settings to change');
    const errors = [...rig.openCti.works.values()].flatMap((work) => work.errors);
    t.match(errors, [{ message: /first-report.*413/s }]);
  },
);

testOnEachPlatform(
  'a maintenance page at the start of a run ends it with exit code 5 and the status',
  async (t, createRig) => {
    const rig = await createRig(t, { threatVision: { content: threeItems } });
    rig.openCti.fault({
      path: '/graphql',
      times: 99,
      status: 503,
      headers: html,
      body: page('Down for maintenance'),
    });
    const run = await rig.call(['sync', '--json']);
    t.equal(run.code, 5);
    t.match(run.json(), { outcome: 'failed', error: { reason: 'opencti-http', hint: /OPENCTI_URL/ } });
    t.match(run.stderr, /503/);
    t.notMatch(run.stderr, /<html>/);
  },
);

testOnEachPlatform(
  'a maintenance page during a run ends it with exit code 5, and the next run delivers the rest once',
  async (t, createRig) => {
    const rig = await createRig(t, { threatVision: { content: threeItems } });
    // From the first ping on: the connector is registered, and nothing has been pushed.
    rig.openCti.onPing((phase) => {
      if (phase !== 'after' || rig.openCti.pings.length > 1) return;
      rig.openCti.fault({
        path: '/graphql',
        matchBody: 'stixBundlePush',
        times: 99,
        status: 503,
        headers: html,
        body: page('Down for maintenance'),
      });
      rig.openCti.fault({
        path: '/graphql',
        matchBody: 'pingConnector',
        times: 99,
        status: 503,
        headers: html,
        body: page('Down for maintenance'),
      });
    });
    const run = await rig.call(['sync', '--json']);
    t.equal(run.code, 5, run.stderr);
    t.match(run.json(), { outcome: 'failed', reports: { failed: 0 }, error: { reason: 'opencti-http' } });
    t.equal(rig.openCti.pushes.length, 0);

    rig.openCti.clearFaults();
    const next = await rig.call(['sync', '--json']);
    t.equal(next.code, 0, next.stderr);
    t.match(next.json(), { reports: { delivered: 2 }, bundles: { delivered: 1 } });
    await rig.openCti.importsDone();
    t.strictSame(
      [...rig.openCti.works.values()].filter(({ status }) => status !== 'complete').map(({ name }) => name),
      [],
      'the works of the interrupted run are closed',
    );
  },
);

testOnEachPlatform(
  'OpenCTI can have a base path, with and without a trailing slash',
  async (t, createRig) => {
    const rig = await createRig(t, {
      threatVision: { content: threeItems },
      openCti: { basePath: '/opencti' },
    });
    for (const url of [rig.openCti.url, `${rig.openCti.url}/`]) {
      const run = await rig.call(['sync', '--since', '0', '--json'], { OPENCTI_URL: url });
      t.equal(run.code, 0, run.stderr);
      t.match(run.json(), { reports: { listed: 2, failed: 0 } });
    }
    t.equal(rig.openCti.pushes.length, 6);
  },
);
