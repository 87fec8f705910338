import type { KindChange } from './change.js';
import type { KindState, Waiting } from './document.js';
import { createRecent } from './recent.js';
import { afterAttempt, type Attempt, isDue } from './waiting.js';

/** `date` is unix seconds. */
export interface CursorItem {
  readonly id: string;
  readonly date: number;
  readonly fingerprint: string;
}

/** `changed`: delivered, but listed differently now. `settled`: nothing to do. `waiting`: retried later. */
export type Verdict = 'new' | 'changed' | 'settled' | 'waiting';

/** One kind's watermark, recent ids and retry queue during a run (docs/architecture.md#cursor). */
export interface Cursor {
  /** Unix seconds. */
  listFrom(): number;
  verdict(item: CursorItem, now: number): Verdict;
  /** Settled according to the watermark, but dated before the look-back, whose ids are stored. */
  isPassed(item: Pick<CursorItem, 'id' | 'date'>): boolean;
  /** Failed items and incomplete reports whose next try has come; `all` ignores the spacing. */
  due(now: number, all: boolean): readonly (readonly [id: string, waiting: Waiting])[];
  /**
   * Receives the listing, in any order, and what this run processes. The cursor never advances beyond `now`
   * (unix seconds): a date in the far future would hide all that follows. `mayAdvance: false` means that the
   * listing began after the old watermark.
   */
  begin(
    listed: readonly CursorItem[],
    work: ReadonlySet<string>,
    options: { readonly now: number; readonly mayAdvance: boolean },
  ): void;
  /** Delivered, or settled otherwise; ends any wait for the item. */
  settle(item: CursorItem): void;
  /** Failed by itself (`lack: 'item'`), or delivered incomplete: it no longer holds the watermark. */
  wait(id: string, attempt: Attempt): Waiting;
  /** Gives up on a failed item, or settles a delivered one whatever it lacks. */
  forget(id: string): void;
  /** The changes since the last call. */
  changes(): readonly KindChange[];
  snapshot(): KindState;
}

/** @param lookback seconds before the watermark in which late items are looked for */
export function openCursor(kind: KindState, lookback: number): Cursor {
  const recent = createRecent(kind.recent);
  const waiting = new Map(Object.entries(kind.waiting));
  let { watermark } = kind;

  let ordered: readonly Pick<CursorItem, 'id' | 'date'>[] = [];
  let open = new Set<string>();
  let prefix = 0;
  let frozen = true;
  let ceiling = 0;
  let changes: KindChange[] = [];
  let written = watermark;

  const remember = ({ id, date, fingerprint }: CursorItem): void => {
    recent.remember({ id, date, fingerprint });
    changes.push({ recent: [id, date, fingerprint] });
  };

  const advance = (): void => {
    if (frozen) return;
    for (let next = ordered[prefix]; next !== undefined && !open.has(next.id); next = ordered[prefix])
      prefix++;
    const last = ordered[prefix - 1];
    if (last === undefined) return;
    // Items of the same second as an open one are settled, but the second is not.
    const following = ordered[prefix];
    const settled = following === undefined ? last.date : Math.min(last.date, following.date - 1);
    const reached = Math.min(settled, ceiling);
    // A backfill from before the start settles older items without moving the watermark there.
    if (reached > (watermark ?? kind.start - 1)) watermark = reached;
  };
  const close = (id: string): void => {
    open.delete(id);
    advance();
  };

  const settle = (item: CursorItem): void => {
    if (waiting.delete(item.id)) changes.push({ waiting: [item.id, null] });
    remember(item);
    close(item.id);
  };

  return {
    listFrom: () => Math.max(kind.start, watermark === undefined ? 0 : watermark - lookback),
    verdict(item, now) {
      const failed = waiting.get(item.id);
      if (failed?.lack === 'item') {
        return failed.fingerprint === item.fingerprint && !isDue(failed, now) ? 'waiting' : 'new';
      }
      const fingerprint = recent.fingerprint(item.id);
      if (fingerprint === undefined) return 'new';
      return fingerprint === item.fingerprint ? 'settled' : 'changed';
    },
    isPassed: ({ id, date }) =>
      watermark !== undefined && date >= kind.start && date < watermark - lookback && !waiting.has(id),
    due: (now, all) => [...waiting].filter(([, one]) => isDue(one, now) || (all && one.forgotten !== true)),
    begin(listed, work, { now, mayAdvance }) {
      // Copies, so that the rest of the listing is not held in memory for the whole run.
      ordered = listed.map(({ id, date }) => ({ id, date })).sort((a, b) => a.date - b.date);
      open = new Set(work);
      frozen = !mayAdvance;
      ceiling = now;
      advance();
    },
    settle,
    wait(id, attempt) {
      // Delivered incomplete counts as delivered: before its next try, only a changed entry repeats it.
      if (attempt.lack !== 'item') remember({ id, date: attempt.date, fingerprint: attempt.fingerprint });
      const next = afterAttempt(waiting.get(id), attempt);
      waiting.set(id, next);
      changes.push({ waiting: [id, next] });
      close(id);
      return next;
    },
    forget(id) {
      const found = waiting.get(id);
      if (found === undefined) return;
      const { date, fingerprint, lack } = found;
      if (lack !== 'item') {
        settle({ id, date, fingerprint });
        return;
      }
      // Nothing retries it, so that its entry is not needed.
      const next: Waiting = { ...found, nextTry: undefined, raw: {}, forgotten: true };
      waiting.set(id, next);
      changes.push({ waiting: [id, next] });
    },
    changes() {
      const drained = changes;
      changes = [];
      if (watermark !== undefined && watermark !== written) drained.push({ watermark });
      written = watermark;
      return drained;
    },
    snapshot() {
      if (watermark !== undefined) recent.forgetBefore(watermark - lookback);
      return {
        start: kind.start,
        ...(watermark === undefined ? {} : { watermark }),
        recent: recent.snapshot(),
        waiting: Object.fromEntries(waiting),
      };
    },
  };
}
