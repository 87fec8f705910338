import t from 'tap';
import { parseRetryAfter } from '../../src/http/retry.js';

const now = Date.UTC(2026, 10, 24, 12, 0, 0);

t.test('reads seconds', (t) => {
  t.equal(parseRetryAfter('120', undefined, now), 120_000);
  t.equal(parseRetryAfter(' 0 ', undefined, now), 0);
  t.end();
});

t.test('reads an HTTP date in each of its three forms', (t) => {
  t.equal(parseRetryAfter('Tue, 24 Nov 2026 12:00:30 GMT', undefined, now), 30_000);
  t.equal(parseRetryAfter('Tuesday, 24-Nov-26 12:00:30 GMT', undefined, now), 30_000);
  t.equal(parseRetryAfter('Tue Nov 24 12:00:30 2026', undefined, now), 30_000);
  t.end();
});

t.test("relates a date to the server's own Date header", (t) => {
  const date = 'Tue, 24 Nov 2026 11:00:00 GMT';
  t.equal(parseRetryAfter('Tue, 24 Nov 2026 11:00:10 GMT', date, now), 10_000);
  t.equal(parseRetryAfter('Tue, 24 Nov 2026 12:00:10 GMT', 'soon', now), 10_000);
  t.end();
});

t.test('reads a date in the past as 0', (t) => {
  t.equal(parseRetryAfter('Tue, 24 Nov 2026 11:59:00 GMT', undefined, now), 0);
  t.end();
});

t.test('ignores any other value', (t) => {
  for (const value of [undefined, '', 'soon', '-1', '1.5', '2026-11-24', '1e3', 'Tue, nonsense']) {
    t.equal(parseRetryAfter(value, undefined, now), undefined, String(value));
  }
  t.end();
});
