import type { LimitFunction } from 'p-limit';

import { sourceStack, type Result } from '../lib/index.js';
import type { Cursor, Lack, StateFailure } from '../state/index.js';
import type { Entry, Kind, ThreatVision } from '../threatvision/index.js';
import type { ByteBudget } from './byte-budget.js';
import type { Emit, PlannedItem } from './events.js';
import type { RunFailure } from './failure.js';
import { messageOf } from './message.js';
import type { SyncOptions } from './options.js';
import type { OutageDetector, Verdict } from './outage.js';
import { type Missing, type Prepared, type PreparedItem, prepareItem } from './prepare.js';
import type { Stop } from './stop.js';
import type { Delivered, Target } from './target/target.js';

export interface WorkDependencies {
  readonly threatVision: ThreatVision;
  readonly target: Target;
  readonly options: SyncOptions;
  readonly cursors: Readonly<Record<Kind, Cursor>>;
  readonly outage: OutageDetector;
  readonly budget: ByteBudget;
  /** Resolves when the cursors are on disk. */
  readonly record: () => Promise<Result<void, StateFailure>>;
  readonly delivering: LimitFunction;
  readonly emit: Emit;
  readonly now: () => number;
  readonly stop: Stop;
}

/** Takes one planned item from download to record. Resolves when it is settled, failed, or left untouched. */
export type Work = (item: PlannedItem) => Promise<void>;

export function createWork(deps: WorkDependencies): Work {
  const { budget, delivering, emit, now, stop } = deps;

  return async (planned) => {
    const { entry } = planned;
    const share = await budget.room();
    try {
      if (stop.reason() !== undefined) return;
      const begun = now();
      emit({ type: 'started', kind: entry.kind, id: entry.id });
      const item = await prepare(deps, planned);
      if (item === undefined) return;
      share.hold(item.conversion.bundles.reduce((sum, { json }) => sum + json.length, 0));
      emit({ type: 'downloaded', kind: entry.kind, id: entry.id });
      if (item.conversion.bundles.length === 0) await empty(deps, entry, item);
      else if (lacksAsBefore(planned, item)) await stillIncomplete(deps, entry, item);
      else await delivering(() => deliver(deps, planned, item, begun));
    } finally {
      share.release();
    }
  };
}

/**
 * Downloads and converts the item; undefined if it failed or the run stops, which is recorded. A download that failed
 * because the service was away gets one more attempt once the service responds again.
 */
async function prepare(deps: WorkDependencies, planned: PlannedItem): Promise<PreparedItem | undefined> {
  const { outage, now } = deps;
  for (let attempt = 1; ; attempt++) {
    const since = now();
    const prepared = await prepareOnce(deps, planned);
    if (prepared === undefined) return undefined;
    if (prepared.ok) {
      outage.succeeded('threatvision');
      return prepared.item;
    }
    const verdict = await outage.source(planned.entry.kind, prepared.failure, since);
    if (verdict === 'recovered' && attempt === 1) continue;
    await failed(deps, planned, prepared.failure, verdict);
    return undefined;
  }
}

/**
 * An exception here is a bug that this one item triggers. It must not hold up all newer items in every run: the item
 * fails, with the bug named, and the result is undefined.
 */
async function prepareOnce(deps: WorkDependencies, planned: PlannedItem): Promise<Prepared | undefined> {
  try {
    return await prepareItem(planned.entry, deps.threatVision, deps.options);
  } catch (error) {
    const where = error instanceof Error ? sourceStack(error) : String(error);
    const message = `a bug of this program, please report it: ${where.split('\n', 2).join(' ').slice(0, 300)}`;
    await itemFailed(deps, planned, 'bug', message);
    return undefined;
  }
}

async function deliver(
  deps: WorkDependencies,
  planned: PlannedItem,
  item: PreparedItem,
  begun: number,
): Promise<void> {
  const { cursors, emit, now } = deps;
  const { entry, cause, lack } = planned;
  const delivered = await send(deps, planned, item);
  if (delivered === undefined) return;
  if (item.missing.length === 0) cursors[entry.kind].settle(entry);
  else waitFor(deps, entry, item.missing);
  if (!(await recorded(deps))) return;
  emit({
    type: 'delivered',
    kind: entry.kind,
    id: entry.id,
    title: entry.kind === 'reports' ? entry.title : entry.id,
    date: entry.date,
    cause,
    ...delivered,
    milliseconds: now() - begun,
    notes: item.conversion.notes,
    ...(lack === 'item' ? {} : { completes: lack }),
  });
  for (const { lack, message } of item.missing) {
    emit({ type: 'incomplete', kind: entry.kind, id: entry.id, lack, message });
  }
}

/** Hands the item to the target; undefined if that failed or the run stops. See `prepare` for the second attempt. */
async function send(
  deps: WorkDependencies,
  planned: PlannedItem,
  item: PreparedItem,
): Promise<Delivered | undefined> {
  const { target, outage, now, stop } = deps;
  for (let attempt = 1; ; attempt++) {
    // After a reset or an outage nothing is sent any more; an interruption lets the item finish.
    const why = stop.reason()?.why;
    if (why === 'failed' || why === 'reset') return undefined;
    const since = now();
    const delivered = await target.deliver(planned.entry, item.conversion);
    if (delivered.ok) {
      outage.succeeded('opencti');
      return delivered.value;
    }
    const { failure } = delivered;
    const verdict = failure.type === 'run' ? 'outage' : await outage.platform(failure.failure, since);
    if (verdict === 'recovered' && attempt === 1) continue;
    await failed(deps, planned, failure.failure, verdict);
    return undefined;
  }
}

/** A report that has been delivered and lacks what it lacked: sending it again would bring nothing new. */
async function stillIncomplete(
  deps: WorkDependencies,
  entry: Entry,
  { missing }: PreparedItem,
): Promise<void> {
  waitFor(deps, entry, missing);
  if (!(await recorded(deps))) return;
  for (const { lack, message } of missing) {
    deps.emit({ type: 'incomplete', kind: entry.kind, id: entry.id, lack, message, still: true });
  }
}

const lacksAsBefore = ({ lacked }: PlannedItem, { missing }: PreparedItem): boolean =>
  missing.map(({ lack }) => lack).join() === lacked?.join();

function waitFor({ cursors, now }: WorkDependencies, entry: Entry, missing: readonly Missing[]): void {
  const [first, second] = missing;
  if (first === undefined) return;
  const { lack, reason, message } = first;
  cursors[entry.kind].wait(entry.id, {
    ...attempt(entry, lack, reason, second === undefined ? message : `${message}; ${second.message}`, now()),
    ...(second === undefined ? {} : { alsoPdf: true }),
  });
}

/** An indicator bundle without anything to deliver: settled, with a warning, or it would come back for ever. */
async function empty(deps: WorkDependencies, entry: Entry, item: PreparedItem): Promise<void> {
  deps.cursors[entry.kind].settle(entry);
  if (!(await recorded(deps))) return;
  deps.emit({ type: 'empty', kind: entry.kind, id: entry.id, notes: item.conversion.notes });
}

async function failed(
  deps: WorkDependencies,
  planned: PlannedItem,
  failure: RunFailure,
  verdict: Verdict,
): Promise<void> {
  if (verdict === 'outage') deps.stop.stop({ why: 'failed', failure });
  else await itemFailed(deps, planned, failure.reason, messageOf(failure));
}

async function itemFailed(
  deps: WorkDependencies,
  { entry, lack, lacked = [] }: PlannedItem,
  reason: string,
  message: string,
): Promise<void> {
  const { cursors, emit, now, target } = deps;
  cursors[entry.kind].wait(entry.id, {
    ...attempt(entry, lack, reason, message, now()),
    ...(lacked.length > 1 ? { alsoPdf: true } : {}),
  });
  if (!(await recorded(deps))) return;
  target.itemFailed(entry, message);
  emit({ type: 'failed', kind: entry.kind, id: entry.id, reason, message });
}

function attempt(entry: Entry, lack: Lack, reason: string, message: string, now: number) {
  const { date, fingerprint, raw } = entry;
  return { lack, date, fingerprint, reason, message, raw, at: Math.floor(now / 1000) };
}

async function recorded({ record, stop }: WorkDependencies): Promise<boolean> {
  const written = await record();
  if (!written.ok) stop.stop({ why: 'failed', failure: written.failure });
  return written.ok;
}
