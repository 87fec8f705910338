import { type ItemKind, itemKinds, perKind } from '../kinds.js';
import type { ImportingWork, Imports, KindState, State, Waiting } from './document.js';
import { createRecent } from './recent.js';

/** An item whose bundle was pushed into a work. Times are unix seconds. */
export interface Pushed {
  readonly work: string;
  readonly name: string;
  readonly kind: ItemKind;
  readonly item: string;
  readonly date: number;
  /** All objects that were pushed into the work so far. */
  readonly objects: number;
  readonly at: number;
}

export const noImports: Imports = { works: {}, again: { reports: {}, bundles: {} }, refused: [] };

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
    push({ work: id, name, kind, item, date, objects, at }) {
      const before = works.get(id);
      const items = before?.items ?? new Map<string, number>();
      items.set(item, date);
      // Two pushes into one work can be recorded in another order.
      const most = Math.max(objects, before?.work.objects ?? 0);
      works.set(id, { work: { name, kind, items: {}, objects: most, at }, items });
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
  const { works, again, refused } = imports;
  const marks = itemKinds.some((kind) => Object.keys(again[kind]).length > 0);
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
      reason: 'import-lost',
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

/** Whether the item can be processed only with its entry from a listing. */
export function needsListing({ lack, raw, nextTry }: Waiting): boolean {
  return lack === 'item' && raw === null && nextTry !== undefined;
}
