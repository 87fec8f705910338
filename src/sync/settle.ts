import { type Result, singleLine } from '../lib/index.js';
import type { StateFailure, Waiting } from '../state/index.js';
import type { Entry } from '../threatvision/index.js';
import { messageOf, type RunFailure } from './failure.js';
import type { Service } from './outage.js';
import type { SyncRun } from './run.js';
import { causeOf, outageRow, type Suspect } from './suspects.js';
import type { MissingPart, Part, PlannedItem, Settlement } from './types.js';

/** The failure of the item can be an outage: it is settled with the next success, or at the end. */
export interface Suspension {
  readonly type: 'suspended';
  readonly item: PlannedItem;
}

/** Equal failures without a success between them are an outage (docs/architecture.md#cursor). */
export async function settleFailed(
  run: SyncRun,
  item: PlannedItem,
  service: Service,
  failure: Suspect['failure'],
): Promise<Settlement | Suspension> {
  const cause = causeOf(failure);
  if (cause === undefined) return putAside(run, item, failure.reason, messageOf(failure));
  const row = run.suspects.add({ item, service, failure, cause });
  if (row < outageRow || item.trigger === 'retry') return { type: 'suspended', item };
  if (!('operation' in failure)) return stopFor(run, item, failure);
  const operation = `${failure.operation} (${row} items in a row failed this way)`;
  return stopFor(run, item, { ...failure, operation });
}

/** Failures before the start of a successful request belong to their items; `position` as of `Suspects`. */
export async function noteSuccess(run: SyncRun, service: Service, position: number): Promise<void> {
  run.outage.succeeded(service);
  await settleSuspects(run, service, position);
}

/** Puts the suspects aside, unless a failure or a reset stops the run: then their items are untouched. */
export async function settleSuspects(run: SyncRun, service?: Service, before?: number): Promise<void> {
  const why = run.stop.reason()?.why;
  if (why === 'failed' || why === 'reset') return;
  for (const { item, failure } of run.suspects.take(service, before)) {
    run.settled(await putAside(run, item, failure.reason, messageOf(failure)));
  }
}

export function stopFor(run: SyncRun, item: PlannedItem, failure: RunFailure): Settlement {
  run.stop.stop({ why: 'failed', failure });
  return { type: 'untouched', item };
}

/** The item waits in the retry queue and no longer holds the watermark. */
export async function putAside(
  run: SyncRun,
  item: PlannedItem,
  reason: string,
  message: string,
): Promise<Settlement> {
  if (run.abandon.aborted) return { type: 'untouched', item };
  const { entry, retryOf, missingBefore = [] } = item;
  const { nextTry } = queueForRetry(run, entry, retryOf, reason, message, missingBefore.length > 1);
  const settlement = await recorded(run, { type: 'failed', item, reason, message, nextTry });
  if (settlement.type === 'failed') run.target.itemFailed(entry, message);
  return settlement;
}

/** Unix seconds of the next attempt; undefined: nothing is missing, or the part was given up. */
export function queueForCompletion(
  run: SyncRun,
  entry: Entry,
  missing: readonly MissingPart[],
): number | undefined {
  const [first, second] = missing;
  if (first === undefined) return undefined;
  const message = second === undefined ? first.message : `${first.message}; ${second.message}`;
  return queueForRetry(run, entry, first.part, first.reason, message, second !== undefined).nextTry;
}

function queueForRetry(
  run: SyncRun,
  { kind, id, date, fingerprint, raw }: Entry,
  lack: 'item' | Part,
  reason: string,
  message: string,
  alsoPdf: boolean,
): Waiting {
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
  return run.cursors.of(kind).wait(id, alsoPdf ? { ...attempt, alsoPdf } : attempt);
}

/** Characters of JSON that are stored of a listing entry. */
const maxEntry = 65_536;

/** Of a too long listing entry, the shortest fields, among them id, date and links. */
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

/** Characters: a message is stored with the item, and sent to OpenCTI with every ping. */
const maxMessage = 1000;

/** The settlement once the state is on disk; a state that cannot be written stops the run. */
export async function recorded(run: SyncRun, settlement: Settlement): Promise<Settlement> {
  const written: Result<void, StateFailure> = await run.record();
  return written.ok ? settlement : stopFor(run, settlement.item, written.failure);
}
