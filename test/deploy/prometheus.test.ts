/** The alert rules and the dashboard of deploy/, and the metrics that they read. */
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { defaultLoaders } from 'cosmiconfig';
import t from 'tap';

import { ownContent } from '../sandbox/content/index.js';
import { parseExposition } from '../tools/exposition.js';
import { createRig, type Teardown } from '../tools/rig.js';
import { check, deployFolder, isInstalled } from './programs.js';

const rulesPath = join(deployFolder, 'prometheus', 'rules.yml');
const testsPath = join(deployFolder, 'prometheus', 'rules.test.yml');
const dashboardPath = join(deployFolder, 'grafana', 'dashboard.json');

/** What a run with a delivered and a failed item writes: every metric has a sample. */
async function writtenMetrics(t: Teardown): Promise<string> {
  const own = ownContent();
  const content = { reports: own.reports.slice(0, 2), bundles: own.bundles.slice(0, 2) };
  const rig = await createRig(t, { threatVision: { content } });
  rig.threatVision.addBundle({ id: 'broken', date: 1_760_000_000, stix: '{"type":' });
  await rig.run(['sync', '--metrics-file', 'm.prom']);
  return readFileSync(join(rig.home, 'm.prom'), 'utf8');
}

let metrics = '';
let names: readonly string[] = [];

t.before(async () => {
  metrics = await writtenMetrics(t);
  names = parseExposition(metrics).map(({ name }) => name);
});

/** The names of metrics in the queries of a document. */
function queried(value: unknown): readonly string[] {
  const queries: string[] = [];
  JSON.stringify(value, (key, nested: unknown) => {
    if (key === 'expr' && typeof nested === 'string') queries.push(nested);
    return nested;
  });
  return queries.flatMap((query) => query.match(/\bteamt5_\w+/g) ?? ['no metric']);
}

t.test('Prometheus accepts the metrics of a run', (t) => {
  if (isInstalled(t, 'promtool')) {
    t.strictSame(check('promtool', ['check', 'metrics'], metrics), { code: 0, output: '' });
    t.not(check('promtool', ['check', 'metrics'], 'a b c\n').code, 0, 'it refuses others');
  }
  t.end();
});

t.test('each alert fires when it must and not before, as promtool proves', (t) => {
  if (isInstalled(t, 'promtool')) {
    for (const args of [
      ['check', 'rules', rulesPath],
      ['test', 'rules', testsPath],
    ]) {
      const { code, output } = check('promtool', args);
      t.equal(code, 0, output);
      t.match(output, /SUCCESS/);
    }
    const folder = t.testdir({
      'rules.yml': readFileSync(rulesPath, 'utf8').replaceAll('for: 3h', 'for: 9h'),
    });
    cpSync(testsPath, join(folder, 'rules.test.yml'));
    t.not(check('promtool', ['test', 'rules', join(folder, 'rules.test.yml')]).code, 0, 'a wrong rule fails');
  }
  t.end();
});

t.test(
  'the rules read metrics that a run writes, each alert has a test, and one fires without any metric',
  (t) => {
    const text = readFileSync(rulesPath, 'utf8');
    const rules: unknown = defaultLoaders['.yaml'](rulesPath, text);
    const read = queried(rules);
    t.ok(read.length > 5, 'finds queries');
    t.strictSame(
      read.filter((name) => !names.includes(name)),
      [],
    );
    t.match(text, 'expr: absent(teamt5_opencti_last_success_timestamp_seconds)');
    const tests = readFileSync(testsPath, 'utf8');
    for (const [, alert = ''] of text.matchAll(/- alert: (\w+)/g))
      t.match(tests, new RegExp(`alertname: ${alert}\\n.*\\n +exp_alerts:\\n`), `${alert} fires in a test`);
    t.end();
  },
);

t.test('the dashboard reads metrics that a run writes', (t) => {
  const dashboard: unknown = JSON.parse(readFileSync(dashboardPath, 'utf8'));
  const read = queried(dashboard);
  t.ok(read.length > 5, 'finds queries');
  t.strictSame(
    read.filter((name) => !names.includes(name)),
    [],
  );
  t.match(dashboard, {
    uid: 'teamt5-opencti',
    schemaVersion: Number,
    templating: { list: [{ name: 'datasource' }] },
  });
  t.end();
});
