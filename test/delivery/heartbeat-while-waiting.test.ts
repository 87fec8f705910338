import t from 'tap';

import type { Delivery, ImportOutcome } from '../../src/opencti/index.js';
import { neverCanceled, ok } from '../../src/lib/index.js';
import { openStateStore } from '../../src/state/index.js';
import { platformSession, type Summary, type SyncEvent, waitForImports } from '../../src/sync/index.js';
import { type MemoryPlatform, memoryPlatform } from '../sync/memory-platform.js';
import { until } from '../sync/pushed.js';

const counts = { listed: 1, delivered: 1, updated: 0, skipped: 0, failed: 0 };
const share = { objects: 1, milliseconds: 1 };
const summary: Summary = {
  startedAt: new Date(0),
  finishedAt: new Date(0),
  dryRun: false,
  outcome: 'done',
  reports: counts,
  bundles: counts,
  objects: 2,
  bytes: 2,
  failures: [],
  resumePoints: [],
  items: [],
  shares: { reports: share, bundles: share },
};

interface Waiting {
  readonly platform: MemoryPlatform;
  /** Fired by the test: interval in milliseconds -> action. */
  readonly timers: ReadonlyMap<number, () => void>;
  readonly events: readonly SyncEvent[];
  readonly ended: Promise<Summary>;
  beats(): number;
  imported(): void;
  discarded(): number;
}

async function waiting(t: { testdir(): string }): Promise<Waiting> {
  const platform = memoryPlatform();
  const store = await openStateStore({ directory: t.testdir(), name: 'c' });
  if (!store.ok) throw new Error(JSON.stringify(store.failure));
  const timers = new Map<number, () => void>();
  const events: SyncEvent[] = [];
  let beats = 0;
  const session = await platformSession({
    platform,
    store: store.value,
    firstRun: 100,
    queueThresholdMegabytes: 500,
    durationPeriod: 60_000,
    connector: { id: 'c', name: 'C', scope: ['c'] },
    emit: (event) => events.push(event),
    now: () => 1_000_000,
    onHeartbeat: () => (beats += 1),
    every(milliseconds, action) {
      timers.set(milliseconds, action);
      return () => timers.delete(milliseconds);
    },
  });
  if (!session.ok) throw new Error(JSON.stringify(session.failure));
  const { state } = session.value;
  session.value.start({ state: () => state, changes: () => [] }, () => undefined);
  await session.value.finish(state);

  let imported = (): void => undefined;
  const outcome: ImportOutcome = { finished: true, expected: 2, processed: 2, errors: [] };
  let discarded = 0;
  const delivery: Pick<Delivery, 'workIds' | 'wait' | 'discard' | 'seen'> = {
    discard() {
      discarded += 1;
      return Promise.resolve(ok(undefined));
    },
    workIds: () => ['work'],
    seen: () => [],
    wait: ({ signal }) =>
      new Promise((resolve) => {
        imported = () => resolve(ok(outcome));
        signal?.addEventListener('abort', () => resolve(ok({ ...outcome, finished: false, processed: 0 })));
      }),
  };
  const ended = waitForImports(summary, {
    delivery,
    session: session.value,
    seconds: 600,
    stopAccepting: neverCanceled().stopAccepting,
    emit: (event) => events.push(event),
    now: () => 1_000_000,
  });
  return {
    platform,
    timers,
    events,
    ended,
    beats: () => beats,
    discarded: () => discarded,
    imported: () => imported(),
  };
}

t.test('a run that waits for the import pings and refreshes its lock every 40 seconds', async (t) => {
  const run = await waiting(t);
  const last = run.platform.pings.at(-1);
  t.strictSame([...run.timers.keys()], [40_000]);
  for (const beat of [1, 2]) {
    const before = run.platform.pings.length;
    run.timers.get(40_000)?.();
    t.equal(run.beats(), beat);
    await until(() => run.platform.pings.length > before);
    t.same(run.platform.pings.at(-1), last, 'only the last ping of the run is repeated');
    await new Promise((resolve) => setImmediate(resolve));
  }
  run.imported();
  t.match(await run.ended, { outcome: 'done', imports: { finished: true } });
  t.equal(run.timers.size, 0, 'no timer is left after the wait');
});

t.test('a reset during the wait ends it', async (t) => {
  const run = await waiting(t);
  run.platform.pressReset();
  run.timers.get(40_000)?.();
  const ended = await run.ended;
  t.equal(ended.outcome, 'reset');
  t.equal(ended.imports, undefined);
  t.match(run.events.at(-1), { type: 'stopping', why: 'reset' });
  t.equal(run.platform.state?.includes('watermark') ?? false, false, 'the reset is kept');
  t.equal(run.discarded(), 1, 'the works of the purged pushes are ended');
});
