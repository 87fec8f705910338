import { type ItemKind, kinds } from '../kinds.js';
import { createMutex, err, ok, singleLine } from '../lib/index.js';
import type { DeliveryItem, Window, WorkLedger } from './delivery.js';
import { isAmbiguous, type OpenCtiResult } from './failure.js';
import type { GraphQl } from './graphql.js';
import type { WorkSummary } from './types.js';
import type { Capabilities } from './version.js';
import type { Sleep } from './wait.js';
import { addWork } from './works.js';

/** A work of this run. */
export interface RunWork {
  readonly id: string;
  /** Unique per connector. */
  readonly name: string;
  readonly kind: ItemKind;
  /** Receives any number of pushes; otherwise exactly one. */
  readonly multiPart: boolean;
  /** Objects in the pushes that the broker has confirmed. */
  objects: number;
  /** Whether the platform expected objects when the first push was confirmed: it splits bundles itself. */
  splitsAtOnce: Promise<boolean>;
  /** Why its push is in doubt: no response arrived, and it was sent again elsewhere or given up. */
  doubt?: string | undefined;
  /** `toProcessed` has been called, or the work does not exist any more. */
  ended: boolean;
  /** The ledger has it as closed. */
  closed: boolean;
  /** As last read. */
  seen?: WorkSummary | undefined;
  /** Milliseconds: when it was last read. */
  seenAt?: number | undefined;
}

/**
 * Whether `toProcessed` is harmless now, that is, does not complete the work before everything is imported
 * (docs/opencti-api.md#works). A platform that splits bundles itself expects the objects when the push is confirmed; an
 * older one when its worker takes the message, minutes later perhaps, and until then zero of zero counts as complete.
 * The version does not distinguish the two.
 * @param current the work as read now; null if it was deleted
 * @param expectedBefore how many objects it expected some time before, if it was read then
 */
export async function canEnd(
  work: RunWork,
  current: WorkSummary | null,
  expectedBefore: number | undefined,
): Promise<boolean> {
  if (current === null) return true;
  if (!work.multiPart) return isProcessed(current);
  if (current.expected >= work.objects) return true;
  // Fewer than pushed: the splitter left some out, which is final, or a worker has not seen every bundle yet.
  return current.expected > 0 && current.expected === expectedBefore && (await work.splitsAtOnce);
}

/** The status alone proves nothing: the platform's housekeeping completes works whatever their numbers are. */
export function isProcessed({ expected, processed }: WorkSummary): boolean {
  return expected > 0 && processed >= expected;
}

/** Creates works of a run and records them in the ledger first. */
export type CreateWork = (kind: ItemKind, name: string) => Promise<OpenCtiResult<RunWork>>;

export interface CreateWorkContext {
  readonly graphql: GraphQl;
  readonly capabilities: Capabilities;
  readonly connectorId: string;
  readonly ledger: WorkLedger;
  readonly sleep: Sleep;
  /** Collects the works in the order of their creation. */
  readonly works: RunWork[];
}

/**
 * Works are created one after another: their ids contain the millisecond, and two created in the same one are the same
 * work (docs/opencti-api.md#works).
 */
export function createWorks(context: CreateWorkContext): CreateWork {
  const creations = createMutex();
  return (kind, name) => creations.run(() => createWork(context, kind, name));
}

/** Attempts to create a work with an id of its own: two milliseconds apart, the second one succeeds. */
const maxAttempts = 10;

async function createWork(
  context: CreateWorkContext,
  kind: ItemKind,
  name: string,
): Promise<OpenCtiResult<RunWork>> {
  const { graphql, capabilities, connectorId, ledger, sleep, works } = context;
  const recorded = ledger.record({ type: 'opening', name });
  if (!recorded.ok) return recorded;
  let id = await addWork(graphql, capabilities, connectorId, name);
  const isTaken = (): boolean => id.ok && works.some((work) => id.ok && work.id === id.value);
  for (let attempt = 1; isTaken() && attempt < maxAttempts; attempt++) {
    await sleep(2);
    id = await addWork(graphql, capabilities, connectorId, name);
  }
  if (isTaken()) {
    const message = `OpenCTI returned the id of another work ${maxAttempts} times`;
    id = err({ reason: 'opencti-answer', operation: `creating the work "${name}"`, message });
  }
  if (!id.ok) {
    // If the response was lost, the platform can have the work: the next run looks for it.
    if (isAmbiguous(id.failure)) return id;
    const forgotten = ledger.record({ type: 'closed', name });
    return forgotten.ok ? id : forgotten;
  }
  const work: RunWork = {
    id: id.value,
    name,
    kind,
    multiPart: capabilities.has('multiPartWork'),
    objects: 0,
    splitsAtOnce: Promise.resolve(false),
    ended: false,
    closed: false,
  };
  works.push(work);
  return ok(work);
}

/** Records in the ledger that nothing is left to do for the work. */
export function closeInLedger(ledger: WorkLedger, work: RunWork): OpenCtiResult<void> {
  if (work.closed) return ok(undefined);
  work.closed = true;
  return ledger.record({ type: 'closed', name: work.name });
}

export type Windows = Partial<Record<ItemKind, Window>>;

/** `TeamT5 reports 2026-11-20 to 2026-11-24 (run of 2026-11-24T20:00:00.000Z)`: the time makes it unique. */
export function kindWorkName(kind: ItemKind, startedAt: Date, windows: Readonly<Windows>, note = ''): string {
  const window = windows[kind];
  const days = window === undefined ? '' : ` ${day(window.from)} to ${day(window.to)}`;
  return `TeamT5 ${kind}${days}${note} (run of ${startedAt.toISOString()})`;
}

/** The name of the work of one push; `note` distinguishes parts of one item, and repeats. */
export function itemWorkName(item: DeliveryItem, note: string, startedAt: Date): string {
  const kind = kinds[item.kind].singular;
  return `TeamT5 ${kind} ${itemName(item)}${note} (run of ${startedAt.toISOString()})`;
}

/** Title and id of an item, for messages. */
export function itemName({ title, id }: Pick<DeliveryItem, 'title' | 'id'>): string {
  return title === '' || title === id ? id : `${singleLine(title, 150)} [${id}]`;
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
