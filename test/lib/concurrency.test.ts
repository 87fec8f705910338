import t from 'tap';

import {
  createMutex,
  createSemaphore,
  createSingleFlight,
  neverCanceled,
  whenAborted,
} from '../../src/lib/index.js';

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

t.test('a semaphore grants its permits in the order of the requests', async (t) => {
  const semaphore = createSemaphore(2);
  const granted: string[] = [];
  const first = await semaphore.acquire();
  await semaphore.acquire();
  const waiting = ['third', 'fourth'].map(async (name) => {
    const release = await semaphore.acquire();
    granted.push(name);
    release();
  });
  await Promise.resolve();
  t.strictSame(granted, []);
  first();
  await Promise.all(waiting);
  t.strictSame(granted, ['third', 'fourth']);
});

t.test('a mutex runs one action at a time, and a failed one does not block the next', async (t) => {
  const mutex = createMutex();
  const gate = deferred();
  const events: string[] = [];
  const first = mutex.run(async () => {
    events.push('first starts');
    await gate.promise;
    throw new Error('first fails');
  });
  const second = mutex.run(() => Promise.resolve(events.push('second')));
  await Promise.resolve();
  t.strictSame(events, ['first starts']);
  gate.resolve();
  await t.rejects(first, /first fails/);
  await second;
  t.strictSame(events, ['first starts', 'second']);
});

t.test('a single flight shares a call in progress per key, and starts anew after it', async (t) => {
  const flight = createSingleFlight<number>();
  let calls = 0;
  const action = (): Promise<number> => Promise.resolve(++calls);
  t.strictSame(
    await Promise.all([flight.run('a', action), flight.run('a', action), flight.run('b', action)]),
    [1, 1, 2],
  );
  t.equal(await flight.run('a', action), 3);
});

t.test('whenAborted resolves with the signal, also if it has aborted already', async (t) => {
  const controller = new AbortController();
  let resolved = false;
  const waiting = whenAborted(controller.signal).then(() => (resolved = true));
  await Promise.resolve();
  t.equal(resolved, false);
  controller.abort();
  await waiting;
  await whenAborted(controller.signal);
  const { stopAccepting, abandonInFlight, shutdownDeadline } = neverCanceled();
  t.notOk([stopAccepting, abandonInFlight, shutdownDeadline].some(({ aborted }) => aborted));
});
