import { type Result, singleLine } from '../lib/index.js';
import type { StateFailure } from '../state/index.js';
import type { Entry } from '../threatvision/index.js';
import { messageOf, type RunFailure } from './failure.js';
import { type PreparedItem, prepareItem } from './prepare.js';
import type { SyncRun } from './run.js';
import type { Delivered } from './targets.js';
import type { MissingPart, Part, PlannedItem, Settlement } from './types.js';

/**
 * Takes one planned item from its download to the recorded state: prepare → deliver → record. Never throws for reasons
 * outside this program; a failure of a service stops the run and leaves the item untouched.
 */
export async function processItem(run: SyncRun, item: PlannedItem): Promise<Settlement> {
  const share = await run.byteBudget.acquire();
  try {
    if (run.stop.reason() !== undefined) return { type: 'untouched', item };
    const startedAt = run.now();
    const { kind, id } = item.entry;
    run.emit({ type: 'started', kind, id });
    const prepared = await prepare(run, item);
    if ('type' in prepared) return prepared;
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

/**
 * Downloads and converts the item; its settlement if that fails. A download that failed because the service was away
 * gets one more attempt once the service responds again.
 */
async function prepare(run: SyncRun, item: PlannedItem): Promise<PreparedItem | Settlement> {
  for (let attempt = 1; ; attempt++) {
    const since = run.now();
    const prepared = await prepareOrReportBug(run, item);
    if ('type' in prepared) return prepared;
    if (prepared.ok) {
      run.outage.succeeded('threatvision');
      return prepared.value;
    }
    const verdict = await run.outage.source(item.entry.kind, prepared.failure, since);
    if (verdict === 'recovered' && attempt === 1) continue;
    return verdict === 'outage'
      ? stopFor(run, item, prepared.failure)
      : settleFailed(run, item, prepared.failure);
  }
}

/**
 * An exception here is a bug that this one item triggers. It must not hold up all newer items in every run: the item
 * fails, with the bug as its reason.
 */
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
): Promise<Settlement> {
  const delivered = await send(run, item, prepared);
  if ('type' in delivered) return delivered;
  const { entry } = item;
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

/** Hands the item to the target; its settlement if that fails. See `prepare` for the second attempt. */
async function send(
  run: SyncRun,
  item: PlannedItem,
  { conversion }: PreparedItem,
): Promise<Delivered | Settlement> {
  for (let attempt = 1; ; attempt++) {
    // After a reset or an outage nothing is sent any more; an interruption lets the item finish.
    const why = run.stop.reason()?.why;
    if (why === 'failed' || why === 'reset') return { type: 'untouched', item };
    const since = run.now();
    const delivered = await run.target.deliver(item.entry, conversion);
    if (delivered.ok) {
      run.outage.succeeded('opencti');
      return delivered.value;
    }
    const { type, failure } = delivered.failure;
    const verdict = type === 'run' ? 'outage' : await run.outage.platform(failure, since);
    if (verdict === 'recovered' && attempt === 1) continue;
    return verdict === 'outage' ? stopFor(run, item, failure) : settleFailed(run, item, failure);
  }
}

/** An indicator bundle without anything to deliver is settled, or it would come back in every run. */
function settleEmpty(run: SyncRun, item: PlannedItem, { conversion }: PreparedItem): Promise<Settlement> {
  run.cursors.of(item.entry.kind).settle(item.entry);
  return recorded(run, { type: 'empty', item, notes: conversion.notes });
}

/** Sending a delivered report again that lacks what it lacked would bring nothing new. */
function settleIncomplete(run: SyncRun, item: PlannedItem, { missing }: PreparedItem): Promise<Settlement> {
  queueForCompletion(run, item.entry, missing);
  return recorded(run, { type: 'still-incomplete', item, missing });
}

function lacksTheSame({ missingBefore }: PlannedItem, { missing }: PreparedItem): boolean {
  return missing.map(({ part }) => part).join() === missingBefore?.join();
}

function stopFor(run: SyncRun, item: PlannedItem, failure: RunFailure): Settlement {
  run.stop.stop({ why: 'failed', failure });
  return { type: 'untouched', item };
}

function settleFailed(run: SyncRun, item: PlannedItem, failure: RunFailure): Promise<Settlement> {
  return putAside(run, item, failure.reason, messageOf(failure));
}

/** The item waits in the retry queue and no longer holds the watermark. */
async function putAside(
  run: SyncRun,
  item: PlannedItem,
  reason: string,
  message: string,
): Promise<Settlement> {
  const { entry, retryOf, missingBefore = [] } = item;
  queueForRetry(run, entry, retryOf, reason, message, missingBefore.length > 1);
  const settlement = await recorded(run, { type: 'failed', item, reason, message });
  if (settlement.type === 'failed') run.target.itemFailed(entry, message);
  return settlement;
}

function queueForCompletion(run: SyncRun, entry: Entry, missing: readonly MissingPart[]): void {
  const [first, second] = missing;
  if (first === undefined) return;
  const message = second === undefined ? first.message : `${first.message}; ${second.message}`;
  queueForRetry(run, entry, first.part, first.reason, message, second !== undefined);
}

function queueForRetry(
  run: SyncRun,
  { kind, id, date, fingerprint, raw }: Entry,
  lack: 'item' | Part,
  reason: string,
  message: string,
  alsoPdf: boolean,
): void {
  const at = Math.floor(run.now() / 1000);
  const attempt = {
    lack,
    date,
    fingerprint,
    reason,
    message: singleLine(message, maxMessage),
    raw: storable(raw),
    at,
  };
  run.cursors.of(kind).wait(id, alsoPdf ? { ...attempt, alsoPdf } : attempt);
}

/** Characters of JSON that are stored of a listing entry. */
const maxEntry = 65_536;

/** A listing entry as it is stored for a retry: of one that is too long, the shortest fields, among them id, date and links. */
function storable(raw: Entry['raw']): Entry['raw'] {
  if (JSON.stringify(raw).length <= maxEntry) return raw;
  const fields = Object.entries(raw).map((field) => ({ field, length: JSON.stringify(field).length }));
  let left = maxEntry;
  const kept = fields
    .sort((a, b) => a.length - b.length)
    .filter(({ length }) => (left -= length) >= 0)
    .map(({ field }) => field);
  return Object.fromEntries(kept);
}

/** Characters of a failure's message: it is stored with the item, and sent to OpenCTI with every ping. */
const maxMessage = 1000;

/** The settlement once the state is on disk; a state that cannot be written stops the run. */
async function recorded(run: SyncRun, settlement: Settlement): Promise<Settlement> {
  const written: Result<void, StateFailure> = await run.record();
  return written.ok ? settlement : stopFor(run, settlement.item, written.failure);
}
