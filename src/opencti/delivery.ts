import type { ItemKind } from '../kinds.js';
import { ok, type Result } from '../lib/index.js';
import { createClosing, createFailedItems } from './close-works.js';
import {
  isAmbiguous,
  isTransient,
  type LedgerFailure,
  type OpenCtiFailure,
  type OpenCtiResult,
} from './failure.js';
import type { GraphQl } from './graphql.js';
import { pushBundle } from './push.js';
import {
  closeInLedger,
  createWorks,
  itemName,
  itemWorkName,
  kindWorkName,
  type RunWork,
  type Windows,
} from './run-works.js';
import type { WorkSummary } from './types.js';
import type { Capabilities } from './version.js';
import { type Sleep, waitForImport } from './wait.js';
import { readWork } from './works.js';

export interface DeliveryOptions {
  readonly connectorId: string;
  /** Makes the names of the works unique. */
  readonly startedAt: Date;
  readonly ledger: WorkLedger;
}

/** Records open works before they are created, so that the next run can end those of a killed run. */
export interface WorkLedger {
  record(event: { readonly type: 'opening' | 'closed'; readonly name: string }): Result<void, LedgerFailure>;
}

export interface DeliveryItem {
  readonly kind: ItemKind;
  readonly id: string;
  readonly title: string;
  readonly bundles: readonly { readonly json: string; readonly objects: number }[];
}

/** Dates of the oldest and the newest item that a run processes. */
export interface Window {
  readonly from: Date;
  readonly to: Date;
}

export interface WaitOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?:
    ((progress: { readonly expected: number; readonly processed: number }) => void) | undefined;
}

export interface ImportOutcome {
  /** False if the time was over first. */
  readonly finished: boolean;
  readonly expected: number;
  readonly processed: number;
  readonly errors: readonly {
    readonly workId: string;
    readonly message: string;
    readonly objectId?: string | undefined;
    readonly objectType?: string | undefined;
    readonly objectName?: string | undefined;
  }[];
}

/** A work that received objects. */
export interface PushedWork {
  readonly id: string;
  readonly name: string;
  /** All that were pushed into it so far. */
  readonly objects: number;
}

export interface Delivery {
  /** Called before the first item of the kind. */
  planned(kind: ItemKind, window: Window): void;
  /** Pushes every bundle of the item; succeeds when the broker has confirmed all of them. */
  deliver(item: DeliveryItem): Promise<
    OpenCtiResult<{
      readonly objects: number;
      readonly bytes: number;
      readonly works: readonly PushedWork[];
    }>
  >;
  /** Shows a failed item on the kind's work when that is closed. */
  itemFailed(kind: ItemKind, id: string, message: string): void;
  /**
   * Ends this run's works; called once, without a `deliver` in progress (docs/opencti-api.md#works). Works
   * with unknown expectations are watched for `patienceMs` (default 10 s; 0: one reading).
   */
  close(
    summaries: Readonly<Record<ItemKind, string>>,
    options?: { readonly patienceMs?: number },
  ): Promise<OpenCtiResult<void>>;
  /** Ends every work whose queued objects a reset purged. Called instead of `close`, or after it. */
  discard(): Promise<OpenCtiResult<void>>;
  workIds(): readonly string[];
  /** The works that received objects, as last read. */
  seen(): readonly WorkSummary[];
  /** Waits for the import, after `close`. Below 6.5.7 nothing can be watched: `finished` is false. */
  wait(options: WaitOptions): Promise<OpenCtiResult<ImportOutcome>>;
}

export interface DeliveryContext {
  readonly graphql: GraphQl;
  readonly capabilities: Capabilities;
  readonly probe: () => Promise<OpenCtiResult<void>>;
  readonly now: () => number;
  readonly sleep: Sleep;
}

/** One of several pushes of an item; `note` is empty if it is the only one. */
interface Part {
  readonly item: DeliveryItem;
  readonly bundle: DeliveryItem['bundles'][number];
  readonly note: string;
}

/** One multi-part work per kind, one work per push, or none (docs/opencti-api.md#multi-part-works). */
export function createDelivery(context: DeliveryContext, options: DeliveryOptions): Delivery {
  const { graphql, capabilities, probe, now, sleep } = context;
  const { connectorId, startedAt, ledger } = options;
  const works: RunWork[] = [];
  const windows: Windows = {};
  const failedItems = createFailedItems();
  const create = createWorks({ graphql, capabilities, connectorId, ledger, sleep, works });
  const closing = createClosing({
    graphql,
    ledger,
    startedAt,
    windows,
    works,
    create,
    failedItems,
    now,
    sleep,
  });
  const sharedWorks = new Map<ItemKind, Promise<OpenCtiResult<RunWork>>>();
  let pushedWithoutWork = false;

  async function deliverPart(part: Part): Promise<OpenCtiResult<RunWork | undefined>> {
    if (!capabilities.has('pushIntoWork')) {
      const pushed = await push(part, undefined, true);
      pushedWithoutWork ||= pushed.ok;
      return pushed.ok ? ok(undefined) : pushed;
    }
    return capabilities.has('multiPartWork') ? pushIntoShared(part) : pushIntoOwn(part);
  }

  function push(part: Part, workId: string | undefined, repeatable: boolean): Promise<OpenCtiResult<void>> {
    const title = `${itemName(part.item)}${part.note}`;
    return pushBundle(graphql, { connectorId, json: part.bundle.json, workId, title, repeatable });
  }

  /** A repeat goes into the same work: its expectation and the number of processed objects both double. */
  async function pushIntoShared(part: Part): Promise<OpenCtiResult<RunWork>> {
    const work = await sharedWork(part.item.kind);
    if (!work.ok) return work;
    const pushed = await push(part, work.value.id, true);
    if (!pushed.ok) return pushed;
    if (work.value.objects === 0) work.value.splitsAtOnce = expectsObjects(work.value);
    work.value.objects += part.bundle.objects;
    return work;
  }

  /** If its creation fails, the next item tries again. */
  async function sharedWork(kind: ItemKind): Promise<OpenCtiResult<RunWork>> {
    const creating = sharedWorks.get(kind) ?? create(kind, kindWorkName(kind, startedAt, windows));
    sharedWorks.set(kind, creating);
    const created = await creating;
    if (!created.ok && sharedWorks.get(kind) === creating) sharedWorks.delete(kind);
    return created;
  }

  async function expectsObjects({ id }: RunWork): Promise<boolean> {
    const seen = await readWork(graphql, id);
    return seen.ok && seen.value !== null && seen.value.expected > 0;
  }

  /** A repeat after a lost response gets a work of its own. */
  async function pushIntoOwn(part: Part): Promise<OpenCtiResult<RunWork>> {
    const first = await create(part.item.kind, itemWorkName(part.item, part.note, startedAt));
    if (!first.ok) return first;
    const pushed = await push(part, first.value.id, false);
    if (pushed.ok || !isTransient(pushed.failure)) return settle(part, first.value, pushed);
    const probed = await probe();
    if (!probed.ok) return settle(part, first.value, pushed);
    if (!isAmbiguous(pushed.failure)) {
      return settle(part, first.value, await push(part, first.value.id, true));
    }
    first.value.doubt = 'no response arrived for this push; it was sent again under another work';
    const second = await create(
      part.item.kind,
      itemWorkName(part.item, `${part.note}, sent again`, startedAt),
    );
    if (!second.ok) return second;
    return settle(part, second.value, await push(part, second.value.id, true));
  }

  async function settle(
    part: Part,
    work: RunWork,
    pushed: OpenCtiResult<void>,
  ): Promise<OpenCtiResult<RunWork>> {
    if (pushed.ok) {
      work.objects = part.bundle.objects;
      // It completes by its last object: a run that dies now leaves nothing to close.
      const closed = closeInLedger(ledger, work);
      return closed.ok ? ok(work) : closed;
    }
    await endRefused(part, work, pushed.failure);
    return pushed;
  }

  async function endRefused(part: Part, work: RunWork, failure: OpenCtiFailure): Promise<void> {
    if (failure.reason === 'opencti-bundle-refused' || failure.reason === 'opencti-refused') {
      const ended = await closing.endInError(work, `${itemName(part.item)}: ${failure.message}`);
      if (ended.ok) failedItems.shown(part.item.kind, part.item.id);
    } else {
      work.doubt = `the push of ${itemName(part.item)} was not confirmed`;
    }
  }

  return {
    planned(kind, window) {
      windows[kind] = window;
    },
    async deliver(item) {
      let objects = 0;
      let bytes = 0;
      const pushedInto = new Set<RunWork>();
      for (const [index, bundle] of item.bundles.entries()) {
        const note = item.bundles.length === 1 ? '' : `, part ${index + 1} of ${item.bundles.length}`;
        const pushed = await deliverPart({ item, bundle, note });
        if (!pushed.ok) return pushed;
        objects += bundle.objects;
        bytes += Buffer.byteLength(bundle.json);
        if (pushed.value !== undefined) pushedInto.add(pushed.value);
      }
      const works = [...pushedInto].map(({ id, name, objects }) => ({ id, name, objects }));
      return ok({ objects, bytes, works });
    },
    itemFailed: (kind, id, message) => failedItems.add(kind, id, message),
    close: (summaries, { patienceMs = 10_000 } = {}) => closing.close(summaries, patienceMs),
    discard: () => closing.discard(),
    workIds: () => works.filter((work) => work.objects > 0).map((work) => work.id),
    seen: () => works.flatMap(({ objects, seen }) => (objects > 0 && seen !== undefined ? [seen] : [])),
    async wait(waitOptions) {
      const outcome = await waitForImport({ works, check: closing.check, now, sleep }, waitOptions);
      return outcome.ok && pushedWithoutWork ? ok({ ...outcome.value, finished: false }) : outcome;
    },
  };
}
