import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { createRig, type Rig } from '../tools/rig.js';

const statePath = ({ home, connectorId }: Rig): string =>
  join(home, '.config', 'teamt5-opencti', `${connectorId}.json`);

/** As if the first attempt of each failed item was 31 days ago. */
function age(rig: Rig): void {
  const text = readFileSync(statePath(rig), 'utf8');
  const month = 31 * 86_400;
  writeFileSync(
    statePath(rig),
    text
      .replaceAll(/"nextTry":\d+/g, '"nextTry":1')
      .replaceAll(/"firstAttempt":(\d+)/g, (_, at: string) => `"firstAttempt":${Number(at) - month}`),
  );
}

t.test(
  'giving up is an error of its run, and stays visible until `reset --failed`, and in lists',
  async (t) => {
    const rig = await createRig(t);
    for (let at = 1; at <= 7; at++)
      rig.threatVision.addBundle({ id: `broken-${at}`, date: 1_760_000_000 + at });
    // Of items that are not covered, no number is an outage.
    rig.threatVision.fault({ path: '/api/v2/ioc_bundles/broken', status: 403, times: 99 });
    const first = await rig.run(['sync'], { TZ: 'Asia/Taipei' });
    t.equal(first.code, 6);
    t.match(
      first.stderr,
      /error bundle broken-1: .*; a run after \d{4}-\d\d-\d\d \d\d:\d\d \+08:00 retries it\n/,
    );

    const some = (await rig.call(['status', '--offline'])).stdout;
    t.match(some, /^Warning {7}the last run that worked ended .* ago; 7 failed items\n/);
    t.equal(some.match(/^ {2}failed: broken-/gm)?.length, 5);
    t.match(some, '\n  … and 2 more: `status --all` shows them\n');
    t.equal(
      (await rig.call(['status', '--offline', '--all'])).stdout.match(/^ {2}failed: broken-/gm)?.length,
      7,
    );

    age(rig);
    const last = await rig.call(['sync', '--json', '--log-format', 'json', '--metrics-file', 'm.prom']);
    t.equal(last.code, 6);
    t.match(last.stderr, /"level":"error".*; given up after 30 days, `sync --retry-failed` retries it"/);
    t.match(last.json(), { failures: { 0: { id: 'broken-1', nextTry: null } } });
    t.match(readFileSync(join(rig.home, 'm.prom'), 'utf8'), '_items_given_up{kind="bundles"} 7\n');
    const status = (await rig.call(['status', '--offline'])).stdout;
    t.match(status, '; 7 failed items (7 given up)\n');
    t.match(status, '2 attempts, given up; `sync --retry-failed` retries it');
    t.match((await rig.call(['bundles', '--json'])).json(), { bundles: { 0: { state: 'given-up' } } });

    t.equal((await rig.call(['reset', '--failed'])).code, 0);
    const listed = (await rig.call(['bundles'])).stdout;
    t.equal(listed.match(/\tgiven-up\t/g)?.length, 7, listed);
    t.match((await rig.call(['sync', '--retry-failed', '--json'])).json(), {
      outcome: 'nothing-new',
      bundles: { skipped: 7 },
    });
    const forgotten = (await rig.call(['status', '--offline', '--all'])).stdout;
    t.match(forgotten, /^Healthy {7}.*; 0 failed items\n/);
    t.match(forgotten, '\n  given up by `reset --failed`: bundles broken-1, broken-2, ');
  },
);

t.test('giving up on the PDF of a report is one error of its run, and later runs are silent', async (t) => {
  const rig = await createRig(t);
  rig.threatVision.addReport({ alias: 'r', title: 'r', date: 1_760_000_000, pdf: () => 404 });
  const first = await rig.call(['sync']);
  t.match(first.stderr, /^\S+ \S+ warn {2}report r: .*\n$/, 'one line');
  age(rig);
  const last = await rig.call(['sync']);
  t.match(
    last.stderr,
    /^\S+ \S+ error report r: .*; given up after 30 days, `sync --retry-failed` retries it\n$/,
  );
  t.match((await rig.call(['status', '--offline'])).stdout, /\bgiven up\b.*retries it/);
  t.equal((await rig.call(['sync'])).stderr, '');
});

t.test('status reports a killed run until the next one', async (t) => {
  const rig = await createRig(t);
  rig.openCti.fault({ path: '/graphql', matchBody: 'RegisterConnector', hang: 'headers' });
  const running = rig.start(['sync']);
  while (!rig.openCti.requests.some(({ body }) => body.includes('registerConnector')))
    await new Promise(setImmediate);
  running.process.kill('SIGKILL');
  await running.finished;
  const { stdout } = await rig.call(['status', '--offline']);
  t.match(stdout, /^Critical {6}no run has worked yet\n/);
  t.match(stdout, /\nLast run {6}.*: did not end\n {14}The run of process \d+ on .* ended without a record/);
  t.equal((await rig.call(['status', '--check'])).code, 2);

  rig.openCti.fault({ path: '/graphql', hang: 'headers' });
  const asking = rig.start(['status']);
  asking.process.stdout?.once('data', () => asking.process.kill('SIGKILL'));
  const { stdout: local } = await asking.finished;
  t.match(local, /\nLast run .*: did not end\n/, 'before a platform that never responds');
  t.notMatch(local, '\nOpenCTI');
  rig.openCti.clearFaults();
  t.equal((await rig.call(['sync'])).code, 0);
  t.match((await rig.call(['status', '--offline', '--json'])).json(), {
    verdict: { status: 'ok' },
    lastFailure: null,
  });
});
