import { readFileSync, statSync, writeFileSync } from 'node:fs';

import t from 'tap';

import { type History, type HistoryEntry, withEntry } from '../../src/state/history.js';
import { historyFile } from '../../src/state/index.js';

const [hour, day] = [3_600, 86_400];
const begin = 20_000 * day;
const empty: History = { days: [], runs: [] };

const items = (delivered: number): NonNullable<HistoryEntry['items']> => ({
  reports: { delivered, updated: 1, failed: 2 },
  bundles: { delivered: 0, updated: 0, failed: 0 },
});

function runAt(at: number, more: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    at,
    run: { startedAt: at, seconds: 5, outcome: 'done', items: items(3) },
    items: items(3),
    ...more,
  };
}

t.test('a day has the sums of its runs and pushes, and the backlog of the last one', (t) => {
  const entries: readonly HistoryEntry[] = [
    runAt(begin, { backlog: { waiting: 4, givenUp: 0 }, imported: [60, 200], refused: 2 }),
    { at: begin + hour, items: items(10), backlog: { waiting: 5, givenUp: 1 } },
    runAt(begin + 2 * hour, { lost: 7, imported: [10], resets: 1 }),
  ];
  const { days, runs } = entries.reduce(withEntry, empty);
  t.strictSame(days, [
    {
      day: 20_000,
      runs: { done: 2 },
      items: {
        reports: { delivered: 16, updated: 3, failed: 6 },
        bundles: { delivered: 0, updated: 0, failed: 0 },
      },
      refused: 2,
      lost: 7,
      imports: { works: 3, seconds: 270, longest: 200 },
      backlog: { waiting: 5, givenUp: 1 },
      resets: 1,
    },
  ]);
  t.equal(runs.length, 2, 'a push is not a run');
  t.end();
});

t.test('keeps 90 days and 48 runs of hourly runs, in less than 64 KiB', (t) => {
  const directory = t.testdir();
  const file = historyFile(directory, 'state');
  const message = 'x'.repeat(5_000);
  let history = empty;
  for (let run = 0; run < 200 * 24; run++) {
    const entry = runAt(begin + run * hour);
    history = withEntry(
      history,
      entry.run === undefined ? entry : { ...entry, run: { ...entry.run, message } },
    );
  }
  t.strictSame([history.days.length, history.days[0]?.day], [90, 20_110]);
  t.equal(history.runs.length, 48);
  t.equal(history.runs.at(-1)?.startedAt, begin + (200 * 24 - 1) * hour);
  t.equal(history.runs[0]?.message?.length, 300);
  writeFileSync(file.path, JSON.stringify({ version: 1, ...history }));
  t.ok(statSync(file.path).size < 64 * 1024, String(statSync(file.path).size));
  t.strictSame(file.load(), history);
  t.end();
});

t.test('a record of the future, by a wrong clock, does not remove the present', (t) => {
  const history = [runAt(begin + 1_000 * day), runAt(begin), runAt(begin + day)].reduce(withEntry, empty);
  t.strictSame(
    history.days.map((one) => one.day),
    [20_000, 20_001],
  );
  t.end();
});

t.test('a file that cannot be read is left as it is', (t) => {
  const later = JSON.stringify({ version: 2, days: {} });
  const damaged = [later, '{', '[]', JSON.stringify({ version: 1, days: [{ day: -1 }], runs: [] })];
  for (const content of damaged) {
    const file = historyFile(t.testdir({ 'state.history.json': content }), 'state');
    t.equal(file.load(), 'unreadable', content);
    file.add(runAt(begin));
    t.equal(readFileSync(file.path, 'utf8'), content);
  }
  t.end();
});

t.test('is private, and survives a repeated load', (t) => {
  const file = historyFile(t.testdir(), 'state');
  t.equal(file.load(), undefined);
  file.add(runAt(begin, { run: { startedAt: begin, outcome: 'did-not-end', items: items(0), reason: 'r' } }));
  t.equal(statSync(file.path).mode & 0o777, 0o600);
  const stored = file.load();
  t.match(stored, {
    days: [{ runs: { 'did-not-end': 1 } }],
    runs: [{ outcome: 'did-not-end', reason: 'r' }],
  });
  file.add(runAt(begin + hour));
  t.match(historyFile(file.path.slice(0, file.path.lastIndexOf('/')), 'state').load(), {
    days: [{ runs: { done: 1, 'did-not-end': 1 } }],
  });
  t.end();
});
