import { type Catalogue, indicatorId, type Item, nameOf } from './catalogue.js';
import type { RunEnd, World } from './world.js';

/** What the runs delivered, and how often they were allowed to. */
export interface Books {
  /** After a reset everything is delivered again; deliveries of the current run do not count. */
  forget(press: () => void): void;
  /** Another version of the program delivers items with refused objects again. */
  upgrade(): void;
  close(end: RunEnd, run?: { readonly abandons: boolean; readonly isOutage: boolean }): void;
  missing(catalogue: Catalogue): string[];
  /** Reported as lost for the second time, or its object as refused. */
  named(item: Item): boolean;
  repeated(): string[];
  /** Outages that were taken for failures of items. */
  mistaken(): string[];
  /** Items and objects that were reported more often than they were lost or refused. */
  toldAgain(): string[];
  /** From now on, a refused object that was named must be imported, too. Returns their number. */
  expectRefused(): number;
  readonly counts: Readonly<Record<'outages' | 'lost' | 'refused' | 'refusedAgain', number>>;
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
  const seen = { outages: 0, lost: 0, refused: 0, refusedAgain: 0 };
  const told = new Map<string, number>();
  const toldAgain: string[] = [];
  /** A killed run can lose what it has reported. */
  const tell = (fact: string): void => {
    const times = (told.get(fact) ?? 0) + 1;
    told.set(fact, times);
    if (times > 1 + kills) toldAgain.push(`${fact} was reported ${times} times`);
  };
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
      told.clear();
    },
    upgrade() {
      for (const fact of told.keys()) if (fact.startsWith('refused-again')) told.delete(fact);
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
        if (type === 'import-error' && objectId !== undefined) {
          seen.refused += 1;
          refusedObjects.add(objectId);
          tell(`the refusal of ${objectId}`);
        }
      for (const { type, kind, items = [] } of events)
        if (type === 'refused-again')
          for (const id of items) {
            seen.refusedAgain += 1;
            allow(`${kind}/${id}`);
            tell(`refused-again of ${kind}/${id}`);
          }
      seen.lost += events.filter(({ type }) => type === 'import-lost').length;
      const isRepeated = /the same for every item|HTTP 500/;
      if (summary?.failure !== undefined && isRepeated.test(JSON.stringify(summary.failure)))
        seen.outages += 1;
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
    toldAgain: () => toldAgain,
    expectRefused() {
      const { size } = refusedObjects;
      refusedObjects.clear();
      return size;
    },
    counts: seen,
    mostRepeats: () => Math.max(0, ...[...counts().values()].map((times) => times - 1)),
    kills: () => kills,
  };
}
