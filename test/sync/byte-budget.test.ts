import t from 'tap';

import { createByteBudget, type Share } from '../../src/sync/byte-budget.js';

function ask(budget: ReturnType<typeof createByteBudget>, count: number): Share[] {
  const started: Share[] = [];
  for (let item = 0; item < count; item++) void budget.acquire().then((share) => started.push(share));
  return started;
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

t.test('starts as many items as the estimate allows until a size is known', async (t) => {
  const started = ask(createByteBudget(100, 30), 10);
  await turn();
  t.equal(started.length, 4);
});

t.test('starts more items once they are known to be small', async (t) => {
  const started = ask(createByteBudget(100, 50), 30);
  await turn();
  t.equal(started.length, 2);
  started[0]?.hold(5);
  await turn();
  // 5 held, the others are expected to have the same size: 1 + 19 of them.
  t.equal(started.length, 20);
});

t.test('an item larger than the budget runs alone', async (t) => {
  const budget = createByteBudget(100, 50);
  const started = ask(budget, 5);
  await turn();
  const [big, other] = started;
  big?.hold(1000);
  other?.hold(10);
  other?.release();
  await turn();
  t.equal(started.length, 2);
  big?.release();
  await turn();
  t.equal(started.length, 3, 'the same size is expected from here on: one by one');
});

t.test('an item that fails before it holds a share returns it', async (t) => {
  const started = ask(createByteBudget(100, 100), 3);
  await turn();
  t.equal(started.length, 1);
  started[0]?.release();
  await turn();
  t.equal(started.length, 2);
});
