import t from 'tap';

import { type CursorItem, freshKind, type KindState, openCursor } from '../../src/state/index.js';

const day = 86_400;
const item = (id: string, date: number, fingerprint = 'f'): CursorItem => ({ id, date, fingerprint });
const all = (items: readonly CursorItem[]): Set<string> => new Set(items.map(({ id }) => id));
const may = { now: 10_000 * day, mayAdvance: true };
const failure = (one: CursorItem, at: number, lack: 'item' | 'pdf' | 'stix' = 'item') => ({
  lack,
  date: one.date,
  fingerprint: one.fingerprint,
  reason: 'r',
  message: 'm',
  at,
  raw: {},
});

t.test('the watermark follows the settled prefix, in any order of settling', (t) => {
  const items = [item('a', 10), item('b', 20), item('c', 30)] as const;
  const cursor = openCursor(freshKind(0), 7 * day);
  cursor.begin(items, all(items), may);
  cursor.settle(items[2]);
  t.equal(cursor.snapshot().watermark, undefined, 'the first item is open');
  cursor.settle(items[0]);
  t.equal(cursor.snapshot().watermark, 10);
  cursor.wait('b', failure(items[1], 100));
  t.equal(cursor.snapshot().watermark, 30, 'a failed item does not hold the watermark');
  t.end();
});

t.test('an open item holds the watermark before its second, which other items share', (t) => {
  const items = [item('a', 10), item('b', 20), item('c', 20), item('d', 20)] as const;
  const cursor = openCursor(freshKind(0), 7 * day);
  cursor.begin(items, all(items), may);
  for (const one of [items[0], items[1], items[3]]) cursor.settle(one);
  t.equal(cursor.snapshot().watermark, 19);
  cursor.settle(items[2]);
  t.equal(cursor.snapshot().watermark, 20);
  t.end();
});

t.test('settling an item with a date in the far future moves the watermark at most to now', (t) => {
  const items = [item('a', 10), item('z', 4_000_000_000)] as const;
  const cursor = openCursor(freshKind(0), 5);
  cursor.begin(items, all(items), { now: 50, mayAdvance: true });
  for (const one of items) cursor.settle(one);
  t.equal(cursor.snapshot().watermark, 50);
  t.equal(cursor.listFrom(), 45);
  t.equal(cursor.verdict(items[1], 60), 'settled', 'it is not delivered again');
  t.end();
});

t.test('a listing after a gap settles items and keeps the watermark', (t) => {
  const items = [item('a', 500)] as const;
  const cursor = openCursor({ ...freshKind(0), watermark: 100 }, 50);
  cursor.begin(items, all(items), { ...may, mayAdvance: false });
  cursor.settle(items[0]);
  t.equal(cursor.snapshot().watermark, 100);
  t.equal(cursor.verdict(items[0], 0), 'settled');
  t.end();
});

t.test('a backfill never moves a watermark back', (t) => {
  const items = [item('a', 50), item('b', 400)] as const;
  const cursor = openCursor({ ...freshKind(100), watermark: 300 }, 50);
  cursor.begin(items, all(items), may);
  cursor.settle(items[0]);
  t.equal(cursor.snapshot().watermark, 300);
  cursor.settle(items[1]);
  t.equal(cursor.snapshot().watermark, 400);
  const before = openCursor(freshKind(100), 50);
  before.begin([items[0]], new Set(['a']), may);
  before.settle(items[0]);
  t.equal(before.snapshot().watermark, undefined, 'nor to before the start');
  t.end();
});

t.test(
  'a changed entry is delivered again, an unchanged one is not, and days outside the look-back are not listed',
  (t) => {
    const items = [item('old', 10 * day), item('a', 20 * day), item('b', 21 * day)] as const;
    const cursor = openCursor(freshKind(0), 7 * day);
    cursor.begin(items, all(items), may);
    for (const one of items) cursor.settle(one);
    t.equal(cursor.verdict(item('a', 20 * day), 0), 'settled');
    t.equal(cursor.verdict(item('a', 20 * day, 'other'), 0), 'changed');
    t.equal(cursor.listFrom(), 14 * day);
    t.strictSame(Object.keys(cursor.snapshot().recent), ['20', '21']);
    t.end();
  },
);

t.test('an item delivered incomplete counts as delivered, also if completing it fails', (t) => {
  const one = item('a', 10);
  const cursor = openCursor(freshKind(0), 7 * day);
  cursor.begin([one], new Set(['a']), may);
  cursor.wait('a', failure(one, 100, 'pdf'));
  t.equal(cursor.verdict(one, 100), 'settled');
  cursor.wait('a', failure(one, 5_000, 'pdf'));
  t.equal(cursor.verdict(one, 5_000), 'settled');
  t.match(cursor.due(5_000, true), [['a', { lack: 'pdf', attempts: 2 }]]);
  cursor.settle(one);
  t.same(cursor.due(1e9, true), []);
  t.end();
});

t.test('a failed item waits for its next attempt, unless its entry changes', (t) => {
  const one = item('a', 10);
  const cursor = openCursor(freshKind(0), 7 * day);
  cursor.begin([one], new Set(['a']), may);
  cursor.wait('a', failure(one, 1_000));
  t.equal(cursor.verdict(one, 1_000 + 3_599), 'waiting');
  t.equal(cursor.verdict(one, 1_000 + 3_600), 'new');
  t.equal(cursor.verdict(item('a', 10, 'other'), 1_001), 'new');
  t.end();
});

t.test('remembers ids of any length in little space', (t) => {
  const long = 'a-very-long-slug-'.repeat(20);
  const cursor = openCursor(freshKind(0), 7 * day);
  cursor.begin([item(long, 10)], new Set([long]), may);
  cursor.settle(item(long, 10));
  const stored: KindState = cursor.snapshot();
  t.ok(JSON.stringify(stored).length < 120);
  const next = openCursor(stored, 7 * day);
  t.equal(next.verdict(item(long, 10), 0), 'settled');
  t.equal(next.verdict(item(`${long}x`, 10), 0), 'new');
  t.end();
});
