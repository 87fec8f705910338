import { createHash } from 'node:crypto';

import type { Recent } from './document.js';

const day = 86_400;
/** Characters; a longer id is stored as a digest. */
const longestId = 24;

/** The settled items and their fingerprints, grouped by day so that removing old ones is cheap. */
export interface RecentItems {
  fingerprint(id: string): string | undefined;
  /** `date` is unix seconds. */
  remember(item: { readonly id: string; readonly date: number; readonly fingerprint: string }): void;
  /** Removes the days that end before `date` (unix seconds). */
  forgetBefore(date: number): void;
  snapshot(): Recent;
}

export function createRecent(stored: Recent): RecentItems {
  const days = new Map<number, Map<string, string>>();
  const dayOf = new Map<string, number>();
  for (const [key, items] of Object.entries(stored)) {
    days.set(Number(key), new Map(Object.entries(items)));
    for (const name of Object.keys(items)) dayOf.set(name, Number(key));
  }
  return {
    fingerprint(id) {
      const name = nameOf(id);
      const key = dayOf.get(name);
      return key === undefined ? undefined : days.get(key)?.get(name);
    },
    remember({ id, date, fingerprint }) {
      const name = nameOf(id);
      const key = Math.floor(date / day);
      const before = dayOf.get(name);
      if (before !== undefined && before !== key) days.get(before)?.delete(name);
      const items = days.get(key) ?? new Map<string, string>();
      days.set(key, items.set(name, fingerprint));
      dayOf.set(name, key);
    },
    forgetBefore(date) {
      const oldest = Math.floor(date / day);
      for (const [key, items] of days) {
        if (key >= oldest) continue;
        for (const name of items.keys()) dayOf.delete(name);
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

/** 72 bits: two long ids collide once in 10^13 states of 20,000 items, and fingerprints still differ. */
function nameOf(id: string): string {
  if (id.length <= longestId) return id;
  return `#${createHash('sha256').update(id).digest('base64url').slice(0, 12)}`;
}
