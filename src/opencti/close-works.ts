import { type ItemKind, itemKinds } from '../kinds.js';
import { err, ok, singleLine } from '../lib/index.js';
import type { WorkLedger } from './delivery.js';
import type { OpenCtiFailure, OpenCtiResult } from './failure.js';
import type { GraphQl } from './graphql.js';
import {
  canEnd,
  closeInLedger,
  type CreateWork,
  isProcessed,
  kindWorkName,
  type RunWork,
  type Windows,
} from './run-works.js';
import type { WorkSummary } from './types.js';
import { pauses, type Sleep } from './wait.js';
import { discardWork, readWork, toProcessed } from './works.js';

export interface ClosingContext {
  readonly graphql: GraphQl;
  readonly ledger: WorkLedger;
  readonly startedAt: Date;
  readonly windows: Readonly<Windows>;
  readonly works: readonly RunWork[];
  readonly create: CreateWork;
  readonly failedItems: FailedItems;
  readonly now: () => number;
  readonly sleep: Sleep;
}

type Summaries = Readonly<Record<ItemKind, string>>;

export interface Closing {
  close(summaries: Summaries, patienceMs: number): Promise<OpenCtiResult<void>>;
  discard(): Promise<OpenCtiResult<void>>;
  /** Reads a work and, after `close`, ends it as soon as that is harmless. */
  readonly check: (work: RunWork) => Promise<OpenCtiResult<WorkSummary | null>>;
  /** Ends a work that received no push. */
  endInError(work: RunWork, text: string): Promise<OpenCtiResult<void>>;
}

const parallelReads = 8;
/** Milliseconds: two equal readings prove something only if a worker could continue between them. */
const readingDistance = 1000;

/** No work must claim completion before its import or stay open (docs/opencti-api.md#works). */
export function createClosing(context: ClosingContext): Closing {
  const { graphql, ledger, startedAt, windows, works, create, failedItems, now, sleep } = context;
  let summaries: Summaries | undefined;

  async function close(texts: Summaries, patienceMs: number): Promise<OpenCtiResult<void>> {
    summaries = texts;
    const deadline = now() + patienceMs;
    const failures: OpenCtiFailure[] = [];
    for (const kind of itemKinds) {
      const reported = await reportFailures(kind, texts);
      if (!reported.ok) failures.push(reported.failure);
    }
    for (const pause of pauses()) {
      failures.push(...(await checkOpen(deadline)));
      const left = deadline - now();
      if (failures.length > 0 || left <= 0 || works.every((work) => work.ended)) break;
      await sleep(Math.min(pause, left));
    }
    for (const work of works) {
      // Nothing came of the push within the patience: the work stays open if nothing ever does.
      if (work.ended || work.doubt === undefined || work.seen === undefined || work.seen.expected > 0)
        continue;
      const ended = await end(work, work.doubt, true);
      if (!ended.ok) failures.push(ended.failure);
    }
    const [first] = failures;
    return first === undefined ? ok(undefined) : err(first);
  }

  /** Shows failed items of a kind that has no multi-part work by a work of their own. */
  async function reportFailures(kind: ItemKind, texts: Summaries): Promise<OpenCtiResult<void>> {
    const text = failedItems.textOf(kind);
    if (text === undefined || works.some((work) => work.kind === kind && work.multiPart))
      return ok(undefined);
    const created = await create(kind, kindWorkName(kind, startedAt, windows, ': failed items'));
    return created.ok ? end(created.value, `${texts[kind]}; ${text}`, true) : created;
  }

  /** A few at a time, so that a run with many works exceeds its patience by less than a round. */
  async function checkOpen(deadline: number): Promise<OpenCtiFailure[]> {
    const open = works.filter((work) => !work.ended).sort(urgentFirst);
    for (let start = 0; start < open.length; start += parallelReads) {
      const checked = await Promise.all(open.slice(start, start + parallelReads).map(check));
      const failures = checked.flatMap((result) => (result.ok ? [] : [result.failure]));
      if (failures.length > 0) return failures;
      if (now() >= deadline) break;
    }
    return [];
  }

  async function check(work: RunWork): Promise<OpenCtiResult<WorkSummary | null>> {
    const isApart = work.seenAt !== undefined && now() - work.seenAt >= readingDistance;
    const expectedBefore = isApart ? work.seen?.expected : undefined;
    const read = await readWork(graphql, work.id);
    if (!read.ok) return read;
    if (read.value === null) {
      work.ended = true;
      const closed = closeInLedger(ledger, work);
      return closed.ok ? read : closed;
    }
    work.seen = read.value;
    work.seenAt = now();
    if (work.ended || summaries === undefined || !(await canEnd(work, read.value, expectedBefore)))
      return read;
    const ended = await endWith(work, summaries);
    return ended.ok ? read : ended;
  }

  function endWith(work: RunWork, texts: Summaries): Promise<OpenCtiResult<void>> {
    if (!work.multiPart) return end(work, `imported, objects: ${work.objects}`, false);
    const failures = failedItems.textOf(work.kind);
    const text = texts[work.kind];
    return failures === undefined ? end(work, text, false) : end(work, `${text}; ${failures}`, true);
  }

  async function end(work: RunWork, text: string, inError: boolean): Promise<OpenCtiResult<void>> {
    const processed = await toProcessed(graphql, work.id, text, inError);
    if (!processed.ok) return processed;
    work.ended = true;
    return closeInLedger(ledger, work);
  }

  async function discard(): Promise<OpenCtiResult<void>> {
    const purged = works.filter(({ seen }) => seen === undefined || !isProcessed(seen));
    for (let start = 0; start < purged.length; start += parallelReads) {
      const results = await Promise.all(purged.slice(start, start + parallelReads).map(discardOne));
      const failed = results.find((result) => !result.ok);
      if (failed !== undefined) return failed;
    }
    return ok(undefined);
  }

  async function discardOne(work: RunWork): Promise<OpenCtiResult<void>> {
    const discarded = await discardWork(graphql, work.id);
    if (!discarded.ok) return discarded;
    work.ended = true;
    return closeInLedger(ledger, work);
  }

  return { close, discard, check, endInError: (work, text) => end(work, text, true) };
}

/** Works that do not complete by themselves come first. */
function urgentFirst(a: RunWork, b: RunWork): number {
  return Number(isUrgent(b)) - Number(isUrgent(a));
}

function isUrgent({ multiPart, doubt }: RunWork): boolean {
  return multiPart || doubt !== undefined;
}

/** The failed items of a run, for the platform's page of the connector. */
export interface FailedItems {
  add(kind: ItemKind, id: string, message: string): void;
  /** The item's own work shows its failure already. */
  shown(kind: ItemKind, id: string): void;
  /** `2 failed: a (message); b (message)` */
  textOf(kind: ItemKind): string | undefined;
}

/** More would hide the summary; the log and `status` have them all. */
const maxNamed = 50;

export function createFailedItems(): FailedItems {
  const failed = { reports: new Map<string, string>(), bundles: new Map<string, string>() };
  const shown = { reports: new Set<string>(), bundles: new Set<string>() };
  return {
    add: (kind, id, message) => void failed[kind].set(id, message),
    shown: (kind, id) => void shown[kind].add(id),
    textOf(kind) {
      const items = [...failed[kind]].filter(([id]) => !shown[kind].has(id));
      if (items.length === 0) return undefined;
      const list = items.slice(0, maxNamed).map(([id, message]) => `${id} (${singleLine(message, 200)})`);
      const more = items.length > maxNamed ? `; and ${items.length - maxNamed} more` : '';
      return `${items.length} failed: ${list.join('; ')}${more}`;
    },
  };
}
