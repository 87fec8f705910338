import pLimit from 'p-limit';

import type { OpenCti } from '../opencti/index.js';
import { ok } from '../result/index.js';
import { type Change, type Cursor, kinds, openCursor, type State, withKind } from '../state/index.js';
import type { Kind, ThreatVision } from '../threatvision/index.js';
import { createByteBudget } from './byte-budget.js';
import { endRun } from './ending.js';
import type { Emit, PlannedItem, Summary } from './events.js';
import { listingStart } from './listing-ahead.js';
import type { SyncOptions } from './options.js';
import { createOutageDetector } from './outage.js';
import { planKind } from './plan.js';
import { createRecorder } from './recorder.js';
import { createRemaining, type Remaining } from './remaining.js';
import type { Session } from './session/session.js';
import { createSlots } from './slots.js';
import { createStop, type Stop } from './stop.js';
import { createTally, type Tally } from './tally.js';
import type { Target } from './target/target.js';
import { createWork, type Work } from './work.js';

export interface SyncDependencies {
  readonly threatVision: ThreatVision;
  /** For the outage probe; absent where nothing is pushed. */
  readonly platform?: Pick<OpenCti, 'probe'>;
  readonly session: Session;
  readonly target: Target;
  readonly emit: Emit;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Interruption: no new items; those in flight may finish. */
  readonly signal?: AbortSignal;
  /** Their time is over: the run ends without waiting for them. They come again. */
  readonly abandon?: AbortSignal;
}

/** Converted bytes in flight, over all items. */
const bytesInFlight = 64 * 1024 * 1024;
/** Of a first item, before any has shown its size: a report with a PDF of some megabytes. */
const bytesExpected = 5 * 1024 * 1024;

/**
 * One run: list → plan → (download → convert → deliver → record) per item, oldest first, with bounded concurrency.
 * Every step is told as an event, and the summary is counted from them. The cursor is written as items settle.
 * Never throws for reasons outside this program.
 */
export async function runSync(deps: SyncDependencies, options: SyncOptions): Promise<Summary> {
  const { threatVision, session, target, platform, signal, abandon, now = Date.now } = deps;
  const startedAt = now();
  const tally = createTally(now);
  const remaining = createRemaining(options.kinds, options.since ?? 0);
  const emit: Emit = (event) => {
    tally.count(event);
    remaining.see(event);
    deps.emit(event);
  };
  const stop = createStop(({ why }) => emit({ type: 'stopping', why }));
  const dispose = stopFor(stop, signal, options.maxDuration);

  const cursors = {
    reports: openCursor(session.state.reports, options.lookback),
    bundles: openCursor(session.state.bundles, options.lookback),
  };
  const current = (): State =>
    kinds.reduce((state, kind) => withKind(state, kind, cursors[kind].snapshot()), session.state);
  const changes = (): readonly Change[] =>
    kinds.flatMap((kind) => cursors[kind].changes().map((change) => ({ kind, ...change })));
  session.watch({ current, changes }, (lost) =>
    stop.stop(lost === 'reset' ? { why: 'reset' } : { why: 'failed', failure: lost }),
  );

  const work = createWork({
    ...{ threatVision, target, options, cursors, emit, now, stop },
    outage: createOutageDetector(threatVision, platform),
    budget: createByteBudget(bytesInFlight, bytesExpected),
    record: createRecorder(() => session.save()),
    delivering: pLimit(options.deliveryConcurrency),
  });
  const run = { threatVision, session, target, options, cursors, work, stop, tally, remaining, emit, now };
  if (session.backlog === undefined) await Promise.race([workThrough(run), aborted(abandon)]);
  else {
    emit({ type: 'postponed', ...session.backlog });
    stop.stop({ why: 'postponed' });
  }
  dispose();
  return endRun({ session, target, options, tally, remaining, stop, emit, startedAt, now, current });
}

interface Run {
  readonly threatVision: ThreatVision;
  readonly session: Session;
  readonly target: Target;
  readonly options: SyncOptions;
  readonly cursors: Readonly<Record<Kind, Cursor>>;
  readonly work: Work;
  readonly stop: Stop;
  readonly tally: Tally;
  readonly remaining: Remaining;
  readonly emit: Emit;
  readonly now: () => number;
}

/** The kinds side by side; the work of each begins as soon as its own listing is complete, oldest first. */
async function workThrough(run: Run): Promise<void> {
  const { options, session, stop, work, remaining } = run;
  // One in each hand and one at hand: with fewer, a hand waits whenever the other one is late.
  const slots = createSlots(2 * (options.downloadConcurrency + options.deliveryConcurrency));
  let left = options.maxItems ?? Infinity;
  const take = async (item: PlannedItem): Promise<void> => {
    await session.ready(stop.stopped);
    if (left <= 0) stop.stop({ why: 'budget' });
    if (stop.reason() !== undefined) return;
    left--;
    await work(item);
  };
  const kindRun = async (kind: Kind): Promise<void> => {
    // Taken from the end and let go: a first run plans years of items, and must not hold on to what is done.
    const newestFirst = [...(await plan(kind, run))].reverse();
    const underWay = new Set<Promise<void>>();
    for (let item = newestFirst.pop(); item !== undefined; item = newestFirst.pop()) {
      remaining.next(kind, item);
      await slots.take();
      if (stop.reason() !== undefined) {
        slots.release();
        break;
      }
      remaining.taken(item);
      remaining.next(kind, newestFirst.at(-1));
      const taken = take(item).finally(() => slots.release());
      underWay.add(taken);
      // One that threw stays, for the wait at the end to throw it again.
      taken.then(
        () => underWay.delete(taken),
        () => undefined,
      );
    }
    await Promise.all(underWay);
  };
  await Promise.all(options.kinds.map(kindRun));
}

const publishedAt = ({ entry }: PlannedItem): Date => new Date(entry.date * 1000);

async function plan(kind: Kind, run: Run): Promise<readonly PlannedItem[]> {
  const { threatVision, session, target, options, cursors, stop, tally, remaining, emit, now } = run;
  const cursor = cursors[kind];
  const from = listingStart(session.state, kind, options);
  const listing =
    options.only === undefined
      ? await threatVision.list(kind, from)
      : ok({ entries: options.only.filter((entry) => entry.kind === kind), unreadable: [] });
  if (!listing.ok) {
    stop.stop({ why: 'failed', failure: listing.failure });
    return [];
  }
  const { entries, unreadable } = listing.value;
  for (const message of unreadable) emit({ type: 'unreadable-entry', kind, message });
  const planned = planKind(kind, listing.value, cursor, threatVision, options, Math.floor(now() / 1000));
  tally.skip(kind, planned.skipped);
  emit({ type: 'listed', kind, listed: planned.listed, planned: planned.work.length, from });
  const [oldest, newest] = [planned.work[0], planned.work.at(-1)];
  remaining.next(kind, oldest);
  if (oldest !== undefined && newest !== undefined) {
    target.planned(kind, { from: publishedAt(oldest), to: publishedAt(newest) });
  }

  const { watermark, start } = session.state[kind];
  const inWindow = entries.filter(({ date }) => date <= (options.until ?? Infinity));
  const work = new Set(planned.work.map(({ entry }) => entry.id));
  // A listing from after the watermark knows nothing of what lies between: it must not move it.
  const mayAdvance = options.only === undefined && from <= (watermark ?? start);
  cursor.begin(inWindow, work, { now: Math.floor(now() / 1000), mayAdvance });
  return planned.work;
}

/** Resolves when the signal comes; never without one. */
const aborted = (signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted === true) resolve();
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });

/** Wires what ends a run from outside. Answers how to unwire it. */
function stopFor(stop: Stop, signal: AbortSignal | undefined, maxDuration: number | undefined): () => void {
  const interrupt = (): void => stop.stop({ why: 'interrupted' });
  if (signal?.aborted === true) interrupt();
  signal?.addEventListener('abort', interrupt, { once: true });
  const timer =
    maxDuration === undefined
      ? undefined
      : setTimeout(() => stop.stop({ why: 'budget' }), maxDuration).unref();
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', interrupt);
  };
}
