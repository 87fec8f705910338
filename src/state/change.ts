import type { ItemKind } from '../kinds.js';
import type { KindState, LocalState, State, Waiting } from './document.js';
import { openImports, type Pushed, withImports } from './imports.js';
import { createRecent } from './recent.js';

export type KindChange =
  | { readonly watermark: number }
  /** A settled item. The date is unix seconds. */
  | { readonly recent: readonly [id: string, date: number, fingerprint: string] }
  /** The item's entry in the retry queue; null removes it. */
  | { readonly waiting: readonly [id: string, waiting: Waiting | null] };

/** A change of the local state. Values are absolute: applying a change twice has no further effect. */
export type Change =
  | (KindChange & { readonly kind: ItemKind })
  | { readonly confirmed: readonly string[] }
  | { readonly openWorks: readonly string[] }
  | { readonly pushed: Pushed };

/** Applies changes, oldest first. */
export function applyChanges(local: LocalState, changes: readonly Change[]): LocalState {
  if (changes.length === 0) return local;
  const reports = changeable(local.state.reports);
  const bundles = changeable(local.state.bundles);
  const imports = openImports(local.state.imports);
  let { confirmed, openWorks } = local;
  for (const change of changes) {
    if ('kind' in change) (change.kind === 'reports' ? reports : bundles).apply(change);
    else if ('pushed' in change) imports.push(change.pushed);
    else if ('confirmed' in change) ({ confirmed } = change);
    else ({ openWorks } = change);
  }
  const state: State = withImports(
    { ...local.state, reports: reports.state(), bundles: bundles.state() },
    imports.snapshot(),
  );
  return { state, confirmed, openWorks };
}

function changeable(kind: KindState): { apply(change: KindChange): void; state(): KindState } {
  const recent = createRecent(kind.recent);
  const waiting = new Map(Object.entries(kind.waiting));
  let { watermark } = kind;
  return {
    apply(change) {
      if ('watermark' in change) ({ watermark } = change);
      else if ('recent' in change) {
        const [id, date, fingerprint] = change.recent;
        recent.remember({ id, date, fingerprint });
      } else {
        const [id, one] = change.waiting;
        if (one === null) waiting.delete(id);
        else waiting.set(id, one);
      }
    },
    state: () => ({
      start: kind.start,
      ...(watermark === undefined ? {} : { watermark }),
      recent: recent.snapshot(),
      waiting: Object.fromEntries(waiting),
    }),
  };
}
