import type { ItemKind } from '../kinds.js';
import type { ConversionNote } from '../stix/index.js';
import type {
  ItemFailure,
  ItemOutcome,
  ItemResult,
  PlannedItem,
  Settlement,
  SyncOptions,
  Totals,
} from './types.js';

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

/** @param now milliseconds; the run starts with this call */
export function createCounters(options: SyncOptions, now: () => number): Counters {
  const startedAt = now();
  const counts = { reports: zeroCounts(), bundles: zeroCounts() };
  const shares = { reports: { objects: 0, milliseconds: 0 }, bundles: { objects: 0, milliseconds: 0 } };
  const unsettled = options.since === undefined ? undefined : createUnsettled(options.kinds, options.since);
  const failures: ItemFailure[] = [];
  const items: ItemResult[] = [];
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
      if (options.listItems === true) items.push(resultOf(settlement));
      switch (type) {
        case 'delivered':
          counts[kind][isUpdate(item) ? 'updated' : 'delivered']++;
          objects += settlement.objects;
          bytes += settlement.bytes;
          shares[kind].objects += settlement.objects;
          break;
        case 'empty':
          counts[kind].skipped++;
          break;
        case 'failed':
          counts[kind].failed++;
          failures.push({
            kind,
            id,
            reason: settlement.reason,
            message: settlement.message,
            nextTry: settlement.nextTry,
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
      items: items.sort((one, other) => one.date - other.date),
    }),
  };
}

const zeroCounts = () => ({ listed: 0, delivered: 0, updated: 0, skipped: 0, failed: 0 });

function resultOf(settlement: Exclude<Settlement, { type: 'untouched' }>): ItemResult {
  const { entry, trigger } = settlement.item;
  const { kind, id, date } = entry;
  return {
    kind,
    id,
    date,
    trigger,
    title: entry.kind === 'reports' ? entry.title : undefined,
    outcome: outcomeOf(settlement),
    objects: settlement.type === 'delivered' ? settlement.objects : 0,
    notes: 'notes' in settlement ? notesByCode(settlement.notes) : [],
  };
}

function outcomeOf(settlement: Exclude<Settlement, { type: 'untouched' }>): ItemOutcome {
  switch (settlement.type) {
    case 'delivered':
      if (settlement.missing.length > 0) return 'incomplete';
      return isUpdate(settlement.item) ? 'updated' : 'delivered';
    case 'still-incomplete':
      return 'incomplete';
    case 'empty':
    case 'failed':
      return settlement.type;
  }
}

/** An item can have thousands of notes, but few codes. */
function notesByCode(notes: readonly ConversionNote[]): ItemResult['notes'] {
  const byCode = new Map<string, { code: string; message: string; count: number }>();
  for (const { code, message } of notes) {
    const known = byCode.get(code);
    if (known === undefined) byCode.set(code, { code, message, count: 1 });
    else known.count += 1;
  }
  return [...byCode.values()];
}

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
