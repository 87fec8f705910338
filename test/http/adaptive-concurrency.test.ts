import t from 'tap';
import {
  initialConcurrency,
  concurrencyAfter,
  type AdaptiveConcurrency,
} from '../../src/http/adaptive-concurrency.js';

const after = (pace: AdaptiveConcurrency, statuses: readonly (number | undefined)[]): AdaptiveConcurrency =>
  statuses.reduce((current, status) => concurrencyAfter(current, status, current.generation), pace);

t.test('429 and 503 halve the limit, down to one', (t) => {
  const limits = [8, 4, 2, 1, 1];
  limits.forEach((limit, n) => {
    t.equal(after(initialConcurrency(8), Array<number>(n).fill(n % 2 === 0 ? 429 : 503)).limit, limit);
  });
  t.end();
});

t.test('one burst of refusals halves once: those of requests that started before are old news', (t) => {
  const start = initialConcurrency(8);
  const burst = [429, 429, 503].reduce(
    (pace, status) => concurrencyAfter(pace, status, start.generation),
    start,
  );
  t.equal(burst.limit, 4);
  t.end();
});

t.test('ten good answers in a row restore one, up to the ceiling', (t) => {
  const halved = after(initialConcurrency(8), [429]);
  const good = (n: number) => Array<number>(n).fill(200);
  t.equal(after(halved, good(9)).limit, 4);
  t.equal(after(halved, good(10)).limit, 5);
  t.equal(after(halved, good(20)).limit, 6);
  t.equal(after(halved, good(500)).limit, 8);
  t.equal(after(halved, [...good(9), 429, ...good(9)]).limit, 2, 'a refusal begins the count anew');
  t.end();
});

t.test('no answer at all says nothing about the load', (t) => {
  const halved = after(initialConcurrency(8), [429]);
  t.same(after(halved, [undefined, undefined]), halved);
  t.end();
});
