import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { ownContent } from '../sandbox/content/index.js';
import { createRig, type Rig } from '../tools/rig.js';

/** usage.test.ts tests the code 2 of the command line, bug-reports.test.ts the code 1. */

const own = ownContent();
const content = { reports: own.reports.slice(0, 4), bundles: own.bundles.slice(0, 2) };
const nowhere = 'http://127.0.0.1:9';

t.test('0: success, also without new items; 6: items failed, the others are delivered', async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  t.equal((await rig.run(['sync'])).code, 0);
  t.equal((await rig.run(['sync'])).code, 0);
  for (const id of ['broken', 'new'])
    rig.threatVision.addBundle({ id, date: 1_790_000_000, ...(id === 'new' ? {} : { stix: '{"type":' }) });
  const run = await rig.run(['sync', '--json']);
  t.equal(run.code, 6);
  t.match(run.json(), {
    outcome: 'partial',
    bundles: { delivered: 1 },
    failures: [{ kind: 'bundles', id: 'broken' }],
  });
});

t.test('2, 3, 4, 5: the cause of a run that cannot start', async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  writeFileSync(join(rig.home, 'file'), '');
  const cases = [
    { code: 2, env: { CONNECTOR_ID: '' }, reason: 'config-missing' },
    { code: 2, env: { TEAMT5_STATE_DIR: 'file' }, reason: /not-writable|unreadable/ },
    { code: 3, env: { TEAMT5_CLIENT_SECRET: 'wrong' }, reason: 'threatvision-credentials' },
    { code: 3, env: { OPENCTI_TOKEN: 'wrong-token' }, reason: 'opencti-credentials' },
    { code: 4, env: { TEAMT5_API_BASE_URL: nowhere }, reason: 'threatvision-http' },
    { code: 5, env: { OPENCTI_URL: nowhere }, reason: 'opencti-http' },
  ];
  for (const { code, env, reason } of cases) {
    const run = await rig.run(['sync', '--json', '--log-format', 'json'], env);
    t.equal(run.code, code, JSON.stringify(env));
    t.match(run.json(), { outcome: 'failed', error: { reason, message: String, hint: /\.$/ } });
    const lines = run.stderr.trim().split('\n');
    t.equal(lines.length, 1, run.stderr);
    t.match(JSON.parse(lines[0] ?? ''), { level: 'error', event: 'failure', reason });
  }
});

const firstPing = (rig: Rig): Promise<void> =>
  new Promise((resolve) => rig.openCti.onPing((phase) => phase === 'after' && resolve()));

t.test('7: another run is active', async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  rig.threatVision.fault({ path: '/api/v2/reports', hang: 'headers' });
  const begun = firstPing(rig);
  const first = rig.start(['sync']);
  await begun;
  const second = await rig.run(['sync', '--json']);
  t.equal(second.code, 7);
  t.match(second.stderr, /Another run holds the lock: pid \d+ on \S+, for \d+ s/);
  t.match(second.json(), { outcome: 'failed', error: { reason: 'locked' } });
  first.process.kill('SIGKILL');
  await first.finished;
});

for (const { signal, code } of [
  { signal: 'SIGINT', code: 130 },
  { signal: 'SIGTERM', code: 143 },
] as const) {
  t.test(`${code}: ${signal} stops the run cleanly, and the next run continues`, async (t) => {
    const rig = await createRig(t, { threatVision: { content } });
    rig.threatVision.setLatency(50);
    const begun = firstPing(rig);
    const running = rig.start(['sync', '--json']);
    await begun;
    running.process.kill(signal);
    const ended = await running.finished;
    t.equal(ended.code, code, ended.stderr);
    t.match(ended.json(), { outcome: 'interrupted' });
    t.match(
      ended.stderr,
      /warn  stopping: interrupted, (.* at once\)|waiting at most \d s for a response)\n$/,
    );
    t.match((await rig.run(['status', '--json'])).json(), {
      lock: null,
      lastRun: { outcome: 'interrupted' },
    });
    rig.threatVision.setLatency(0);
    t.match((await rig.run(['sync', '--json'])).json(), { outcome: 'done' });
    await rig.openCti.importsDone();
    const reports = [...rig.openCti.stored.values()].filter(({ type }) => type === 'report');
    t.equal(reports.length, content.reports.length);
  });
}
