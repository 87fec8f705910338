import type { ItemKind } from '../kinds.js';
import { whenAborted } from '../lib/index.js';
import {
  type Cursor,
  isDeliveredAgain,
  type KindState,
  needsListing,
  openCursor,
  type State,
  type Waiting,
} from '../state/index.js';
import type { Entry, Listing, ThreatVision } from '../threatvision/index.js';
import type { Part, PlannedItem, SyncOptions, Trigger } from './types.js';

export interface KindPlan {
  /** Oldest first. */
  readonly items: readonly PlannedItem[];
  readonly listed: number;
  /** Settled before, waiting for the next attempt, switched off, or outside the window. */
  readonly skipped: number;
}

/** Compares the listing with the cursor and adds waiting items; `now` is unix seconds. */
export function planKind(
  kind: ItemKind,
  listing: Listing,
  cursor: Cursor,
  source: Pick<ThreatVision, 'parseStoredEntry'>,
  options: SyncOptions,
  now: number,
): KindPlan {
  if (options.only !== undefined) {
    const items = listing.entries.map((entry): PlannedItem => ({
      entry,
      trigger: 'requested',
      retryOf: 'item',
    }));
    return { items: oldestFirst(items), listed: items.length, skipped: 0 };
  }
  const due = new Map(cursor.due(now, options.retryFailed));
  const items = new Map<string, PlannedItem>();
  let skipped = 0;
  for (const entry of listing.entries) {
    const waiting = due.get(entry.id);
    // A changed entry is an update, whatever it lacked before.
    const isRetry =
      waiting !== undefined && (waiting.fingerprint === entry.fingerprint || isDeliveredAgain(waiting));
    const retry = isRetry ? retryOf(entry, waiting) : undefined;
    const trigger = retry?.trigger ?? triggerOf(entry, cursor, options, now);
    if (trigger === undefined || isExcluded(entry, options)) skipped++;
    else items.set(entry.id, retry ?? { entry, trigger, retryOf: 'item' });
  }
  for (const [id, waiting] of due) {
    if (items.has(id)) continue;
    const entry = source.parseStoredEntry(kind, waiting.raw, waiting.date);
    if (entry === undefined || isExcluded(entry, options)) continue;
    // Long fields of the entry are not stored, so its fingerprint would differ.
    items.set(id, retryOf({ ...entry, fingerprint: waiting.fingerprint }, waiting));
  }
  return { items: oldestFirst([...items.values()]), listed: listing.entries.length, skipped };
}

function retryOf(entry: Entry, waiting: Waiting): PlannedItem {
  const { lack, alsoPdf } = waiting;
  if (lack === 'item')
    return { entry, trigger: isDeliveredAgain(waiting) ? 'again' : 'retry', retryOf: lack };
  const missingBefore: readonly Part[] = alsoPdf === true ? [lack, 'pdf'] : [lack];
  return { entry, trigger: 'retry', retryOf: lack, missingBefore };
}

function oldestFirst(items: readonly PlannedItem[]): readonly PlannedItem[] {
  return [...items].sort((a, b) => a.entry.date - b.entry.date);
}

function triggerOf(entry: Entry, cursor: Cursor, options: SyncOptions, now: number): Trigger | undefined {
  const verdict = cursor.verdict(entry, now);
  const isKnown = verdict !== 'new' || cursor.isPassed(entry);
  if (!isKnown || verdict === 'changed') return verdict;
  return options.since === undefined ? undefined : 'backfill';
}

function isExcluded(entry: Entry, { until, skippedTypes }: SyncOptions): boolean {
  return (until !== undefined && entry.date > until) || isSwitchedOff(entry, skippedTypes);
}

/** Whether the options exclude this item from every run; the lists show it as `off`. */
export function isSwitchedOff(entry: Entry, skippedTypes: ReadonlySet<string>): boolean {
  return entry.kind === 'reports' && entry.typeName !== undefined && skippedTypes.has(entry.typeName);
}

/** The oldest `maxItems` of all kinds: otherwise the kind that is listed later would starve. */
export function withinBudget(
  plans: readonly (readonly PlannedItem[])[],
  maxItems: number,
): readonly (readonly PlannedItem[])[] {
  const oldest = new Set(oldestFirst(plans.flat()).slice(0, maxItems));
  return plans.map((plan) => plan.filter((item) => oldest.has(item)));
}

/** Unix seconds. Items of which only id and date are known are processed with their listing entry. */
export function listingStart(
  state: State,
  kind: ItemKind,
  { since, lookback }: Pick<SyncOptions, 'since' | 'lookback'>,
): number {
  if (since !== undefined) return since;
  const needed = Object.values(state[kind].waiting).filter(needsListing);
  const from = openCursor(state[kind], lookback).listFrom();
  return needed.reduce((earliest, { date }) => Math.min(earliest, date), from);
}

/** The listing without the items before the look-back, which were listed only for the waiting ones among them. */
export function withinLookback(
  listing: Listing,
  { waiting }: KindState,
  cursor: Cursor,
  { since, only }: Pick<SyncOptions, 'since' | 'only'>,
): Listing {
  if (since !== undefined || only !== undefined) return listing;
  const from = cursor.listFrom();
  return {
    ...listing,
    entries: listing.entries.filter(({ id, date }) => date >= from || Object.hasOwn(waiting, id)),
  };
}

/** Waiting items that are processed with their listing entry, and that the listing should have, but does not. */
export function missingFrom(
  { entries }: Listing,
  { waiting }: KindState,
  from: number,
  { only, until = Infinity }: Pick<SyncOptions, 'only' | 'until'>,
): readonly (readonly [id: string, waiting: Waiting])[] {
  const needed = Object.entries(waiting).filter(([, one]) => needsListing(one));
  if (needed.length === 0 || only !== undefined) return [];
  const listed = new Set(entries.map(({ id }) => id));
  return needed.filter(([id, { date }]) => date >= from && date <= until && !listed.has(id));
}

/** Lists while OpenCTI decides which state counts, mostly the local one. Another start lists anew. */
export function listAhead(source: ThreatVision, state: State, options: SyncOptions): ThreatVision {
  if (options.only !== undefined) return source;
  const started = new Map(
    options.kinds.map((kind) => {
      const from = listingStart(state, kind, options);
      const abort = new AbortController();
      return [kind, { from, abort, listing: source.list(kind, from, abort.signal) }];
    }),
  );
  return {
    ...source,
    list(kind, from, signal) {
      const ahead = started.get(kind);
      started.delete(kind);
      if (ahead?.from !== from) {
        ahead?.abort.abort();
        return source.list(kind, from, signal);
      }
      if (signal !== undefined) void whenAborted(signal).then(() => ahead.abort.abort());
      return ahead.listing;
    },
  };
}
