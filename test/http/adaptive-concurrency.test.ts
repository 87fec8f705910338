import t from 'tap';
import { initialConcurrency, concurrencyAfter, type AdaptiveConcurrency } from '../../src/http/limiter.js';

const after = (pace: AdaptiveConcurrency, statuses: readonly (number | undefined)[]): AdaptiveConcurrency =>
  statuses.reduce((current, status) => concurrencyAfter(current, status, current.generation), pace);

t.test('halves the limit on 429 and 503, down to one', (t) => {
  const limits = [8, 4, 2, 1, 1];
  limits.forEach((limit, n) => {
    t.equal(after(initialConcurrency(8), Array<number>(n).fill(n % 2 === 0 ? 429 : 503)).limit, limit);
  });
  t.end();
});

t.test(
  'halves once for a burst of refusals: requests that started before the last halving do not count',
  (t) => {
    const start = initialConcurrency(8);
    const burst = [429, 429, 503].reduce(
      (pace, status) => concurrencyAfter(pace, status, start.generation),
      start,
    );
    t.equal(burst.limit, 4);
    t.end();
  },
);

t.test('raises the limit by one after ten responses without an overload, up to the ceiling', (t) => {
  const halved = after(initialConcurrency(8), [429]);
  const good = (n: number) => Array<number>(n).fill(200);
  t.equal(after(halved, good(9)).limit, 4);
  t.equal(after(halved, good(10)).limit, 5);
  t.equal(after(halved, good(20)).limit, 6);
  t.equal(after(halved, good(500)).limit, 8);
  t.equal(after(halved, [...good(9), 429, ...good(9)]).limit, 2, 'a refusal restarts the count');
  t.end();
});

t.test('keeps the limit if there is no response', (t) => {
  const halved = after(initialConcurrency(8), [429]);
  t.same(after(halved, [undefined, undefined]), halved);
  t.end();
});
