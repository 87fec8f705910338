import { ok } from '../lib/index.js';
import type { Cursor } from '../state/index.js';
import type { Kind, ThreatVision } from '../threatvision/index.js';
import type { Emit, PlannedItem } from './events.js';
import { withinBudget } from './item-budget.js';
import { listingStart } from './listing-ahead.js';
import type { SyncOptions } from './options.js';
import { planKind } from './plan.js';
import type { Remaining } from './remaining.js';
import type { Session } from './session/session.js';
import { createSlots, type Slots } from './slots.js';
import type { Stop } from './stop.js';
import type { Tally } from './tally.js';
import type { Target } from './target/target.js';
import type { Work } from './work.js';

/** What one run is made of. */
export interface Run {
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

/**
 * The kinds side by side; the work of each begins as soon as its own listing is complete, oldest first. Only a budget
 * of items has to see all that there is before it can be shared out.
 */
export async function workThrough(run: Run): Promise<void> {
  const { options, stop } = run;
  // One in each hand and one at hand: with fewer, a hand waits whenever the other one is late.
  const slots = createSlots(2 * (options.downloadConcurrency + options.deliveryConcurrency));
  if (options.maxItems === undefined) {
    await Promise.all(options.kinds.map(async (kind) => workOn(await plan(kind, run), slots, run)));
    return;
  }
  const plans = await Promise.all(options.kinds.map((kind) => plan(kind, run)));
  const allowed = withinBudget(plans, options.maxItems);
  await Promise.all(allowed.map((items) => workOn(items, slots, run)));
  if (plans.flat().length > options.maxItems) stop.stop({ why: 'budget' });
}

/**
 * @param items of one kind, oldest first. The list is used up: a first run plans years of items, and must not hold on to
 * what is done.
 */
async function workOn(items: PlannedItem[], slots: Slots, run: Run): Promise<void> {
  const { session, stop, work } = run;
  const take = async (item: PlannedItem): Promise<void> => {
    await session.ready(stop.stopped);
    if (stop.reason() === undefined) await work(item);
  };
  const newestFirst = items.reverse();
  const underWay = new Set<Promise<void>>();
  for (let item = newestFirst.pop(); item !== undefined; item = newestFirst.pop()) {
    await slots.take();
    if (stop.reason() !== undefined) {
      slots.release();
      break;
    }
    const taken = take(item).finally(() => slots.release());
    underWay.add(taken);
    // One that threw stays, for the wait at the end to throw it again.
    taken.then(
      () => underWay.delete(taken),
      () => undefined,
    );
  }
  await Promise.all(underWay);
}

const publishedAt = ({ entry }: PlannedItem): Date => new Date(entry.date * 1000);

async function plan(kind: Kind, run: Run): Promise<PlannedItem[]> {
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
  // What a sync from the cursor leaves, the cursor knows; thousands of items are not to be held twice.
  if (options.since !== undefined) remaining.planned(kind, planned.work);
  if (oldest !== undefined && newest !== undefined) {
    target.planned(kind, { from: publishedAt(oldest), to: publishedAt(newest) });
  }

  const { watermark, start } = session.state[kind];
  const inWindow = entries.filter(({ date }) => date <= (options.until ?? Infinity));
  const work = new Set(planned.work.map(({ entry }) => entry.id));
  // A listing from after the watermark knows nothing of what lies between: it must not move it.
  const mayAdvance = options.only === undefined && from <= (watermark ?? start);
  cursor.begin(inWindow, work, { now: Math.floor(now() / 1000), mayAdvance });
  return [...planned.work];
}
