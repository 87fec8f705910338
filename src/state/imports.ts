import { type ItemKind, itemKinds, perKind } from '../kinds.js';
import {
  type ImportingWork,
  type Imports,
  type KindState,
  type State,
  type Waiting,
  withKind,
} from './document.js';
import { createRecent } from './recent.js';

/** An item whose bundle was pushed into a work. Times are unix seconds. */
export interface Pushed {
  readonly work: string;
  readonly name: string;
  readonly kind: ItemKind;
  /** Of the program. */
  readonly version?: string | undefined;
  readonly item: string;
  readonly date: number;
  /** All objects that were pushed into the work so far. */
  readonly objects: number;
  readonly at: number;
}

export const noImports: Imports = {
  works: {},
  again: { reports: {}, bundles: {} },
  partial: { reports: {}, bundles: {} },
  refused: [],
};

/** The remembered works of a run, in maps: a work can have thousands of items. */
export interface OpenImports {
  push(pushed: Pushed): void;
  /** Undefined if nothing is remembered. */
  snapshot(): Imports | undefined;
}

export function openImports(stored: Imports = noImports): OpenImports {
  const works = new Map(
    Object.entries(stored.works).map(([id, work]) => [
      id,
      { work, items: new Map(Object.entries(work.items)) },
    ]),
  );
  return {
    push({ work: id, name, kind, version, item, date, objects, at }) {
      const before = works.get(id);
      const items = before?.items ?? new Map<string, number>();
      items.set(item, date);
      // Two pushes into one work can be recorded in another order.
      const most = Math.max(objects, before?.work.objects ?? 0);
      const by = version === undefined ? {} : { version };
      works.set(id, { work: { name, kind, ...by, items: {}, objects: most, at }, items });
    },
    snapshot() {
      const entries = [...works].map(([id, { work, items }]): [string, ImportingWork] => [
        id,
        { ...work, items: Object.fromEntries(items) },
      ]);
      return orUndefined({ ...stored, works: Object.fromEntries(entries) });
    },
  };
}

/** Undefined if nothing is remembered, as the state stores it. */
export function orUndefined(imports: Imports): Imports | undefined {
  const { works, again, partial, refused } = imports;
  const marks = itemKinds.some((kind) => Object.keys({ ...again[kind], ...partial[kind] }).length > 0);
  return Object.keys(works).length > 0 || marks || refused.length > 0 ? imports : undefined;
}

/** A copy with other remembered imports. */
export function withImports(state: State, imports: Imports | undefined): State {
  return imports === state.imports ? state : { ...state, imports };
}

/** What a reset of these kinds leaves. */
export function withoutImports(state: State, kinds: readonly ItemKind[]): State {
  const { imports } = state;
  if (imports === undefined) return state;
  const isOther = ({ kind }: { readonly kind: ItemKind }): boolean => !kinds.includes(kind);
  const left: Imports = {
    works: Object.fromEntries(Object.entries(imports.works).filter(([, work]) => isOther(work))),
    again: perKind((kind) => (kinds.includes(kind) ? {} : imports.again[kind])),
    partial: perKind((kind) => (kinds.includes(kind) ? {} : imports.partial[kind])),
    refused: imports.refused.filter(isOther),
  };
  return withImports(state, orUndefined(left));
}

/**
 * Puts delivered items into the retry queue, due at `now`, because their objects were lost before the import. Without a
 * stored listing entry, the next run lists from the date of the item (docs/architecture.md#cursor).
 */
export function queueLost(
  kind: KindState,
  lost: Readonly<Record<string, number>>,
  message: string,
  now: number,
  reason: keyof typeof againReasons = 'import-lost',
): KindState {
  const recent = createRecent(kind.recent);
  const waiting = new Map(Object.entries(kind.waiting));
  for (const [id, date] of Object.entries(lost)) {
    const before = waiting.get(id);
    // A failed item has a next attempt of its own, or was given up.
    if (before?.lack === 'item') continue;
    waiting.set(id, {
      lack: 'item',
      date,
      fingerprint: before?.fingerprint ?? recent.fingerprint(id) ?? '',
      reason,
      message,
      firstAttempt: now,
      lastAttempt: now,
      attempts: 1,
      nextTry: now,
      raw: before?.raw ?? null,
    });
  }
  return { ...kind, waiting: Object.fromEntries(waiting) };
}

const againReasons = { 'import-lost': true, 'import-refused': true } as const;

/** Whether the item was delivered, and is delivered again because OpenCTI has not imported all of it. */
export function isDeliveredAgain({ lack, reason, nextTry }: Waiting): boolean {
  return lack === 'item' && Object.hasOwn(againReasons, reason) && nextTry !== undefined;
}

export interface QueuedPartial {
  readonly state: State;
  /** The ids that it put into the retry queue. */
  readonly queued: Readonly<Record<ItemKind, readonly string[]>>;
}

/**
 * Puts items of which OpenCTI refused objects into the retry queue, due at `now`, if another version of this program
 * converted them (docs/architecture.md#cursor). They are forgotten, so that each version delivers them once.
 */
export function queuePartial(state: State, version: string, now: number): QueuedPartial {
  const { imports } = state;
  const queued = perKind((kind) =>
    Object.entries(imports?.partial[kind] ?? {}).filter(([, one]) => one.version !== version),
  );
  const ids = perKind((kind) => queued[kind].map(([id]) => id));
  if (imports === undefined || itemKinds.every((kind) => ids[kind].length === 0))
    return { state, queued: ids };
  const partial = perKind((kind) =>
    Object.fromEntries(Object.entries(imports.partial[kind]).filter(([, one]) => one.version === version)),
  );
  let next = withImports(state, orUndefined({ ...imports, partial }));
  for (const kind of itemKinds) {
    const dates = Object.fromEntries(queued[kind].map(([id, { date }]) => [id, date]));
    next = withKind(next, kind, queueLost(next[kind], dates, refusedBefore, now, 'import-refused'));
  }
  return { state: next, queued: ids };
}

const refusedBefore = 'OpenCTI refused objects of it that another version of this program converted';

/** Whether the item can be processed only with its entry from a listing. */
export function needsListing({ lack, raw, nextTry }: Waiting): boolean {
  return lack === 'item' && raw === null && nextTry !== undefined;
}
