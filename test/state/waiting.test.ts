import t from 'tap';

import { freshKind, openCursor, type Waiting } from '../../src/state/index.js';

const hour = 3_600;

function spacings(lack: 'item' | 'pdf'): { hours: number[]; last: Waiting | undefined; until: number } {
  const cursor = openCursor(freshKind(0), 0);
  const hours: number[] = [];
  let now = 0;
  for (let tries = 0; tries < 100; tries++) {
    cursor.wait('a', {
      lack,
      date: 0,
      fingerprint: 'f',
      reason: 'r',
      message: 'm',
      at: now,
      raw: { alias: 'a' },
    });
    const [, waiting] = cursor.due(now, true)[0] ?? [];
    const next = waiting?.nextTry;
    if (next === undefined) return { hours, last: waiting, until: now };
    t.same(cursor.due(next - 1, false), [], 'not before its time');
    t.equal(cursor.due(next, false).length, 1);
    hours.push((next - now) / hour);
    now = next;
  }
  throw new Error('never given up');
}

for (const lack of ['item', 'pdf'] as const) {
  t.test(`${lack}: the interval grows from an hour to a day, and ends after 30 days`, (t) => {
    const { hours, last, until } = spacings(lack);
    t.strictSame(hours.slice(0, 7), [1, 2, 4, 8, 16, 24, 24]);
    t.ok(hours.slice(5).every((one) => one === 24));
    t.ok(until >= 30 * 24 * hour && until < 31 * 24 * hour);
    t.match(last, {
      lack,
      firstAttempt: 0,
      lastAttempt: until,
      attempts: hours.length + 1,
      raw: { alias: 'a' },
    });
    t.end();
  });
}

t.test('a changed entry restarts the attempts', (t) => {
  const cursor = openCursor(freshKind(0), 0);
  const attempt = { lack: 'item', date: 0, reason: 'r', message: 'm', raw: {} } as const;
  for (let n = 0; n < 5; n++) cursor.wait('a', { ...attempt, fingerprint: 'f', at: n * 40 * 24 * hour });
  t.same(cursor.due(1e12, false), [], 'no further attempt');
  cursor.wait('a', { ...attempt, fingerprint: 'g', at: 1e9 });
  t.match(cursor.due(1e9 + hour, false), [['a', { attempts: 1, firstAttempt: 1e9 }]]);
  t.end();
});
