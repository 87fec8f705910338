import type { KindState, Waiting } from './document.js';
import { createRecent } from './recent.js';
import { afterAttempt, type Attempt, isDue } from './waiting.js';

/** What the cursor needs to know of a listing entry. `date` is unix seconds. */
export interface CursorItem {
  readonly id: string;
  readonly date: number;
  readonly fingerprint: string;
}

/**
 * `new`: never delivered. `changed`: delivered, but its listing entry is another now. `settled`: nothing to do.
 * `waiting`: failed, and its next try has not come.
 */
export type Verdict = 'new' | 'changed' | 'settled' | 'waiting';

/** One kind's cursor during a run: the design's watermark, recent ids and waiting items. */
export interface Cursor {
  /** Unix seconds: a run lists from here. */
  listFrom(): number;
  verdict(item: CursorItem, now: number): Verdict;
  /** Failed items and incomplete reports whose next try has come; `all` ignores the spacing. */
  due(now: number, all: boolean): readonly (readonly [id: string, waiting: Waiting])[];
  /**
   * Tells the cursor what the listing holds, in any order, and which of it this run works on. Only then does it
   * advance. A listing that began after the old watermark has a gap before it: give it as `mayAdvance: false`.
   */
  begin(listed: readonly CursorItem[], work: ReadonlySet<string>, mayAdvance: boolean): void;
  /** Delivered, or settled otherwise. What it was waiting for is forgotten. */
  settle(item: CursorItem): void;
  /** Failed by itself (`lack: 'item'`), or delivered incomplete: either way it no longer holds the watermark. */
  wait(id: string, attempt: Attempt): void;
  snapshot(): KindState;
}

/** @param lookback seconds before the watermark in which late items are looked for */
export function openCursor(kind: KindState, lookback: number): Cursor {
  const recent = createRecent(kind.recent);
  const waiting = new Map(Object.entries(kind.waiting));
  let { watermark } = kind;

  let ordered: readonly CursorItem[] = [];
  let open = new Set<string>();
  let prefix = 0;
  let frozen = true;

  const advance = (): void => {
    if (frozen) return;
    for (let next = ordered[prefix]; next !== undefined && !open.has(next.id); next = ordered[prefix])
      prefix++;
    const last = ordered[prefix - 1];
    if (last === undefined) return;
    // Items of the same second as an open one are settled, the second itself is not.
    const following = ordered[prefix];
    const reached = following === undefined ? last.date : Math.min(last.date, following.date - 1);
    if (watermark === undefined || reached > watermark) watermark = reached;
  };
  const close = (id: string): void => {
    open.delete(id);
    advance();
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
    due: (now, all) => [...waiting].filter(([, one]) => all || isDue(one, now)),
    begin(listed, work, mayAdvance) {
      ordered = [...listed].sort((a, b) => a.date - b.date);
      open = new Set(work);
      frozen = !mayAdvance;
      advance();
    },
    settle(item) {
      waiting.delete(item.id);
      recent.remember(item);
      close(item.id);
    },
    wait(id, attempt) {
      // Delivered incomplete counts as delivered: only a changed entry brings it again before its next try.
      if (attempt.lack !== 'item')
        recent.remember({ id, date: attempt.date, fingerprint: attempt.fingerprint });
      waiting.set(id, afterAttempt(waiting.get(id), attempt));
      close(id);
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
