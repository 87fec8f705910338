import type { ItemKind } from '../../../src/kinds.js';
import type { Publication } from './history.js';
import { lookback, mark, type World } from './world.js';

export interface Item {
  readonly kind: ItemKind;
  readonly id: string;
  readonly date: number;
  readonly empty: boolean;
  version: number;
  listed: boolean;
}

export const nameOf = ({ kind, id }: Item): string => `${kind}/${id}`;

/** Every item that was ever published, so that the end can check each. */
export interface Catalogue {
  readonly items: readonly Item[];
  publish(publication: Publication): void;
  /** Published now, dated inside the look-back. */
  publishLate(kind: ItemKind, pick: number): void;
  /** Of an item that every following run lists; returns false if there is none. */
  update(pick: number): void;
  remove(kind: ItemKind, pick: number): void;
  pick(pick: number): Item | undefined;
}

export function createCatalogue(world: World): Catalogue {
  const items: Item[] = [];
  const newest = (): number => Math.max(0, ...items.map(({ date }) => date));
  const seconds = (): number => Math.floor(world.now() / 1000);
  const choose = (from: readonly Item[], pick: number): Item | undefined => from[pick % from.length];

  function add(kind: ItemKind, date: number, empty: boolean): void {
    const item: Item = { kind, id: `${kind[0] ?? ''}${items.length}`, date, empty, version: 1, listed: true };
    items.push(item);
    const stix = (): Record<string, unknown> => ({
      type: 'bundle',
      id: 'bundle--5c2a9f43-3d2b-4b8f-9c38-0c8a9a2f6d11',
      objects: item.empty ? [] : [indicator(item)],
    });
    if (kind === 'reports') world.source.addReport({ alias: item.id, date, title: title(item), stix });
    else world.source.addBundle({ id: item.id, date, stix });
  }

  return {
    items,
    publish: ({ kind, hoursLate, stix }) => add(kind, seconds() - hoursLate * 3600, stix === 'empty'),
    publishLate: (kind, pick) => add(kind, seconds() - (pick % (lookback / 2)), false),
    update(pick) {
      const item = choose(
        items.filter(({ listed, date }) => listed && date > newest() - lookback / 2),
        pick,
      );
      if (item === undefined) return;
      item.version += 1;
      if (item.kind === 'reports') world.source.updateReport(item.id, { title: title(item) });
      else world.source.updateBundle(item.id, { listed: { revision: item.version } });
    },
    remove(kind, pick) {
      const item = choose(
        items.filter((one) => one.listed && one.kind === kind),
        pick,
      );
      if (item === undefined) return;
      item.listed = false;
      world.source.removeItem(kind, item.id);
    },
    pick: (pick) => choose(items, pick),
  };
}

const title = (item: Item): string => mark(item.kind, item.id, item.version);

/** Of the only object of its STIX, unless that is empty. */
export const indicatorId = ({ id }: Item): string =>
  `indicator--7a4d1c55-9f2e-4c1b-8d3a-${id.slice(1).padStart(12, '0')}`;

function indicator(item: Item): Record<string, unknown> {
  const time = new Date(item.date * 1000).toISOString();
  return {
    type: 'indicator',
    spec_version: '2.1',
    id: indicatorId(item),
    created: time,
    modified: time,
    name: mark(item.kind, item.id, item.version),
    pattern: `[domain-name:value = '${item.id}.example']`,
    pattern_type: 'stix',
    valid_from: time,
  };
}
