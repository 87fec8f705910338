import { type Catalogue, indicatorId, type Item, nameOf } from './catalogue.js';
import type { RunEnd, World } from './world.js';

/** What the runs delivered, and how often they were allowed to. */
export interface Books {
  /** After a reset everything is delivered again; deliveries of the current run do not count. */
  forget(press: () => void): void;
  close(end: RunEnd, run?: { readonly abandons: boolean; readonly isOutage: boolean }): void;
  missing(catalogue: Catalogue): string[];
  /** Reported as lost for the second time, or its object as refused. */
  named(item: Item): boolean;
  repeated(): string[];
  /** Outages that were taken for failures of items. */
  mistaken(): string[];
  mostRepeats(): number;
  kills(): number;
}

export function createBooks(world: World): Books {
  let since = 0;
  let disturbedRun = -1;
  let kills = 0;
  const allowed = new Map<string, number>();
  const failedBefore = new Set<string>();
  const named = new Set<string>();
  const refusedObjects = new Set<string>();
  const mistaken: string[] = [];
  const allow = (item: string): void => void allowed.set(item, (allowed.get(item) ?? 0) + 1);
  const counts = (): Map<string, number> => {
    const times = new Map<string, number>();
    for (const { item, version, run } of world.deliveries.slice(since)) {
      if (run === disturbedRun) continue;
      const key = `${item}:v${version}`;
      times.set(key, (times.get(key) ?? 0) + 1);
    }
    return times;
  };
  return {
    forget(press) {
      press();
      since = world.deliveries.length;
      disturbedRun = world.runs();
      allowed.clear();
    },
    close(
      { summary, refused, events, inFlight },
      { abandons, isOutage } = { abandons: false, isOutage: false },
    ) {
      if (summary === undefined && refused === undefined) kills += 1;
      if (abandons) for (const item of inFlight) allow(item);
      const failed = events.flatMap((event) =>
        event.type === 'failed' && /the same for every item|HTTP 500/.test(event.message ?? '')
          ? [`${event.kind}/${event.id}`]
          : [],
      );
      const first = failed.filter((item) => !failedBefore.has(item));
      if (isOutage && first.length >= 5) mistaken.push(`one outage failed ${first.join(', ')}`);
      // Whatever the cause: its next attempt is a retry, which does not count.
      for (const event of events) if (event.type === 'failed') failedBefore.add(`${event.kind}/${event.id}`);
      for (const event of events)
        if (event.type === 'import-lost')
          for (const id of event.items ?? [])
            if (event.again === true) named.add(`${event.kind}/${id}`);
            else allow(`${event.kind}/${id}`);
      for (const { type, objectId } of events)
        if (type === 'import-error' && objectId !== undefined) refusedObjects.add(objectId);
      for (const event of events)
        if (event.type === 'delivered-partially') {
          allow(`${event.kind}/${event.id}`);
          failedBefore.add(`${event.kind}/${event.id}`);
        }
    },
    missing: ({ items }) =>
      items
        .filter((item) => item.listed && !(item.kind === 'bundles' && item.empty))
        .filter(
          (item) =>
            !world.deliveries
              .slice(since)
              .some(
                ({ item: name, version }) =>
                  name === nameOf(item) && (item.kind === 'bundles' || version === item.version),
              ),
        )
        .map((item) => `${nameOf(item)} v${item.version} was never delivered`),
    named: (item) => named.has(nameOf(item)) || refusedObjects.has(indicatorId(item)),
    repeated: () =>
      [...counts()]
        .filter(([key, times]) => times > 1 + (allowed.get(key.replace(/:v\d+$/, '')) ?? 0))
        .map(([key, times]) => `${key} was delivered ${times} times`),
    mistaken: () => mistaken,
    mostRepeats: () => Math.max(0, ...[...counts().values()].map((times) => times - 1)),
    kills: () => kills,
  };
}
