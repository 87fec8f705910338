import type { ItemKind } from '../kinds.js';
import type { ItemFailure, KindCounts, KindShare, PlannedItem, Settlement, SyncOptions } from './types.js';

export interface Counters {
  /** The listing of a kind is complete. */
  planned(
    kind: ItemKind,
    plan: { readonly listed: number; readonly skipped: number },
    items: readonly PlannedItem[],
  ): void;
  settled(settlement: Settlement): void;
  totals(): Totals;
}

export interface Totals {
  readonly reports: KindCounts;
  readonly bundles: KindCounts;
  readonly objects: number;
  readonly bytes: number;
  readonly failures: readonly ItemFailure[];
  readonly shares: Readonly<Record<ItemKind, KindShare>>;
  readonly resumePoints: readonly { readonly kind: ItemKind; readonly from: number }[];
  readonly wouldDeliver: readonly PlannedItem[];
}

/** @param now milliseconds; the run starts with this call */
export function createCounters(options: SyncOptions, now: () => number): Counters {
  const startedAt = now();
  const counts = { reports: zeroCounts(), bundles: zeroCounts() };
  const shares = { reports: { objects: 0, milliseconds: 0 }, bundles: { objects: 0, milliseconds: 0 } };
  const unsettled = options.since === undefined ? undefined : createUnsettled(options.kinds, options.since);
  const failures: ItemFailure[] = [];
  const wouldDeliver: PlannedItem[] = [];
  let objects = 0;
  let bytes = 0;

  return {
    planned(kind, { listed, skipped }, items) {
      counts[kind].listed = listed;
      counts[kind].skipped += skipped;
      shares[kind].milliseconds = now() - startedAt;
      unsettled?.planned(kind, items);
    },
    settled(settlement) {
      const { type, item } = settlement;
      if (type === 'untouched') return;
      const { kind, id } = item.entry;
      shares[kind].milliseconds = now() - startedAt;
      unsettled?.settled(item);
      switch (type) {
        case 'delivered':
          counts[kind][isUpdate(item) ? 'updated' : 'delivered']++;
          objects += settlement.objects;
          bytes += settlement.bytes;
          shares[kind].objects += settlement.objects;
          if (options.dryRun) wouldDeliver.push(item);
          break;
        case 'empty':
          counts[kind].skipped++;
          break;
        case 'failed':
          counts[kind].failed++;
          failures.push({
            ...{ kind, id, reason: settlement.reason },
            ...{ message: settlement.message, nextTry: settlement.nextTry },
          });
          break;
        case 'still-incomplete':
          break;
      }
    },
    totals: () => ({
      reports: { ...counts.reports },
      bundles: { ...counts.bundles },
      objects,
      bytes,
      failures,
      shares,
      resumePoints: unsettled?.resumePoints() ?? [],
      // They were settled in the order in which their downloads ended.
      wouldDeliver: wouldDeliver.sort((one, other) => one.entry.date - other.entry.date),
    }),
  };
}

const zeroCounts = () => ({ listed: 0, delivered: 0, updated: 0, skipped: 0, failed: 0 });

/** Neither a changed item nor one that gets the part it lacked is a new one. */
const isUpdate = ({ trigger, retryOf }: PlannedItem): boolean => trigger === 'changed' || retryOf !== 'item';

/** Only for a backfill; a run from the cursor must not hold thousands of items twice. */
function createUnsettled(kinds: readonly ItemKind[], since: number) {
  const unplanned = new Set(kinds);
  const dates = { reports: new Map<string, number>(), bundles: new Map<string, number>() };
  const oldest = (kind: ItemKind): number | undefined => {
    if (unplanned.has(kind)) return since;
    let first: number | undefined;
    for (const date of dates[kind].values()) if (first === undefined || date < first) first = date;
    return first;
  };
  return {
    planned(kind: ItemKind, items: readonly PlannedItem[]): void {
      unplanned.delete(kind);
      for (const { entry } of items) dates[kind].set(entry.id, entry.date);
    },
    settled: ({ entry }: PlannedItem): void => void dates[entry.kind].delete(entry.id),
    resumePoints: () =>
      kinds.flatMap((kind) => {
        const from = oldest(kind);
        // A failed item that was due can be older than the backfill.
        return from === undefined ? [] : [{ kind, from: Math.max(from, since) }];
      }),
  };
}
