import { type ItemKind, kinds } from '../kinds.js';
import { createMutex, err, ok, singleLine } from '../lib/index.js';
import type { DeliveryItem, Window, WorkLedger } from './delivery.js';
import { isAmbiguous, type OpenCtiResult } from './failure.js';
import type { GraphQl } from './graphql.js';
import type { WorkSummary } from './types.js';
import type { Capabilities } from './version.js';
import type { Sleep } from './wait.js';
import { addWork } from './works.js';

export interface RunWork {
  readonly id: string;
  /** Unique per connector. */
  readonly name: string;
  readonly kind: ItemKind;
  /** Receives any number of pushes; otherwise exactly one. */
  readonly multiPart: boolean;
  /** In the pushes that the broker has confirmed. */
  objects: number;
  /** Whether the platform splits bundles itself: it expected objects when the first push was confirmed. */
  splitsAtOnce: Promise<boolean>;
  /** Why its push is in doubt: no response arrived, and it was sent again elsewhere or given up. */
  doubt?: string | undefined;
  /** `toProcessed` has been called, or the work does not exist any more. */
  ended: boolean;
  /** In the ledger. */
  closed: boolean;
  seen?: WorkSummary | undefined;
  /** Milliseconds: when it was last read. */
  seenAt?: number | undefined;
}

/**
 * Whether `toProcessed` does not complete the work before its import (docs/opencti-api.md#works): a platform
 * that splits bundles itself knows the number at once; with others, zero of zero counts as complete at first.
 * @param expectedBefore how many objects it expected at an earlier reading
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

/** The status alone proves nothing: the platform's housekeeping completes works whatever their numbers. */
export function isProcessed({ expected, processed }: WorkSummary): boolean {
  return expected > 0 && processed >= expected;
}

/** Records each work in the ledger before its creation. */
export type CreateWork = (kind: ItemKind, name: string) => Promise<OpenCtiResult<RunWork>>;

export interface CreateWorkContext {
  readonly graphql: GraphQl;
  readonly capabilities: Capabilities;
  readonly connectorId: string;
  readonly ledger: WorkLedger;
  readonly sleep: Sleep;
  /** In the order of their creation. */
  readonly works: RunWork[];
}

/** Creates works one by one: two of one millisecond are the same work (docs/opencti-api.md#works). */
export function createWorks(context: CreateWorkContext): CreateWork {
  const creations = createMutex();
  return (kind, name) => creations.run(() => createWork(context, kind, name));
}

/** Of creating a work with an id of its own; two milliseconds apart, the second attempt succeeds. */
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
    // The platform can have the work: the next run looks for it.
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

/** Records that nothing is left to do for the work. */
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

/** `note` distinguishes parts of one item, and repeats. */
export function itemWorkName(item: DeliveryItem, note: string, startedAt: Date): string {
  const kind = kinds[item.kind].singular;
  return `TeamT5 ${kind} ${itemName(item)}${note} (run of ${startedAt.toISOString()})`;
}

export function itemName({ title, id }: Pick<DeliveryItem, 'title' | 'id'>): string {
  return title === '' || title === id ? id : `${singleLine(title, 150)} [${id}]`;
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
