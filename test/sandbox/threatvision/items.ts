export type ItemKind = 'reports' | 'bundles';

/** A number is an error with that status; a function is called at each download. */
export type Download = Stored | (() => Stored);
type Stored = string | Buffer | number | Readonly<Record<string, unknown>>;

interface ItemBase {
  /** Replace fields of the listing entry; `undefined` removes one. `null` lists the item as null. */
  readonly listed?: Readonly<Record<string, unknown>> | null;
  readonly stix?: Download;
}

export interface ReportItem extends ItemBase {
  readonly alias: string;
  /** Unix seconds; determines the order of the list, whatever `listed` contains. */
  readonly date: number;
  readonly title?: string;
  readonly digest?: string;
  readonly typeName?: string;
  readonly pdf?: Download;
}

export interface BundleItem extends ItemBase {
  readonly id: string | number;
  /** `created_at`, unix seconds. */
  readonly date: number;
  readonly csv?: Download;
  readonly txt?: Download;
}

export interface Content {
  readonly reports: readonly ReportItem[];
  readonly bundles: readonly BundleItem[];
}

/** Newest first; of two with the same date, the one added later comes first. */
export interface ItemList<Item extends { readonly date: number }> {
  add(item: Item): void;
  find(id: string): Item | undefined;
  update(id: string, changes: Partial<Item>): void;
  remove(id: string): void;
  /** At most `limit` items since `from` (unix seconds), after the first `offset`. */
  page(
    from: { readonly at: number; readonly inclusive: boolean },
    offset: number,
    limit: number,
  ): readonly Item[];
}

export function itemList<Item extends { readonly date: number }>(
  start: readonly Item[],
  idOf: (item: Item) => string,
): ItemList<Item> {
  const items = start.toReversed().sort((a, b) => b.date - a.date);
  const byId = new Map(items.map((item) => [idOf(item), item]));

  function add(item: Item): void {
    const place = items.findIndex(({ date }) => date <= item.date);
    items.splice(place < 0 ? items.length : place, 0, item);
    byId.set(idOf(item), item);
  }
  function remove(id: string): Item {
    const item = byId.get(id);
    if (item === undefined) throw new Error(`no item ${id} in the stand-in`);
    items.splice(items.indexOf(item), 1);
    byId.delete(id);
    return item;
  }
  return {
    add,
    find: (id) => byId.get(id),
    update: (id, changes) => add({ ...remove(id), ...changes }),
    remove: (id) => {
      remove(id);
    },
    page: ({ at, inclusive }, offset, limit) => {
      const end = items.findIndex(({ date }) => (inclusive ? date < at : date <= at));
      return items.slice(0, end < 0 ? items.length : end).slice(offset, offset + limit);
    },
  };
}
