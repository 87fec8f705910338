import type { Kind } from '../threatvision/index.js';
import type { PlannedItem, SyncEvent } from './events.js';

/** What of the plan has not been settled or put aside: a backfill that stops early tells where it goes on. */
export interface Remaining {
  /** The whole plan of a kind, also what a budget leaves out. */
  planned(kind: Kind, items: readonly PlannedItem[]): void;
  /** An item's last event settles it. */
  see(event: SyncEvent): void;
  /** Unix seconds of the oldest item that is left of a kind; undefined: its plan is done. */
  oldest(kind: Kind): number | undefined;
}

/** @param from unix seconds: until a kind's plan is known, all from there is left */
export function createRemaining(kinds: readonly Kind[], from: number): Remaining {
  const unplanned = new Set(kinds);
  const left = { reports: new Map<string, number>(), bundles: new Map<string, number>() };
  return {
    planned(kind, items) {
      unplanned.delete(kind);
      for (const { entry } of items) left[kind].set(entry.id, entry.date);
    },
    see(event) {
      switch (event.type) {
        case 'delivered':
        case 'incomplete':
        case 'empty':
        case 'failed':
          left[event.kind].delete(event.id);
          break;
        default:
      }
    },
    oldest(kind) {
      if (unplanned.has(kind)) return from;
      const dates = left[kind].values();
      let oldest: number | undefined;
      for (const date of dates) if (oldest === undefined || date < oldest) oldest = date;
      return oldest;
    },
  };
}
