import t from 'tap';

import { err } from '../../src/lib/index.js';
import {
  digestOf,
  freshState,
  noImports,
  openStateStore,
  type State,
  type StateStore,
  withKind,
} from '../../src/state/index.js';
import {
  platformSession,
  type PlatformSession,
  type RunFailure,
  type SyncEvent,
} from '../../src/sync/index.js';
import { type MemoryPlatform, memoryPlatform } from './memory-platform.js';
import { valueAt } from '../tools/value-at.js';
import { until } from './pushed.js';

interface Stage {
  readonly platform: MemoryPlatform;
  readonly store: StateStore;
  readonly events: SyncEvent[];
  /** Fired by the test: interval in milliseconds -> action. */
  readonly timers: Map<number, () => void>;
  beats: number;
  open(): Promise<PlatformSession>;
}

async function stage(t: { testdir(): string }): Promise<Stage> {
  const platform = memoryPlatform();
  const opened = await openStateStore({ directory: t.testdir(), name: 'c' });
  if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
  const events: SyncEvent[] = [];
  const timers = new Map<number, () => void>();
  const it: Stage = {
    platform,
    store: opened.value,
    events,
    timers,
    beats: 0,
    async open() {
      const session = await platformSession({
        platform,
        store: opened.value,
        version: '1.0.0',
        firstRun: 100,
        queueThresholdMegabytes: 500,
        durationPeriod: 60_000,
        connector: { id: 'c', name: 'C', scope: ['c'] },
        emit: (event) => events.push(event),
        now: () => 1_000_000,
        onHeartbeat: () => (it.beats += 1),
        every(milliseconds, action) {
          timers.set(milliseconds, action);
          return () => timers.delete(milliseconds);
        },
      });
      if (!session.ok) throw new Error(JSON.stringify(session.failure));
      return session.value;
    },
  };
  return it;
}

const settledUpTo = (watermark: number): State =>
  withKind(freshState(100), 'reports', { start: 100, watermark, recent: {}, waiting: {} });
const still = (state: State) => ({ state: () => state, changes: () => [] });
const ignore = (): void => undefined;
const never = new Promise<void>(ignore);

t.test('sends the current state to the platform and refreshes the lock every 40 seconds', async (t) => {
  const it = await stage(t);
  const session = await it.open();
  let watermark = 500;
  session.start({ state: () => settledUpTo(watermark), changes: () => [] }, ignore);
  t.strictSame([...it.timers.keys()], [40_000, 30_000]);
  it.timers.get(40_000)?.();
  await until(() => it.platform.pings.length === 2);
  t.match(it.platform.state, /"watermark":500/);
  watermark = 600;
  it.timers.get(40_000)?.();
  await until(() => (it.platform.state ?? '').includes('"watermark":600'));
  t.equal(it.beats, 2);
  t.equal((await session.finish(settledUpTo(700))).ok, true);
  t.match(it.platform.pings.at(-1)?.info, {
    lastRun: '1970-01-01T00:16:40.000Z',
    nextRun: '1970-01-01T00:17:40.000Z',
  });
  t.equal(it.timers.size, 0, 'no timer after the end');
});

t.test('a slow platform receives no queued pings; a failed ping is logged and repeated', async (t) => {
  const it = await stage(t);
  const session = await it.open();
  session.start(still(settledUpTo(500)), ignore);
  let answer: () => void = ignore;
  it.platform.onPing = () => new Promise((resolve) => (answer = resolve));
  for (let beat = 0; beat < 5; beat++) it.timers.get(40_000)?.();
  await until(() => it.platform.pings.length === 2);
  it.platform.onPing = ignore;
  answer();
  await until(() => it.platform.state !== '{}');
  const { ping } = it.platform;
  it.platform.ping = () =>
    Promise.resolve(err({ reason: 'opencti-answer', operation: 'pinging', message: 'no' }));
  it.timers.get(40_000)?.();
  await until(() => it.events.some(({ type }) => type === 'ping-failed'));
  it.platform.ping = ping;
  it.timers.get(40_000)?.();
  await until(() => it.platform.pings.length === 3);
});

t.test('a reset in the response to a ping stops the run and clears the local state', async (t) => {
  const it = await stage(t);
  const session = await it.open();
  const lost: (RunFailure | 'reset')[] = [];
  session.start(still(settledUpTo(500)), (why) => lost.push(why));
  it.timers.get(40_000)?.();
  await until(() => it.platform.pings.length === 2);
  it.platform.onPing = () => it.platform.pressReset();
  it.timers.get(40_000)?.();
  await until(() => lost.length > 0);
  it.platform.onPing = ignore;
  t.strictSame(lost, ['reset']);
  t.match(it.store.load(), { value: { state: { reports: { start: 100 } } } });
  t.notMatch(it.store.load(), { value: { state: { reports: { watermark: Number } } } });
  t.ok(session.save().ok);
  const pings = it.platform.pings.length;
  t.match(await session.finish(settledUpTo(600)), { value: 'reset' });
  t.equal(it.platform.pings.length, pings, 'no ping overwrites it');
  t.equal(it.platform.state, '');
});

t.test('a kill right after registering a new connector: the next run starts over as well', async (t) => {
  const it = await stage(t);
  const session = await it.open();
  await session.finish(settledUpTo(500));
  it.platform.exists = false;
  it.platform.state = null;
  const { register } = it.platform;
  it.platform.register = () => new Promise(ignore);
  void it.open();
  await new Promise(setImmediate);
  it.platform.exists = true;
  it.platform.register = register;
  t.equal((await it.open()).state.reports.watermark, undefined);
});

t.test('a ping without a response may have been stored, and is not taken for another host', async (t) => {
  const it = await stage(t);
  const session = await it.open();
  session.start(still(settledUpTo(500)), ignore);
  const before = it.platform.state;
  it.platform.onPing = () => new Promise(ignore);
  it.timers.get(40_000)?.();
  await until(() => it.platform.pings.length === 2);
  it.platform.onPing = ignore;
  const sent = it.platform.pings.at(-1)?.state ?? null;
  it.platform.state = sent;
  t.equal(
    (await it.open()).state.reports.watermark,
    undefined,
    'the local state continues as it was written',
  );
  t.same(it.events.filter(({ type }) => type === 'state').slice(1), [], 'nothing was adopted');
  t.ok(before !== sent);
});

t.test('many pings without a response do not remove the confirmed state', async (t) => {
  const it = await stage(t);
  const session = await it.open();
  let watermark = 500;
  session.start({ state: () => settledUpTo(watermark), changes: () => [] }, ignore);
  const { ping } = it.platform;
  it.platform.ping = () =>
    Promise.resolve(err({ reason: 'opencti-answer', operation: 'pinging', message: 'no' }));
  for (let beat = 0; beat < 250; beat++) {
    watermark += 1;
    const failures = it.events.length;
    it.timers.get(40_000)?.();
    await until(() => it.events.length > failures);
  }
  it.platform.ping = ping;
  const loaded = it.store.load();
  const confirmed = loaded.ok ? (loaded.value?.confirmed ?? []) : [];
  t.equal(confirmed[0], digestOf('{}'));
  t.ok(confirmed.length <= 100);
  await it.open();
  t.notMatch(it.events.at(-1), { type: 'state' }, 'it continues');
});

t.test('the next run closes works that a killed run left open', async (t) => {
  const it = await stage(t);
  const session = await it.open();
  for (const name of ['w1', 'w2', 'w3']) {
    t.ok(session.works.record({ type: 'opening', name }).ok);
    it.platform.listed.push({
      id: `id of ${name}`,
      name,
      status: 'progress',
      expected: 0,
      processed: 0,
      errors: [],
    });
  }
  it.platform.listed.pop();
  t.ok(session.works.record({ type: 'closed', name: 'w1' }).ok);
  await it.open();
  t.strictSame(it.platform.closed, ['id of w2'], 'w3 was never created');
  await it.open();
  t.strictSame(it.platform.closed, ['id of w2'], 'once');
});

t.test('no new item starts while the queue is full, and a stop does not wait for the queue', async (t) => {
  const it = await stage(t);
  const session = await it.open();
  session.start(still(settledUpTo(500)), ignore);
  it.platform.megabytes = 600;
  it.timers.get(30_000)?.();
  it.timers.get(30_000)?.();
  await until(() => it.events.some(({ type }) => type === 'paused'));
  let begun = false;
  void session.waitForCapacity(never).then(() => (begun = true));
  await session.waitForCapacity(Promise.resolve());
  t.equal(begun, false);
  it.timers.get(40_000)?.();
  await until(() => it.platform.pings.length === 2);
  t.match(it.platform.pings.at(-1)?.info, { buffering: true, queueMegabytes: 600 });
  await session.finish(settledUpTo(600));
  await until(() => begun);
  t.equal(it.events.filter(({ type }) => type === 'paused').length, 1);
});

t.test('works of earlier runs are read in one request, if there are any and the account may', async (t) => {
  const it = await stage(t);
  let readings = 0;
  const { connector, worksSince } = it.platform;
  it.platform.worksSince = (...args) => {
    readings += 1;
    return worksSince(...args);
  };
  const work = { name: 'W', kind: 'reports', items: { a: 200 }, objects: 2, at: 900 } as const;
  const imports = { ...noImports, works: { w: work } };
  const first = await it.open();
  t.equal(first.readsImports, true);
  t.equal(readings, 0);
  first.start(still(settledUpTo(500)), ignore);
  t.equal((await first.finish({ ...settledUpTo(500), imports })).ok, true);

  it.platform.connector = () =>
    Promise.resolve(err({ reason: 'opencti-credentials', operation: 'reading', message: 'MODULES' }));
  t.equal((await it.open()).readsImports, false);
  t.equal(readings, 0);
  it.platform.connector = connector;
  it.platform.worksSince = () =>
    Promise.resolve(err({ reason: 'opencti-answer', operation: 'reading', message: 'no' }));
  const unread = await it.open();
  t.strictSame(unread.state.imports, imports, 'the next run reads them');
  t.match(it.events.at(-1), { type: 'imports-not-read' });

  it.platform.worksSince = worksSince;
  const { state } = await it.open();
  t.match(it.events.at(-1), { type: 'import-lost', work: 'W', items: ['a'], again: false });
  t.match(state.reports.waiting.a, { reason: 'import-lost', date: 200, nextTry: 1000 });
  t.match(it.store.load(), { value: { state: { reports: { waiting: { a: { reason: 'import-lost' } } } } } });
});

t.test('items with refused objects that another version delivered are queued, once', async (t) => {
  const it = await stage(t);
  const first = await it.open();
  first.start(still(settledUpTo(500)), ignore);
  const old = { date: 200, version: '0.9.0', at: 900 };
  const partial = {
    reports: { a: old, b: { date: 300, at: 900 }, c: { ...old, version: '1.0.0' } },
    bundles: {},
  };
  await first.finish({ ...settledUpTo(500), imports: { ...noImports, partial } });
  const { state } = await it.open();
  t.match(it.events.at(-1), { type: 'refused-again', kind: 'reports', items: ['a', 'b'] });
  t.match(state.reports.waiting, {
    a: { reason: 'import-refused', date: 200, nextTry: 1000 },
    b: { reason: 'import-refused', date: 300 },
  });
  t.strictSame(Object.keys(state.reports.waiting), ['a', 'b']);
  t.strictSame(state.imports?.partial.reports, { c: partial.reports.c });
  t.strictSame(valueAt(it.store.load(), 'value', 'state'), state, 'a kill changes nothing');
  const count = it.events.length;
  await it.open();
  t.equal(it.events.length, count, 'told once');
});

t.test('after a reset, a probe registers instead of a ping, and fails without the broker', async (t) => {
  const it = await stage(t);
  const session = await it.open();
  session.start(still(settledUpTo(500)), ignore);
  it.platform.pressReset();
  t.equal((await session.probe()).ok, true, 'the reset is not a failure');
  const pings = it.platform.pings.length;
  const { register } = it.platform;
  const failure = { reason: 'opencti-refused', operation: 'r', code: 'X', message: 'no broker' } as const;
  it.platform.register = () => Promise.resolve(err(failure));
  t.match(await session.probe(), { ok: false, failure });
  it.platform.register = register;
  t.equal((await session.probe()).ok, true);
  t.equal(it.platform.pings.length, pings, 'a second ping would undo the reset');
});
