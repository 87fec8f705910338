/** The two kinds of items that ThreatVision lists. */
export type ItemKind = 'reports' | 'bundles';

/**
 * The response of a download URL: an object is sent as JSON, text and bytes unchanged (`''` is an empty body), a number
 * is an error with that status (403 no entitlement, 404 absent). A function is called at each download.
 */
export type Download = Stored | (() => Stored);
type Stored = string | Buffer | number | Readonly<Record<string, unknown>>;

interface ItemBase {
  /**
   * Fields of the listing entry that replace the regular ones: `null`, wrong types, other URLs; `undefined` removes a
   * field. `null` instead of the object lists the item as null.
   */
  readonly listed?: Readonly<Record<string, unknown>> | null;
  /** Default: a bundle of a few objects, the same for the same item. */
  readonly stix?: Download;
}

export interface ReportItem extends ItemBase {
  readonly alias: string;
  /** Unix seconds; determines the order of the list, whatever `listed` contains. */
  readonly date: number;
  readonly title?: string;
  readonly digest?: string;
  readonly typeName?: string;
  /** Default: a small valid PDF. */
  readonly pdf?: Download;
}

export interface BundleItem extends ItemBase {
  readonly id: string | number;
  /** `created_at`, unix seconds. */
  readonly date: number;
  readonly csv?: Download;
  readonly txt?: Download;
}

/** The initial content of a sandbox, in any order. */
export interface Content {
  readonly reports: readonly ReportItem[];
  readonly bundles: readonly BundleItem[];
}

/** The items of a kind, newest first; of two with the same date, the one added later comes first. */
export interface ItemList<Item extends { readonly date: number }> {
  add(item: Item): void;
  find(id: string): Item | undefined;
  /** Replaces properties of the item. Throws for an unknown id. */
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
