import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import type { History } from '../../src/state/index.js';
import { historyFile } from '../../src/state/index.js';
import { ownContent } from '../sandbox/content/index.js';
import { reports } from '../sync/pushed.js';
import { createLocalRig, type LocalRig } from '../tools/local-rig.js';

const content = { reports: reports(3), bundles: ownContent().bundles.slice(0, 2) };

const stateDirectory = ({ home }: LocalRig): string => join(home, '.config', 'teamt5-opencti');

function historyOf(rig: LocalRig, directory = stateDirectory(rig), name = rig.connectorId): History {
  const history = historyFile(directory, name).load();
  if (history === undefined || history === 'unreadable') throw new Error(`no history: ${String(history)}`);
  return history;
}

t.test('runs, pushes, imports and resets are recorded by day, and the page shows them', async (t) => {
  const rig = await createLocalRig(t, { threatVision: { content } });
  t.equal((await rig.call(['sync', '--dry-run'])).code, 0);
  t.equal(historyFile(stateDirectory(rig), rig.connectorId).load(), undefined, 'not of a dry run');
  t.equal((await rig.call(['sync'])).code, 0);
  await rig.openCti.importsDone();
  const [report] = content.reports;
  t.equal((await rig.call(['reports', 'push', report?.alias ?? ''])).code, 0);
  t.equal((await rig.call(['sync'], { OPENCTI_TOKEN: 'wrong' })).code, 3);
  t.equal((await rig.call(['reset', '--failed'])).code, 0);
  t.equal((await rig.call(['reset', '--yes'])).code, 0);

  const { days, runs } = historyOf(rig);
  const [day] = days;
  t.equal(days.length, 1);
  t.strictSame(day?.runs, { done: 1, failed: 1 });
  t.strictSame(day?.items.reports, { delivered: 4, updated: 0, failed: 0 }, 'a push adds its item');
  t.strictSame(day?.items.bundles, { delivered: 2, updated: 0, failed: 0 });
  t.strictSame(day?.backlog, { waiting: 0, givenUp: 0 });
  t.ok((day?.imports.works ?? 0) > 0, 'the push has read that the works of the first run are imported');
  t.equal(day?.resets, 1, 'a reset of failed items is none');
  t.match(runs, [
    { outcome: 'done' },
    { outcome: 'failed', reason: 'opencti-credentials', message: /opencti\.token/ },
  ]);

  const path = join(rig.home, 'status.html');
  const shown = await rig.call(['status', '--offline', '--html', 'status.html']);
  t.equal(shown.code, 0, shown.stderr);
  t.match(shown.stdout, `\nPage          ${path}\n`);
  t.equal(statSync(path).mode & 0o777, 0o600);
  const page = readFileSync(path, 'utf8');
  t.match(page, /<title>\d+ \w+: complete 1, failed or killed 1, reset<\/title>/);
  t.match(page, /Reports<\/dt><dd><b>4<\/b>/);
  t.notMatch(page, rig.home);
});

t.test('the next run records a run that was killed, once', async (t) => {
  const rig = await createLocalRig(t, { threatVision: { content } });
  t.equal((await rig.call(['sync'])).code, 0);
  const since = new Date(Date.now() + 60_000).toISOString();
  // Another host refreshed it last in 1970.
  const holder = { pid: 1, host: 'elsewhere', since };
  writeFileSync(join(stateDirectory(rig), `${rig.connectorId}.lock`), JSON.stringify(holder));
  utimesSync(join(stateDirectory(rig), `${rig.connectorId}.lock`), 0, 0);
  t.equal((await rig.call(['sync'])).code, 0);
  t.match(historyOf(rig).runs, [
    { outcome: 'done' },
    {
      outcome: 'did-not-end',
      message: 'Process 1 on elsewhere ended without a record, for example by a kill.',
    },
    { outcome: 'nothing-new' },
  ]);
  t.equal((await rig.call(['sync'])).code, 0);
  t.equal(historyOf(rig).runs.length, 4);
});

t.test('a second run that is refused by the lock is not recorded', async (t) => {
  const rig = await createLocalRig(t, { threatVision: { content } });
  t.equal((await rig.call(['sync'])).code, 0);
  const holder = { pid: process.pid, host: 'elsewhere', since: new Date().toISOString() };
  writeFileSync(join(stateDirectory(rig), `${rig.connectorId}.lock`), JSON.stringify(holder));
  t.equal((await rig.call(['sync'])).code, 7);
  t.equal(historyOf(rig).runs.length, 1);
});

t.test('sync --output has a history of its own, and refusals name what is wrong', async (t) => {
  const rig = await createLocalRig(t, { threatVision: { content } });
  const directory = join(rig.home, 'stix');
  t.equal((await rig.call(['sync', '--output', 'stix'])).code, 0);
  t.match(historyOf(rig, directory, '.teamt5-opencti').days, [{ items: { reports: { delivered: 3 } } }]);
  const args = ['status', '--output', 'stix', '--html', 'page.html'];
  t.equal((await rig.call(args)).code, 0);
  const before = readFileSync(join(rig.home, 'page.html'), 'utf8');
  t.match(before, /Reports<\/dt><dd><b>3<\/b>/);
  const again = await rig.call(args);
  t.equal(again.code, 2);
  t.match(again.stderr, 'page.html already exists. Nothing was written.');
  const forced = await rig.call([...args, '--force', '--json']);
  t.match(forced.json(), { html: join(rig.home, 'page.html') });
  const refusals: readonly (readonly [args: readonly string[], message: string])[] = [
    [['--html', '-'], 'Name a file for --html'],
    [['--html', 'b.html', '--check'], '--html and --check exclude each other'],
    [['--force'], '--force is for --html'],
  ];
  for (const [more, message] of refusals) {
    const refused = await rig.call(['status', '--offline', ...more]);
    t.ok(refused.code === 2 || refused.code === 3, more.join(' '));
    t.match(refused.stdout + refused.stderr, message);
  }
});
