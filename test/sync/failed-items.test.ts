import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { smallPdf } from '../sandbox/content/pdf.js';
import { testOnEachPlatform } from '../tools/platforms.js';
import { type Rig } from '../tools/rig.js';
import { hoursAgo, pushedReports, reports } from './pushed.js';

const stix = '/api/v2/reports/r1.stix';

/** Makes every next attempt due, as if the time had passed. */
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
    t.match((await run('status', '--json', '--offline')).json(), { lastRun: { lastSuccess: null } });

    t.equal((await run('sync', '--retry-failed')).code, 6);
    t.match((await run('status', '--json')).stdout, /"attempts": 2/);
    makeDue(rig);
    t.match((await run('sync', '--json')).json(), { outcome: 'done', reports: { delivered: 1 } });
    t.match((await run('status', '--json', '--offline')).json(), { lastRun: { lastSuccess: String } });
    t.strictSame(pushedReports(rig.openCti).sort(), ['r0', 'r1', 'r2']);
    t.notMatch((await run('status', '--json')).stdout, /"attempts"/);
  },
);

testOnEachPlatform(
  'retries a failed item that has left the list from the stored entry',
  async (t, createRig) => {
    const rig = await createRig(t, {
      threatVision: { content: { reports: reports(3, 24 * 20), bundles: [] } },
    });
    const { run } = inState(rig);
    rig.threatVision.fault({ path: stix, status: 403 });
    t.equal((await run('sync')).code, 6);
    rig.threatVision.addReport({ alias: 'new', title: 'new', date: hoursAgo(1), listed: { pdf_url: null } });
    t.equal((await run('sync')).code, 0);
    t.match((await run('sync', '--retry-failed', '--json')).json(), {
      outcome: 'done',
      reports: { listed: 1, delivered: 1 },
    });
    t.strictSame(pushedReports(rig.openCti).sort(), ['new', 'r0', 'r1', 'r2']);
  },
);

testOnEachPlatform('reset --failed removes failed items, which are not retried', async (t, createRig) => {
  const rig = await createRig(t, { threatVision: { content: { reports: reports(3), bundles: [] } } });
  const { run } = inState(rig);
  rig.threatVision.fault({ path: stix, status: 403 });
  t.equal((await run('sync')).code, 6);
  t.equal((await run('reset', '--failed')).code, 0);
  t.match((await run('sync', '--json', '--retry-failed')).json(), { outcome: 'nothing-new' });
  t.strictSame(pushedReports(rig.openCti).sort(), ['r0', 'r2']);
});

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
  const first = await rig.run(['sync', '--json']);
  t.equal(first.code, 6);
  t.match(first.json(), {
    reports: { delivered: 2, failed: 1 },
    failures: [{ id: 'r1', reason: 'opencti-bundle-refused' }],
  });
  t.match((await rig.run(['sync', '--json', '--retry-failed'])).json(), { outcome: 'done' });
});

testOnEachPlatform(
  'delivers a report whose PDF does not exist yet, and adds the PDF later',
  async (t, createRig) => {
    let pdf: Buffer | number = 404;
    const [report] = reports(1);
    const rig = await createRig(t, {
      threatVision: {
        content: {
          reports: [{ alias: 'r', title: 'r', date: report?.date ?? 0, pdf: () => pdf }],
          bundles: [],
        },
      },
    });
    const { run } = inState(rig);
    const first = await run('sync', '--json');
    t.equal(first.code, 0, 'the report itself has not failed');
    t.match(first.json(), { outcome: 'done', reports: { delivered: 1, failed: 0 } });
    t.match((await run('status', '--json')).stdout, /"lack": "pdf"/);
    t.match((await run('sync', '--json')).json(), { outcome: 'nothing-new' });

    makeDue(rig);
    const still = await run('sync', '--json');
    t.match(still.json(), { outcome: 'nothing-new', reports: { delivered: 0, updated: 0, failed: 0 } });
    t.equal(still.stderr, '', 'warned once, listed by status');
    t.equal(pushedReports(rig.openCti).length, 1, 'not sent again without new content');

    rig.threatVision.fault({ path: '/api/v2/reports/r.stix', status: 403 });
    makeDue(rig);
    t.equal((await run('sync')).code, 6, 'the attempt failed');
    t.match((await run('status', '--json')).stdout, /"lack": "pdf"/, 'it stays delivered');

    pdf = smallPdf('r');
    makeDue(rig);
    const completed = await run('sync', '--json');
    t.equal(completed.code, 0);
    t.match(completed.json(), { reports: { delivered: 0, updated: 1 } });
    t.notMatch((await run('status', '--json')).stdout, /"lack"/);
    const last = JSON.stringify(rig.openCti.pushes.at(-1)?.bundle);
    t.ok(last.includes(smallPdf('r').toString('base64')), 'the PDF is in the report');
  },
);

testOnEachPlatform(
  'delivers a report with empty or absent STIX alone, and completes it later',
  async (t, createRig) => {
    let ready = false;
    const rig = await createRig(t, {
      threatVision: {
        content: {
          reports: [
            {
              alias: 'absent',
              title: 'absent',
              date: hoursAgo(3),
              listed: { pdf_url: null },
              stix: () => (ready ? full : 404),
            },
            {
              alias: 'empty',
              title: 'empty',
              date: hoursAgo(2),
              listed: { pdf_url: null },
              stix: () => (ready ? full : ''),
            },
          ],
          bundles: [],
        },
      },
    });
    const { run } = inState(rig);
    const first = await run('sync', '--json');
    t.equal(first.code, 0);
    t.match(first.json(), { reports: { delivered: 2, failed: 0 } });
    t.match(first.stderr, /STIX is empty or absent/);
    t.match((await run('sync', '--json')).json(), { outcome: 'nothing-new' });
    ready = true;
    makeDue(rig);
    t.equal((await run('sync')).code, 0);
    t.equal(pushedReports(rig.openCti).length, 4);
    t.match(JSON.stringify(rig.openCti.pushes.at(-1)?.bundle), /late\.example/);
    t.notMatch((await run('status', '--json')).stdout, /"lack"/);
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

testOnEachPlatform('settles an empty indicator bundle with a warning', async (t, createRig) => {
  const { run, openCti } = await createRig(t, {
    threatVision: {
      content: {
        reports: [],
        bundles: [{ id: 7, date: hoursAgo(2), stix: { type: 'bundle', objects: [] } }],
      },
    },
  });
  const first = await run(['sync', '--json']);
  t.equal(first.code, 0);
  t.match(first.stderr, /warn.*7.*nothing|warn.*7.*empty/i);
  t.equal(openCti.pushes.length, 0);
  t.match((await run(['sync', '--json'])).json(), {
    outcome: 'nothing-new',
    bundles: { listed: 1, skipped: 1 },
  });
});
