import type { Kind } from '../threatvision/index.js';
import type { PlannedItem, SyncEvent } from './events.js';

/** What of the plan has not been settled or put aside: a backfill that stops early tells where it goes on. */
export interface Remaining {
  /** The oldest item of this kind that nobody has taken yet; undefined: none is left. */
  next(kind: Kind, item: PlannedItem | undefined): void;
  taken(item: PlannedItem): void;
  /** An item's last event settles it. */
  see(event: SyncEvent): void;
  /** Unix seconds of the oldest item that is left of a kind, in flight or not taken; undefined: its plan is done. */
  oldest(kind: Kind): number | undefined;
}

/** @param from unix seconds: until a kind's plan is known, all from there is left */
export function createRemaining(kinds: readonly Kind[], from: number): Remaining {
  const waiting = new Map(kinds.map((kind) => [kind, from]));
  const inFlight = { reports: new Map<string, number>(), bundles: new Map<string, number>() };
  return {
    next(kind, item) {
      if (item === undefined) waiting.delete(kind);
      else waiting.set(kind, item.entry.date);
    },
    taken: ({ entry }) => void inFlight[entry.kind].set(entry.id, entry.date),
    see(event) {
      switch (event.type) {
        case 'delivered':
        case 'incomplete':
        case 'empty':
        case 'failed':
          inFlight[event.kind].delete(event.id);
          break;
        default:
      }
    },
    oldest(kind) {
      const next = waiting.get(kind);
      const dates = [...(next === undefined ? [] : [next]), ...inFlight[kind].values()];
      return dates.length === 0 ? undefined : Math.min(...dates);
    },
  };
}
