import type { ItemKind } from '../kinds.js';
import { createSemaphore, ok, type Result, type Semaphore, whenAborted } from '../lib/index.js';
import { isDue, type StateFailure, type Waiting } from '../state/index.js';
import { type ByteBudget, createByteBudget, createRunBytes, type RunBytes } from './byte-budget.js';
import { type Counters, createCounters } from './counters.js';
import { type Cursors, openCursors } from './cursors.js';
import type { Emit } from './events.js';
import { finishRun } from './finish.js';
import { processItem } from './item.js';
import { settleSuspects } from './settle.js';
import { createOutageDetector, type OutageDetector } from './outage.js';
import { listingStart, missingFrom, planKind, withinBudget, withinLookback } from './plan.js';
import { createStop, type Stop } from './stop.js';
import { createSuspects, type Suspects } from './suspects.js';
import { type Every, everyInterval } from './timers.js';
import type { PlannedItem, Settlement, Summary, SyncContext } from './types.js';

export interface SyncRun extends SyncContext {
  /** Milliseconds. */
  readonly startedAt: number;
  readonly cursors: Cursors;
  readonly counters: Counters;
  readonly stop: Stop;
  readonly outage: OutageDetector;
  readonly suspects: Suspects;
  readonly every: Every;
  readonly byteBudget: ByteBudget;
  readonly runBytes: RunBytes;
  readonly itemSlots: Semaphore;
  readonly deliverySlots: Semaphore;
  /** The run ends without the items in progress: they must not change anything any more. */
  readonly abandon: AbortSignal;
  settled(settlement: Settlement): void;
  /** Resolves when the cursors are on disk. */
  record(): Promise<Result<void, StateFailure>>;
}

/** Converted bytes in flight, over all items. */
const bytesInFlight = 64 * 1024 * 1024;
/** Estimate until the first item has been measured: a report with a PDF of some megabytes. */
const firstItemBytes = 5 * 1024 * 1024;

/** One run (docs/architecture.md#data-path). Never throws for reasons outside this program. */
export async function runSync(context: SyncContext): Promise<Summary> {
  const run = startRun(context);
  const { session, stop, emit } = run;
  session.start(run.cursors, (lost) =>
    stop.stop(lost === 'reset' ? { why: 'reset' } : { why: 'failed', failure: lost }),
  );
  if (session.backlog === undefined) {
    // Downloads that do not end must not hold the end of an abandoned run.
    await Promise.race([processAll(run), whenAborted(run.abandon)]);
    await settleSuspects(run);
  } else {
    emit({ type: 'postponed', ...session.backlog });
    stop.stop({ why: 'postponed' });
  }
  stop.dispose();
  return finishRun(run);
}

function startRun(context: SyncContext): SyncRun {
  const { session, source, options, cancellation, emit, now, every = everyInterval } = context;
  const cursors = openCursors(session.state, options.lookback);
  const counters = createCounters(options, now);
  const stop = createStop(cancellation, options.maxDuration, ({ why }) => emit({ type: 'stopping', why }));
  return {
    ...context,
    startedAt: now(),
    cursors,
    counters,
    stop,
    abandon: AbortSignal.any([cancellation.abandonInFlight, stop.abandoned]),
    outage: createOutageDetector(source, session, now),
    suspects: createSuspects(),
    every,
    byteBudget: createByteBudget(bytesInFlight, firstItemBytes),
    runBytes: createRunBytes(options.maxRunBytes),
    // One item prefetched per worker, so that neither downloads nor deliveries idle.
    itemSlots: createSemaphore(2 * (options.downloadConcurrency + options.deliveryConcurrency)),
    deliverySlots: createSemaphore(options.deliveryConcurrency),
    settled(settlement) {
      counters.settled(settlement);
      report(emit, settlement);
    },
    record: oncePerTurn(() => session.save()),
  };
}

/** Both kinds in parallel; only a limit on the number of items needs all plans first. */
async function processAll(run: SyncRun): Promise<void> {
  const { options, stop } = run;
  if (options.maxItems === undefined) {
    await Promise.all(options.kinds.map(async (kind) => processItems(run, await plan(run, kind))));
    return;
  }
  const plans = await Promise.all(options.kinds.map((kind) => plan(run, kind)));
  await Promise.all(withinBudget(plans, options.maxItems).map((items) => processItems(run, items)));
  if (plans.flat().length > options.maxItems) stop.stop({ why: 'budget' });
}

/** Oldest first; none if the listing fails, which stops the run. */
async function plan(run: SyncRun, kind: ItemKind): Promise<readonly PlannedItem[]> {
  const { source, session, target, options, stop, counters, emit } = run;
  const now = Math.floor(run.now() / 1000);
  const cursor = run.cursors.of(kind);
  const from = listingStart(session.state, kind, options);
  const listing =
    options.only === undefined
      ? await source.list(kind, from, stop.signal)
      : ok({ entries: options.only.filter((entry) => entry.kind === kind), unreadable: [] });
  if (!listing.ok) {
    stop.stop({ why: 'failed', failure: listing.failure });
    return [];
  }
  const relevant = withinLookback(listing.value, session.state[kind], cursor, options);
  const { entries, unreadable } = relevant;
  for (const message of unreadable) emit({ type: 'unreadable-entry', kind, message });
  for (const [id, waiting] of missingFrom(relevant, session.state[kind], from, options))
    waitForListing(run, kind, id, waiting, now);
  const planned = planKind(kind, relevant, cursor, source, options, now);
  const { items, listed } = planned;
  counters.planned(kind, planned, items);
  emit({ type: 'listed', kind, listed, planned: items.length, from });
  const [oldest, newest] = [items[0], items.at(-1)];
  if (oldest !== undefined && newest !== undefined) {
    target.planned(kind, { from: publishedAt(oldest), to: publishedAt(newest) });
  }

  const { watermark, start } = session.state[kind];
  const inWindow = entries.filter(({ date }) => date <= (options.until ?? Infinity));
  const ids = new Set(items.map(({ entry }) => entry.id));
  // A listing that starts after the watermark has a gap before it: the watermark must not move.
  const mayAdvance = options.only === undefined && from <= (watermark ?? start);
  cursor.begin(inWindow, ids, { now, mayAdvance });
  return items;
}

/** A lost item cannot be delivered again as long as the list does not have it. */
function waitForListing(
  { cursors, emit }: SyncRun,
  kind: ItemKind,
  id: string,
  before: Waiting,
  now: number,
): void {
  if (!isDue(before, now)) return;
  const message = `${before.message.replace(unlisted, '')}${unlisted}`;
  const { nextTry } = cursors.of(kind).wait(id, { ...before, message, at: now });
  emit({ type: 'failed', kind, id, reason: before.reason, message, nextTry });
}

const unlisted = '; ThreatVision does not list it any more';

function publishedAt({ entry }: PlannedItem): Date {
  return new Date(entry.date * 1000);
}

async function processItems(run: SyncRun, items: readonly PlannedItem[]): Promise<void> {
  const { itemSlots, stop } = run;
  // Taken from the end and dropped: a first run plans years of items and must not keep the finished ones.
  const newestFirst = [...items].reverse();
  const inProgress = new Set<Promise<void>>();
  for (let item = newestFirst.pop(); item !== undefined; item = newestFirst.pop()) {
    const release = await itemSlots.acquire();
    if (stop.reason() !== undefined) {
      release();
      break;
    }
    const settled = processAndCount(run, item).finally(release);
    inProgress.add(settled);
    // A rejected one stays, so that the wait at the end rejects with it.
    settled.then(
      () => inProgress.delete(settled),
      () => undefined,
    );
  }
  await Promise.all(inProgress);
}

async function processAndCount(run: SyncRun, item: PlannedItem): Promise<void> {
  await run.session.waitForCapacity(run.stop.stopped);
  if (run.stop.reason() !== undefined) return;
  const processed = await processItem(run, item);
  if (processed.type !== 'suspended') run.settled(processed);
}

function report(emit: Emit, settlement: Settlement): void {
  const { kind, id } = settlement.item.entry;
  switch (settlement.type) {
    case 'delivered': {
      const { item, objects, bytes, milliseconds, notes, missing } = settlement;
      const title = item.entry.kind === 'reports' ? item.entry.title : id;
      const { date } = item.entry;
      emit({
        type: 'delivered',
        kind,
        id,
        title,
        date,
        trigger: item.trigger,
        objects,
        bytes,
        milliseconds,
        notes,
      });
      for (const { part, message } of missing)
        emit({ type: 'delivered-partially', kind, id, part, message, still: false, givenUp: false });
      return;
    }
    case 'still-incomplete':
      for (const { part, message } of settlement.missing) {
        const givenUp = settlement.nextTry === undefined;
        emit({ type: 'delivered-partially', kind, id, part, message, still: true, givenUp });
      }
      return;
    case 'empty':
      emit({ type: 'nothing-to-import', kind, id, notes: settlement.notes });
      return;
    case 'failed':
      emit({
        type: 'failed',
        kind,
        id,
        reason: settlement.reason,
        message: settlement.message,
        nextTry: settlement.nextTry,
      });
      return;
    case 'untouched':
      return;
  }
}

/** Saves once for all items that settle in the same turn of the event loop. */
function oncePerTurn(save: () => Result<void, StateFailure>): () => Promise<Result<void, StateFailure>> {
  let next: Promise<Result<void, StateFailure>> | undefined;
  return () => {
    next ??= new Promise((resolve) => {
      setImmediate(() => {
        next = undefined;
        resolve(save());
      });
    });
    return next;
  };
}
