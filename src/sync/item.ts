import { type PreparedItem, prepareItem } from './prepare.js';
import type { SyncRun } from './run.js';
import {
  noteSuccess,
  putAside,
  queueForCompletion,
  recorded,
  settleFailed,
  stopFor,
  type Suspension,
} from './settle.js';
import { awaitDelivery } from './silence.js';
import type { Entry } from '../threatvision/index.js';
import type { Delivered } from './targets.js';
import type { PlannedItem, Settlement } from './types.js';

/** prepare → deliver → record. A failure of a service stops the run and leaves the item untouched. */
export async function processItem(run: SyncRun, item: PlannedItem): Promise<Settlement | Suspension> {
  const share = await run.byteBudget.acquire();
  try {
    if (run.stop.reason() !== undefined) return { type: 'untouched', item };
    const startedAt = run.now();
    const { kind, id } = item.entry;
    run.emit({ type: 'started', kind, id });
    const prepared = await prepare(run, item);
    if ('type' in prepared) return prepared;
    if (run.abandon.aborted) return { type: 'untouched', item };
    const bytes = prepared.conversion.bundles.reduce((sum, { json }) => sum + json.length, 0);
    share.hold(bytes);
    run.emit({ type: 'downloaded', kind, id });
    if (prepared.conversion.bundles.length === 0) return await settleEmpty(run, item, prepared);
    if (lacksTheSame(item, prepared)) return await settleIncomplete(run, item, prepared);
    if (!run.runBytes.take(bytes)) {
      run.stop.stop({ why: 'budget' });
      return { type: 'untouched', item };
    }
    const release = await run.deliverySlots.acquire();
    try {
      return await deliver(run, item, prepared, startedAt);
    } finally {
      release();
    }
  } finally {
    share.release();
  }
}

/** A download that failed during an outage gets one more attempt once the service responds again. */
async function prepare(run: SyncRun, item: PlannedItem): Promise<PreparedItem | Settlement | Suspension> {
  for (let attempt = 1; ; attempt++) {
    const since = run.now();
    const position = run.suspects.position();
    const prepared = await prepareOrReportBug(run, item);
    if ('type' in prepared) return prepared;
    if (prepared.ok) {
      await noteSuccess(run, 'threatvision', position);
      return prepared.value;
    }
    const verdict = await run.outage.source(item.entry.kind, prepared.failure, since);
    if (verdict === 'recovered' && attempt === 1) continue;
    return verdict === 'outage'
      ? stopFor(run, item, prepared.failure)
      : settleFailed(run, item, 'threatvision', prepared.failure);
  }
}

/** A bug that one item triggers fails this item, so that it does not hold up all newer ones in every run. */
async function prepareOrReportBug(
  run: SyncRun,
  item: PlannedItem,
): Promise<Awaited<ReturnType<typeof prepareItem>> | Settlement> {
  try {
    return await prepareItem(item.entry, run.source, run.convert, run.options);
  } catch (error) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const where = stack.split('\n', 2).join(' ').slice(0, 300);
    return putAside(run, item, 'bug', `a bug of this program, please report it: ${where}`);
  }
}

async function deliver(
  run: SyncRun,
  item: PlannedItem,
  prepared: PreparedItem,
  startedAt: number,
): Promise<Settlement | Suspension> {
  const delivered = await send(run, item, prepared);
  if ('type' in delivered) return delivered;
  const { entry } = item;
  rememberWorks(run, entry, delivered.works);
  if (prepared.missing.length === 0) run.cursors.of(entry.kind).settle(entry);
  else queueForCompletion(run, entry, prepared.missing);
  return recorded(run, {
    type: 'delivered',
    item,
    objects: delivered.objects,
    bytes: delivered.bytes,
    milliseconds: run.now() - startedAt,
    notes: prepared.conversion.notes,
    missing: prepared.missing,
  });
}

/** A later run reads what becomes of them (docs/architecture.md#cursor). */
function rememberWorks(run: SyncRun, { kind, id, date }: Entry, works: Delivered['works'] = []): void {
  if (run.session.readsImports !== true) return;
  const at = Math.floor(run.now() / 1000);
  for (const { id: work, name, objects } of works)
    run.cursors.pushed({ work, name, kind, version: run.options.version, item: id, date, objects, at });
}

/** See `prepare` for the second attempt. */
async function send(
  run: SyncRun,
  item: PlannedItem,
  { conversion }: PreparedItem,
): Promise<Delivered | Settlement | Suspension> {
  for (let attempt = 1; ; attempt++) {
    // After a reset or an outage nothing is sent any more; an interruption lets the item finish.
    const why = run.stop.reason()?.why;
    if (why === 'failed' || why === 'reset') return { type: 'untouched', item };
    const since = run.now();
    const position = run.suspects.position();
    const delivered = await awaitDelivery(run, () => run.target.deliver(item.entry, conversion));
    if (delivered === 'abandoned') return { type: 'untouched', item };
    if (delivered.ok) {
      await noteSuccess(run, 'opencti', position);
      return delivered.value;
    }
    if (delivered.failure.type === 'run') return stopFor(run, item, delivered.failure.failure);
    const { failure } = delivered.failure;
    const verdict = await run.outage.platform(failure, since);
    if (verdict === 'recovered' && attempt === 1) continue;
    if (verdict === 'lost') run.stop.lose(failure);
    return verdict === 'outage' || verdict === 'lost'
      ? stopFor(run, item, failure)
      : settleFailed(run, item, 'opencti', failure);
  }
}

/** An empty indicator bundle is settled, or it would come back in every run. */
function settleEmpty(run: SyncRun, item: PlannedItem, { conversion }: PreparedItem): Promise<Settlement> {
  run.cursors.of(item.entry.kind).settle(item.entry);
  return recorded(run, { type: 'empty', item, notes: conversion.notes });
}

/** Sending a delivered report again that lacks the same part would bring nothing new. */
function settleIncomplete(run: SyncRun, item: PlannedItem, { missing }: PreparedItem): Promise<Settlement> {
  const nextTry = queueForCompletion(run, item.entry, missing);
  return recorded(run, { type: 'still-incomplete', item, missing, nextTry });
}

function lacksTheSame({ missingBefore }: PlannedItem, { missing }: PreparedItem): boolean {
  return missing.map(({ part }) => part).join() === missingBefore?.join();
}
