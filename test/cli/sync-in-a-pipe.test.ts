import t from 'tap';

import { ownContent } from '../sandbox/content/index.js';
import { createLocalRig } from '../tools/local-rig.js';
import { valueAt } from '../tools/value-at.js';

const own = ownContent();
const content = { reports: own.reports.slice(0, 4), bundles: own.bundles.slice(0, 2) };
const untimed = (stderr: string): readonly string[] =>
  stderr
    .replaceAll(/^[\d-]+ [\d:]+ /gm, '')
    .replaceAll(/\d+\.\d s/g, 'N s')
    .trimEnd()
    .split('\n');

t.test('at level info, each event is one short line without escape codes', async (t) => {
  const rig = await createLocalRig(t, { threatVision: { content } });
  const first = await rig.call(['sync', '--log-level', 'info']);
  t.equal(first.code, 0);
  t.equal(first.stdout, '', 'stdout is empty');
  t.notMatch(first.stderr, '\u001b');
  const lines = untimed(first.stderr);
  t.ok(lines.includes(`info  reports: ${content.reports.length} listed, ${content.reports.length} to do`));
  const [report] = content.reports;
  const delivered = `info  report ${report?.alias ?? ''} "${report?.title ?? ''}": delivered, `;
  t.ok(
    lines.some((line) => line.startsWith(delivered) && / \d+ objects in N s$/.test(line)),
    first.stderr,
  );
  t.match(
    lines.at(-1),
    /^info {2}Done \(N s\)\. reports: 4 listed, 4 delivered; bundles: 2 listed, 2 delivered; \d+ STIX objects\.$/,
  );

  const second = await rig.call(['sync', '--log-level', 'info']);
  const [last] = untimed(second.stderr).slice(-1);
  t.match(
    last,
    /^info {2}Nothing new \(N s\)\. reports: \d+ listed, nothing new; bundles: \d+ listed, nothing new\.$/,
  );
});

t.test('JSON lines use consistent field names', async (t) => {
  const rig = await createLocalRig(t, { threatVision: { content } });
  rig.threatVision.addBundle({ id: 'broken', date: 1_760_000_000, stix: '{"type":' });
  const run = await rig.call(['sync', '--log-level', 'debug', '--log-format', 'json']);
  const events = run.stderr
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
    .filter((event) => typeof event === 'object' && event !== null)
    .map((event): Record<string, unknown> => ({ ...event }));
  for (const event of events) t.match(event, { time: /Z$/, level: String, event: String, message: String });
  const first = (name: string) => events.find(({ event }) => event === name);
  t.match(first('listed'), { kind: /reports|bundles/, listed: Number, planned: Number, from: 0 });
  t.match(first('started'), { kind: String, id: String });
  t.match(first('downloaded'), { kind: String, id: String });
  t.match(first('delivered'), {
    kind: String,
    id: String,
    title: String,
    trigger: 'new',
    ms: Number,
    objects: Number,
    bytes: Number,
    notes: Number,
  });
  t.match(first('note'), { kind: String, id: String, code: String });
  t.match(first('failed'), { level: 'error', kind: 'bundles', id: 'broken', reason: 'threatvision-answer' });
  t.match(first('summary'), { level: 'info', outcome: 'partial' });
});

t.test('--quiet prints errors only', async (t) => {
  const rig = await createLocalRig(t, { threatVision: { content } });
  rig.threatVision.addBundle({ id: 'broken', date: 1_760_000_000, stix: '{"type":' });
  const run = await rig.call(['sync', '--quiet', '--dry-run']);
  t.equal(run.code, 6);
  t.equal(run.stdout, '');
  t.strictSame(
    untimed(run.stderr).map((line) => line.replace(/ \(http:.*\)$/, '')),
    ['error bundle broken: downloading the STIX of broken: the response is not JSON'],
  );
});

t.test('a dry run lists the items that it would deliver, oldest first', async (t) => {
  const rig = await createLocalRig(t, {
    threatVision: { content: { reports: content.reports.slice(0, 2), bundles: [] } },
  });
  // The older one is the last in the list.
  rig.threatVision.fault({ path: '/api/v2/reports/glassheron-edge-appliances.stix', delayMs: 300 });
  const run = await rig.call(['sync', '--dry-run']);
  t.equal(run.stderr, '');
  t.equal(
    run.stdout.replaceAll(/\d+\.\d s/g, 'N s').replace(/[\d.]+ kB; \d+ requests/, 'N kB; N requests'),
    `report  new  glassheron-edge-appliances  delivered  1 note  GlassHeron Turns to Edge Appliances in Taiwan
report  new  glassheron-2026-01-tw       delivered  1 note  針對台灣半導體供應鏈之 GlassHeron 攻擊活動追蹤

Done (N s). Dry run: nothing was sent or stored.

         listed  would deliver  updated  skipped  failed  objects   time
reports       2              2        0        0       0       29  N s
bundles       0              0        0        0       0        0  N s

29 STIX objects, N kB; N requests, 0 of them retries.
`,
  );
});

t.test('--if-due does nothing until the period has passed or a failed item is due', async (t) => {
  const rig = await createLocalRig(t, { threatVision: { content } });
  t.equal((await rig.call(['sync', '--if-due'])).code, 0);
  const requests = rig.threatVision.requests.length;
  const early = await rig.call(['sync', '--if-due', '--json', '--log-level', 'debug']);
  t.equal(early.code, 0);
  t.match(early.json(), { outcome: 'nothing-new', requests: 0, due: false });
  t.match(early.stderr, 'Not due yet');
  const quiet = await rig.call(['sync', '--if-due', '--log-level', 'info']);
  t.strictSame([quiet.code, quiet.stdout, quiet.stderr], [0, '', ''], 'a check every minute logs nothing');
  const typed = await rig.call(['sync', '--if-due'], {}, { columns: 80 });
  t.match(typed.stderr, 'Not due yet', 'a person sees the reason');
  t.equal(rig.threatVision.requests.length, requests, 'no request');
  const late = await rig.call(['sync', '--if-due', '--json'], { CONNECTOR_DURATION_PERIOD: 'PT0.001S' });
  t.ok(Number(late.json().requests) > 0);
  t.notOk('due' in late.json());
});

t.test('--wait waits until everything is imported, and reports rejected objects', async (t) => {
  const rig = await createLocalRig(t, {
    threatVision: { content: { reports: content.reports.slice(0, 1), bundles: [] } },
  });
  const run = await rig.call(['sync', '--wait', '30', '--json']);
  t.equal(run.code, 0, run.stderr);
  t.match(run.json(), { imports: { finished: true } });
  t.strictSame(valueAt(run.json(), 'imports', 'errors'), []);
});
