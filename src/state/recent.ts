import type { Recent } from './document.js';

const day = 86_400;

/** Which items have been settled, under which fingerprint; grouped by day so that old ones go cheaply. */
export interface RecentItems {
  fingerprint(id: string): string | undefined;
  /** Once per id: an older memory under another date goes. `date` is unix seconds. */
  remember(item: { readonly id: string; readonly date: number; readonly fingerprint: string }): void;
  /** Drops the days that end before `date` (unix seconds): no listing will reach them again. */
  forgetBefore(date: number): void;
  snapshot(): Recent;
}

export function createRecent(stored: Recent): RecentItems {
  const days = new Map<number, Map<string, string>>();
  const dayOf = new Map<string, number>();
  for (const [key, items] of Object.entries(stored)) {
    days.set(Number(key), new Map(Object.entries(items)));
    for (const id of Object.keys(items)) dayOf.set(id, Number(key));
  }
  return {
    fingerprint(id) {
      const key = dayOf.get(id);
      return key === undefined ? undefined : days.get(key)?.get(id);
    },
    remember({ id, date, fingerprint }) {
      const key = Math.floor(date / day);
      const before = dayOf.get(id);
      if (before !== undefined && before !== key) days.get(before)?.delete(id);
      const items = days.get(key) ?? new Map<string, string>();
      days.set(key, items.set(id, fingerprint));
      dayOf.set(id, key);
    },
    forgetBefore(date) {
      const oldest = Math.floor(date / day);
      for (const [key, items] of days) {
        if (key >= oldest) continue;
        for (const id of items.keys()) dayOf.delete(id);
        days.delete(key);
      }
    },
    snapshot: () =>
      Object.fromEntries(
        [...days]
          .filter(([, items]) => items.size > 0)
          .map(([key, items]) => [key, Object.fromEntries(items)]),
      ),
  };
}
