import type { LimitFunction } from 'p-limit';

import type { Result } from '../result/index.js';
import type { Cursor, Lack, StateFailure } from '../state/index.js';
import type { Entry, Kind, ThreatVision } from '../threatvision/index.js';
import type { ByteBudget } from './byte-budget.js';
import type { Emit, PlannedItem } from './events.js';
import type { RunFailure } from './failure.js';
import { messageOf } from './message.js';
import type { SyncOptions } from './options.js';
import type { OutageDetector } from './outage.js';
import { type PreparedItem, prepareItem } from './prepare.js';
import type { Stop } from './stop.js';
import type { Target } from './target/target.js';

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
  const { threatVision, options, outage, budget, delivering, emit, now, stop } = deps;

  return async (planned) => {
    const { entry } = planned;
    await budget.room();
    if (stop.reason() !== undefined) return;
    const begun = now();
    emit({ type: 'started', kind: entry.kind, id: entry.id });
    const prepared = await prepareItem(entry, threatVision, options, budget);
    if (!prepared.ok) {
      const blame = await outage.source(entry.kind, prepared.failure);
      await failed(deps, planned, prepared.failure, blame);
      return;
    }
    emit({ type: 'downloaded', kind: entry.kind, id: entry.id });
    const { item } = prepared;
    try {
      if (item.conversion.bundles.length === 0) await empty(deps, entry, item);
      else await delivering(() => deliver(deps, planned, item, begun));
    } finally {
      budget.release(item.heldBytes);
    }
  };
}

async function deliver(
  deps: WorkDependencies,
  planned: PlannedItem,
  item: PreparedItem,
  begun: number,
): Promise<void> {
  const { target, cursors, outage, emit, now, stop } = deps;
  const { entry, cause } = planned;
  // What a reset or an outage overtook is not sent any more; an interruption lets it finish.
  const why = stop.reason()?.why;
  if (why === 'failed' || why === 'reset') return;
  const delivered = await target.deliver(entry, item.conversion);
  if (!delivered.ok) {
    const { failure } = delivered;
    const blame = failure.type === 'run' ? 'run' : await outage.platform(failure.failure);
    await failed(deps, planned, failure.failure, blame);
    return;
  }
  const [missing] = item.missing;
  if (missing === undefined) cursors[entry.kind].settle(entry);
  else
    cursors[entry.kind].wait(entry.id, attempt(entry, missing.lack, missing.reason, missing.message, now()));
  if (!(await recorded(deps))) return;
  emit({
    type: 'delivered',
    kind: entry.kind,
    id: entry.id,
    title: entry.kind === 'reports' ? entry.title : entry.id,
    cause,
    ...delivered.value,
    milliseconds: now() - begun,
    notes: item.conversion.notes,
  });
  for (const { lack, message } of item.missing) {
    emit({ type: 'incomplete', kind: entry.kind, id: entry.id, lack, message });
  }
}

/** An indicator bundle without anything to deliver: settled, with a warning, or it would come back for ever. */
async function empty(deps: WorkDependencies, entry: Entry, item: PreparedItem): Promise<void> {
  deps.cursors[entry.kind].settle(entry);
  if (!(await recorded(deps))) return;
  deps.emit({ type: 'empty', kind: entry.kind, id: entry.id, notes: item.conversion.notes });
}

async function failed(
  deps: WorkDependencies,
  { entry, lack }: PlannedItem,
  failure: RunFailure,
  blame: 'item' | 'run',
): Promise<void> {
  const { cursors, emit, now, stop, target } = deps;
  if (blame === 'run') {
    stop.stop({ why: 'failed', failure });
    return;
  }
  const message = messageOf(failure);
  cursors[entry.kind].wait(entry.id, attempt(entry, lack, failure.reason, message, now()));
  if (!(await recorded(deps))) return;
  target.itemFailed(entry, message);
  emit({ type: 'failed', kind: entry.kind, id: entry.id, reason: failure.reason, message });
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
