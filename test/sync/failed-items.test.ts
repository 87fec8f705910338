import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { smallPdf } from '../sandbox/content/pdf.js';
import { testOnEachPlatform } from '../tools/platforms.js';
import { type Rig } from '../tools/rig.js';
import { hoursAgo, pushedReports, reports } from './pushed.js';

const stix = '/api/v2/reports/r1.stix';

/** As if the time had passed. */
function makeDue({ home, connectorId }: Rig): void {
  const path = join(home, 'state', `${connectorId}.json`);
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/"nextTry":\d+/g, '"nextTry":1'));
}

const inState = (rig: Rig) => {
  const env = { TEAMT5_STATE_DIR: join(rig.home, 'state') };
  return { run: (...args: string[]) => rig.run(args, env) };
};

testOnEachPlatform(
  'a 403 on one download fails that item alone, which is retried when it is due',
  async (t, createRig) => {
    const rig = await createRig(t, { threatVision: { content: { reports: reports(3), bundles: [] } } });
    const { run } = inState(rig);
    const status = async () => (await run('status', '--json', '--offline')).json();
    rig.threatVision.fault({ path: stix, status: 403, times: 2 });
    const first = await run('sync', '--json');
    t.equal(first.code, 6);
    t.match(first.json(), {
      outcome: 'partial',
      reports: { delivered: 2, failed: 1 },
      failures: [{ kind: 'reports', id: 'r1', reason: 'threatvision-not-entitled' }],
    });
    t.equal(rig.threatVision.count(stix), 1, 'a 403 is not an outage: no retry, no new token');

    const early = await run('sync', '--json');
    t.equal(early.code, 0, 'not due: no attempt');
    t.match(early.json(), { outcome: 'nothing-new' });
    t.equal(rig.threatVision.count(stix), 1);
    t.match(await status(), { lastRun: { lastSuccess: null } });

    t.equal((await run('sync', '--retry-failed')).code, 6);
    t.match(rig.openCti.connectors.get(rig.connectorId)?.state, /"attempts":2/);
    makeDue(rig);
    t.match((await run('sync', '--json')).json(), { outcome: 'done', reports: { delivered: 1 } });
    t.match(await status(), { lastRun: { lastSuccess: String }, reports: { waiting: { length: 0 } } });
    t.strictSame(pushedReports(rig.openCti).sort(), ['r0', 'r1', 'r2']);
  },
);

testOnEachPlatform(
  'retries a failed item that has left the list from the stored entry, and none after reset --failed',
  async (t, createRig) => {
    const rig = await createRig(t, {
      threatVision: { content: { reports: reports(3, 24 * 20), bundles: [] } },
    });
    const { run } = inState(rig);
    rig.threatVision.fault({ path: /\/r[01]\.stix$/, status: 403, times: 2 });
    t.equal((await run('sync')).code, 6);
    t.equal((await run('reset', '--failed', 'r0')).code, 0);
    rig.threatVision.addReport({ alias: 'new', title: 'new', date: hoursAgo(1), listed: { pdf_url: null } });
    t.equal((await run('sync')).code, 0);
    t.match((await run('sync', '--retry-failed', '--json')).json(), {
      outcome: 'done',
      reports: { listed: 1, delivered: 1 },
    });
    t.strictSame(pushedReports(rig.openCti).sort(), ['new', 'r1', 'r2']);
  },
);

testOnEachPlatform('a bundle that OpenCTI rejects fails its item alone', async (t, createRig) => {
  const rig = await createRig(t, { threatVision: { content: { reports: reports(3), bundles: [] } } });
  const refusal = {
    errors: [
      {
        message: 'Invalid bundle',
        name: 'UNSUPPORTED_ERROR',
        path: ['stixBundlePush'],
        extensions: { code: 'UNSUPPORTED_ERROR' },
      },
    ],
    data: { stixBundlePush: null },
  };
  rig.openCti.fault({ path: '/graphql', matchBody: '\\"r1\\"', status: 200, body: JSON.stringify(refusal) });
  const first = await rig.call(['sync', '--json']);
  t.equal(first.code, 6);
  t.match(first.json(), {
    reports: { delivered: 2, failed: 1 },
    failures: [{ id: 'r1', reason: 'opencti-bundle-refused' }],
  });
  t.match((await rig.call(['sync', '--json', '--retry-failed'])).json(), { outcome: 'done' });
});

testOnEachPlatform(
  'delivers a report whose PDF or STIX does not exist yet, warns of an empty bundle, and completes the reports later',
  async (t, createRig) => {
    let ready = false;
    const unlinked = { listed: { pdf_url: null }, stix: () => (ready ? full : 404) };
    const rig = await createRig(t, {
      threatVision: {
        content: {
          reports: [
            { alias: 'no-pdf', title: 'no-pdf', date: hoursAgo(4), pdf: () => (ready ? smallPdf('r') : 404) },
            { alias: 'absent', title: 'absent', date: hoursAgo(3), ...unlinked },
            {
              alias: 'empty',
              title: 'empty',
              date: hoursAgo(2),
              ...unlinked,
              stix: () => (ready ? full : ''),
            },
          ],
          bundles: [{ id: 7, date: hoursAgo(2), stix: { type: 'bundle', objects: [] } }],
        },
      },
    });
    const { run } = inState(rig);
    const lacks = async () =>
      (await run('status', '--json', '--offline')).stdout.match(/"lack": "\w+"/g) ?? [];
    const first = await run('sync', '--json');
    t.equal(first.code, 0, 'the reports themselves have not failed');
    t.match(first.json(), {
      outcome: 'done',
      reports: { delivered: 3, failed: 0 },
      bundles: { listed: 1, delivered: 0, failed: 0 },
    });
    t.match(first.stderr, /STIX is empty or absent/);
    t.match(first.stderr, /warn.*7.*nothing|warn.*7.*empty/i);
    t.equal(rig.openCti.pushes.length, 3, 'nothing of the empty bundle');
    t.strictSame((await lacks()).sort(), ['"lack": "pdf"', '"lack": "stix"', '"lack": "stix"']);

    makeDue(rig);
    const still = await run('sync', '--json');
    t.match(still.json(), {
      outcome: 'nothing-new',
      reports: { delivered: 0, updated: 0, failed: 0 },
      bundles: { listed: 1, skipped: 1 },
    });
    t.equal(still.stderr, '', 'warned once, listed by status');
    t.equal(rig.openCti.pushes.length, 3, 'not sent again without new content');

    rig.threatVision.fault({ path: '/api/v2/reports/no-pdf.stix', status: 403 });
    makeDue(rig);
    t.equal((await run('sync')).code, 6, 'the attempt failed');
    t.equal((await lacks()).length, 3, 'the report stays delivered');

    ready = true;
    makeDue(rig);
    const completed = await run('sync', '--json');
    t.equal(completed.code, 0);
    t.match(completed.json(), { reports: { delivered: 0, updated: 3 } });
    t.strictSame(await lacks(), []);
    const pushed = JSON.stringify(rig.openCti.pushes.slice(3).map(({ bundle }) => bundle));
    t.ok(pushed.includes(smallPdf('r').toString('base64')), 'the PDF is in its report');
    t.equal(pushed.match(/"late\.example"/g)?.length, 2, 'the STIX is in its reports');
  },
);

const full = {
  type: 'bundle',
  id: 'bundle--5c2a9f43-3d2b-4b8f-9c38-0c8a9a2f6d11',
  objects: [
    {
      type: 'domain-name',
      spec_version: '2.1',
      id: 'domain-name--7a4d1c55-9f2e-4c1b-8d3a-0123456789ab',
      value: 'late.example',
    },
  ],
};
