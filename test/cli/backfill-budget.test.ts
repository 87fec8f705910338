import t from 'tap';

import { isJsonObject } from '../../src/lib/index.js';
import { documentSchemas } from '../../src/cli/documents/schemas.js';
import { pushedReports, reports } from '../sync/pushed.js';
import { createLocalRig } from '../tools/local-rig.js';

const list = reports(10, 24 * 30);

t.test(
  'a backfill that stops early prints the start of the remaining part, from which the next backfill continues',
  async (t) => {
    const rig = await createLocalRig(t, { threatVision: { content: { reports: list, bundles: [] } } });
    const iso = (at: number): string =>
      new Date((list[at]?.date ?? 0) * 1000).toISOString().replace('.000', '');
    const first = await rig.call(['sync', '--since', iso(2), '--max-items', '3', '--log-level', 'info']);
    t.equal(first.code, 0);
    const advice = `To continue, run: \`teamt5-opencti sync --only reports --since ${iso(5)}\`\n`;
    t.match(first.stderr, advice);
    t.notMatch(first.stderr, 'the next', 'a run does not continue an earlier backfill');

    const next = await rig.call(['sync', '--only', 'reports', '--since', iso(5), '--log-level', 'info']);
    t.match(next.stderr, ' Done (');
    const titles = pushedReports(rig.openCti);
    t.strictSame([...titles].sort(), ['r2', 'r3', 'r4', 'r5', 'r6', 'r7', 'r8', 'r9'], 'each item once');
  },
);

t.test(
  'prints the start of the remaining part without a terminal and in JSON, and status announces no continuation',
  async (t) => {
    const rig = await createLocalRig(t, { threatVision: { content: { reports: list, bundles: [] } } });
    const since = new Date((list[3]?.date ?? 0) * 1000).toISOString().replace('.000', '');
    const args = ['sync', '--since', String(list[0]?.date), '--max-items', '3'];
    const silent = await rig.call(args);
    t.equal(silent.code, 0);
    t.match(
      silent.stderr,
      /warn {2}Stopped at --max-items or --max-duration \(\d.* s\)\. reports: 10 listed, 3 of 10 delivered; /,
    );
    t.match(silent.stderr, `To continue, run: \`teamt5-opencti sync --only reports --since ${since}\`\n`);
    const json = (await rig.call([...args, '--json'])).json();
    t.strictSame(json.continueWith, [{ only: 'reports', since }]);
    t.ok(documentSchemas.sync.safeParse(json).success);
    t.match(
      (await rig.call(['status', '--offline'])).stdout,
      /Last run .*: a backfill, stopped at --max-items, --max-duration or sync.max_run_bytes; no run continues it\n/,
    );
    t.match((await rig.call(['status', '--offline', '--json'])).json(), {
      lastRun: { outcome: 'budget', backfill: true },
    });

    const all = await rig.call(['sync', '--since', '60d', '--json']);
    t.notOk('continueWith' in all.json(), 'nothing is left to continue');
    t.equal(all.stderr, '');
  },
);

t.test('a backfill that cannot list a kind prints the start of that kind', async (t) => {
  const rig = await createLocalRig(t, { threatVision: { content: { reports: list, bundles: [] } } });
  rig.threatVision.fault({ path: '/api/v2/ioc_bundles', status: 404 });
  const run = await rig.call(['sync', '--since', '2026-01-01', '--only', 'bundles', '--log-level', 'info']);
  t.match(
    run.stderr,
    /Failed \(.*\)\. To continue, run: `teamt5-opencti sync --only bundles --since 2026-01-01T00:00:00Z`/,
  );
});

t.test('a sync from the cursor continues in the next run, and logs that', async (t) => {
  const rig = await createLocalRig(t, { threatVision: { content: { reports: list, bundles: [] } } });
  const run = await rig.call(['sync', '--max-items', '3', '--log-level', 'info']);
  t.match(run.stderr, 'stopping: --max-items or --max-duration is reached, the next run continues');
  t.match(
    run.stderr,
    /Stopped at --max-items or --max-duration, the next run continues \(.*\)\. reports: 10 listed, 3 of 10 delivered/,
  );
  t.equal((await rig.call(['sync', '--max-items', '3'])).stderr, '', 'no output without a terminal');
  const { stdout } = await rig.call(['status', '--offline']);
  t.match(
    stdout,
    'stopped at --max-items, --max-duration or sync.max_run_bytes; the next run continues from there\n',
  );

  const rest = await rig.call(['sync', '--json']);
  t.match(rest.json(), {
    items: { length: 4, 0: { id: 'r6', title: 'r6', trigger: 'new', outcome: 'delivered' } },
  });
  rig.threatVision.fault({ path: '/api/v2/reports/r3.stix', status: 403, times: 9 });
  const again = (await rig.call(['sync', '--since', '0', '--dry-run', '--json'])).json();
  t.match(again, { items: { 3: { id: 'r3', trigger: 'backfill', outcome: 'failed' } } });
  t.strictSame(
    triggersOf(again),
    list.map(() => 'backfill'),
    'also before the look-back',
  );
});

function triggersOf({ items }: Record<string, unknown>): readonly unknown[] {
  return Array.isArray(items)
    ? items.map((item: unknown) => (isJsonObject(item) ? item.trigger : undefined))
    : [];
}
