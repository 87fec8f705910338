import type { Cursor, Waiting } from '../state/index.js';
import type { Entry, Kind, Listing, ThreatVision } from '../threatvision/index.js';
import type { Cause, PlannedItem } from './events.js';
import type { SyncOptions } from './options.js';

export interface KindPlan {
  /** Oldest first. */
  readonly work: readonly PlannedItem[];
  readonly listed: number;
  /** Settled before, waiting for its next try, switched off, or outside the window. */
  readonly skipped: number;
}

/**
 * What a run does about one kind: the listing against the cursor, and what waits for another try.
 * @param now unix seconds
 */
export function planKind(
  kind: Kind,
  listing: Listing,
  cursor: Cursor,
  threatVision: Pick<ThreatVision, 'recall'>,
  options: SyncOptions,
  now: number,
): KindPlan {
  if (options.only !== undefined) {
    const work = listing.entries.map((entry): PlannedItem => ({ entry, cause: 'again', lack: 'item' }));
    return { work: oldestFirst(work), listed: work.length, skipped: 0 };
  }
  const due = new Map(cursor.due(now, options.retryFailed));
  const work = new Map<string, PlannedItem>();
  let skipped = 0;
  for (const entry of listing.entries) {
    const waiting = due.get(entry.id);
    // A changed entry is an update, whatever it may have lacked before.
    const retry = waiting?.fingerprint === entry.fingerprint ? retryOf(entry, waiting) : undefined;
    const cause = retry?.cause ?? causeOf(entry, cursor, options, now);
    if (cause === undefined || isLeftOut(entry, options)) skipped++;
    else work.set(entry.id, retry ?? { entry, cause, lack: 'item' });
  }
  for (const [id, waiting] of due) {
    if (work.has(id)) continue;
    const entry = threatVision.recall(kind, waiting.raw, waiting.date);
    if (entry !== undefined && !isLeftOut(entry, options)) work.set(id, retryOf(entry, waiting));
  }
  return { work: oldestFirst([...work.values()]), listed: listing.entries.length, skipped };
}

function retryOf(entry: Entry, { lack, alsoPdf }: Waiting): PlannedItem {
  if (lack === 'item') return { entry, cause: 'retry', lack };
  return { entry, cause: 'retry', lack, lacked: alsoPdf === true ? [lack, 'pdf'] : [lack] };
}

const oldestFirst = (work: readonly PlannedItem[]): readonly PlannedItem[] =>
  [...work].sort((a, b) => a.entry.date - b.entry.date);

function causeOf(entry: Entry, cursor: Cursor, options: SyncOptions, now: number): Cause | undefined {
  const verdict = cursor.verdict(entry, now);
  if (verdict === 'new' || verdict === 'changed') return verdict;
  return options.since === undefined ? undefined : 'again';
}

function isLeftOut(entry: Entry, { until, skippedTypes }: SyncOptions): boolean {
  if (until !== undefined && entry.date > until) return true;
  return entry.kind === 'reports' && entry.typeName !== undefined && skippedTypes.has(entry.typeName);
}
