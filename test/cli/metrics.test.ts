import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { ownContent } from '../sandbox/content/index.js';
import { parseExposition } from '../tools/exposition.js';
import { createRig } from '../tools/rig.js';

const own = ownContent();
const content = { reports: own.reports.slice(0, 4), bundles: own.bundles.slice(0, 2) };

const samples = (text: string): ReadonlyMap<string, number> =>
  new Map(parseExposition(text).flatMap(({ samples }) => [...samples]));

t.test('the parser of the tests refuses what Prometheus refuses', (t) => {
  const head = '# HELP a x\n# TYPE a gauge\n';
  t.equal(parseExposition(`${head}a{b="c\\"",d="e"} 1.5\n`)[0]?.samples.get('a{b="c\\"",d="e"}'), 1.5);
  const refused = ['a 1\na 2', 'b 1', 'a', 'a x', 'a{b=c} 1', 'a{b="c"', 'a 1\n# HELP a y', '# TYPE a gauge'];
  for (const text of refused) t.throws(() => parseExposition(`${head}${text}\n`), text);
  t.throws(() => parseExposition(`${head}a 1`));
  t.throws(() => parseExposition('a 1\n'));
  t.end();
});

t.test(
  'metrics contain the figures of each run, and keep the time of the last success after a failure',
  async (t) => {
    const rig = await createRig(t, { threatVision: { content } });
    const path = join(rig.home, 'metrics', 'teamt5.prom');
    const args = ['sync', '--metrics-file', 'metrics/teamt5.prom'];
    const before = Math.floor(Date.now() / 1000);
    const first = await rig.call(args);
    t.equal(first.code, 0);
    t.match(first.stderr, /warn {2}--metrics-file: the directory \S+metrics did not exist and is created\n$/);
    const good = samples(readFileSync(path, 'utf8'));
    t.equal(good.get('teamt5_opencti_run_exit_code'), 0);
    t.equal(good.get('teamt5_opencti_run_outcome{outcome="done"}'), 1);
    t.equal(good.get('teamt5_opencti_run_items{kind="reports",result="delivered"}'), content.reports.length);
    t.equal(good.get('teamt5_opencti_run_items{kind="bundles",result="failed"}'), 0);
    const success = good.get('teamt5_opencti_last_success_timestamp_seconds') ?? 0;
    t.ok(success >= before);
    for (const value of good.values()) t.ok(Number.isFinite(value));
    t.equal(statSync(path).mode & 0o044, 0o044, 'the collector runs as another user');

    t.equal((await rig.call(args, { TEAMT5_CLIENT_SECRET: 'wrong' })).code, 3);
    const bad = samples(readFileSync(path, 'utf8'));
    t.equal(bad.get('teamt5_opencti_run_exit_code'), 3);
    t.equal(bad.get('teamt5_opencti_run_outcome{outcome="failed"}'), 1);
    t.equal(bad.get('teamt5_opencti_last_success_timestamp_seconds'), success);
    t.strictSame(readdirSync(join(rig.home, 'metrics')), ['teamt5.prom'], 'no other file is left');
  },
);

t.test('the last success of the metrics is that of `status`, and a partial run does not count', async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  const metric = async (...args: string[]) => {
    await rig.call(['sync', ...args, '--metrics-file', 'm.prom']);
    const figures = samples(readFileSync(join(rig.home, 'm.prom'), 'utf8'));
    return figures.get('teamt5_opencti_last_success_timestamp_seconds');
  };
  for (const args of [['--since', '7d'], ['--only', 'reports'], ['--dry-run']]) {
    t.equal(await metric(...args), 0, args.join(' '));
  }
  const fullRun = await metric();
  t.type(fullRun, 'number');
  const lastSuccess = new Date((fullRun ?? 0) * 1000).toISOString();
  t.match((await rig.call(['status', '--offline', '--json'])).json(), { lastRun: { lastSuccess } });
  t.equal(await metric('--since', '7d'), fullRun);
  await rig.call(['reset']);
  t.equal(await metric('--max-items', '1'), fullRun, 'a reset keeps the time of the last success');
});

t.test('a run that fails at its configuration writes metrics and a document', async (t) => {
  const rig = await createRig(t);
  for (const [args, env] of [
    [['--json'], { CONNECTOR_ID: 'no uuid' }],
    [['--json', '--since', 'never'], {}],
  ] as const) {
    const run = await rig.call(['sync', '--metrics-file', 'm.prom', ...args], env);
    t.equal(run.code, 2);
    t.match(run.json(), { outcome: 'failed', error: { reason: /config|usage/ }, requests: 0 });
    const figures = samples(readFileSync(join(rig.home, 'm.prom'), 'utf8'));
    t.equal(figures.get('teamt5_opencti_run_exit_code'), 2);
    t.equal(figures.get('teamt5_opencti_last_success_timestamp_seconds'), 0, 'no success yet');
  }
});

t.test('reports a metrics file that cannot be written, with exit code 2', async (t) => {
  const rig = await createRig(t);
  writeFileSync(join(rig.home, 'file'), '');
  const run = await rig.call(['sync', '--metrics-file', 'file/m.prom']);
  t.equal(run.code, 2);
  t.match(run.stderr, /m\.prom cannot be written/);
});

t.test('metrics contain what waits and how far the deliveries are', async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  rig.threatVision.addBundle({ id: 'broken', date: 1_760_000_000, stix: '{"type":' });
  t.equal((await rig.call(['sync', '--metrics-file', 'm.prom'])).code, 6);
  const figures = samples(readFileSync(join(rig.home, 'm.prom'), 'utf8'));
  t.equal(figures.get('teamt5_opencti_items_waiting{kind="bundles"}'), 1);
  t.equal(figures.get('teamt5_opencti_items_waiting{kind="reports"}'), 0);
  t.equal(figures.get('teamt5_opencti_items_given_up{kind="bundles"}'), 0);
  const newest = Math.max(...content.reports.map(({ date }) => date));
  t.equal(figures.get('teamt5_opencti_delivered_up_to_timestamp_seconds{kind="reports"}'), newest);
});
