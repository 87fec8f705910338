import { ok } from '../lib/index.js';
import { createClosing } from './closing.js';
import { failedItems } from './failed-items.js';
import type { GraphQl } from './graphql.js';
import { pushBundle } from './push.js';
import { isAmbiguous, mayPass } from './repeating.js';
import type { RunWork } from './run-work.js';
import type {
  Capabilities,
  Delivery,
  DeliveryItem,
  DeliveryOptions,
  Kind,
  OpenCtiFailure,
  OpenCtiResult,
} from './types.js';
import { type Sleep, waitForImport } from './wait.js';
import { createWorkMaker } from './work-maker.js';
import { itemName, itemWorkName, kindWorkName, type Windows } from './work-names.js';
import { readWork } from './works.js';

export interface DeliveryContext {
  readonly graphql: GraphQl;
  readonly capabilities: Capabilities;
  /** `about`, repeated until the platform answers or the network's patience ends. */
  readonly probe: () => Promise<OpenCtiResult<void>>;
  readonly now: () => number;
  readonly sleep: Sleep;
}

type Bundle = DeliveryItem['bundles'][number];

/** One of several pushes of an item; `note` is empty where it is the only one. */
interface Part {
  readonly item: DeliveryItem;
  readonly bundle: Bundle;
  readonly note: string;
}

/**
 * One run's deliveries, by what the platform knows (contract page, section 6):
 * - multi-part works: one per kind, made just before its first push, into which every item goes;
 * - works: one per push, so that no push falls into a work that its predecessor has completed;
 * - neither: pushes alone, the platform makes works of its own.
 */
export function createDelivery(context: DeliveryContext, options: DeliveryOptions): Delivery {
  const { graphql, capabilities, probe, now, sleep } = context;
  const { connectorId } = options;
  const works: RunWork[] = [];
  const windows: Windows = {};
  const failed = failedItems();
  const make = createWorkMaker({ graphql, capabilities, options, sleep, works });
  const closing = createClosing({ graphql, options, windows, works, make, failed, now, sleep });
  const shared = new Map<Kind, Promise<OpenCtiResult<RunWork>>>();
  let pushedWithoutWork = false;

  function push(part: Part, workId: string | undefined, repeatable: boolean): Promise<OpenCtiResult<void>> {
    const title = `${itemName(part.item)}${part.note}`;
    const { json } = part.bundle;
    return pushBundle(graphql, {
      connectorId,
      json,
      title,
      repeatable,
      ...(workId === undefined ? {} : { workId }),
    });
  }

  /** The kind's one work; where making it failed, the next item tries again. */
  async function sharedWork(kind: Kind): Promise<OpenCtiResult<RunWork>> {
    const making = shared.get(kind) ?? make(kind, kindWorkName(kind, options, windows));
    shared.set(kind, making);
    const made = await making;
    if (!made.ok && shared.get(kind) === making) shared.delete(kind);
    return made;
  }

  /** A repeat within goes into the same work: its expectation doubles, and so does what is processed. */
  async function pushIntoShared(part: Part): Promise<OpenCtiResult<RunWork>> {
    const work = await sharedWork(part.item.kind);
    if (!work.ok) return work;
    const pushed = await push(part, work.value.id, true);
    if (!pushed.ok) return pushed;
    if (work.value.objects === 0) work.value.splitsAtOnce = expectsAlready(work.value);
    work.value.objects += part.bundle.objects;
    return work;
  }

  async function expectsAlready({ id }: RunWork): Promise<boolean> {
    const seen = await readWork(graphql, id);
    return seen.ok && seen.value !== null && seen.value.expected > 0;
  }

  /** Makes a work for this push alone; where the answer to the first try is lost, another one for the repeat. */
  async function pushIntoOwn(part: Part): Promise<OpenCtiResult<RunWork>> {
    const first = await make(part.item.kind, itemWorkName(part.item, part.note, options));
    if (!first.ok) return first;
    const once = await push(part, first.value.id, false);
    if (once.ok || !mayPass(once.failure)) return settled(part, first.value, once);
    const answers = await probe();
    if (!answers.ok) return settled(part, first.value, once);
    if (!isAmbiguous(once.failure)) return settled(part, first.value, await push(part, first.value.id, true));

    first.value.doubt = 'no answer came to this push; it was sent again under another work';
    const second = await make(part.item.kind, itemWorkName(part.item, `${part.note}, sent again`, options));
    if (!second.ok) return second;
    return settled(part, second.value, await push(part, second.value.id, true));
  }

  async function settled(
    part: Part,
    work: RunWork,
    pushed: OpenCtiResult<void>,
  ): Promise<OpenCtiResult<RunWork>> {
    if (pushed.ok) {
      work.objects = part.bundle.objects;
      // It completes by its last object: a run that dies now leaves nothing to be repaired.
      await closing.forget(work);
      return ok(work);
    }
    await closeRefused(part, work, pushed.failure);
    return pushed;
  }

  async function closeRefused(part: Part, work: RunWork, failure: OpenCtiFailure): Promise<void> {
    if (failure.reason === 'opencti-bundle-refused' || failure.reason === 'opencti-refused') {
      const told = await closing.endInError(work, `${itemName(part.item)}: ${failure.message}`);
      if (told.ok) failed.shown(part.item.kind, part.item.id);
    } else {
      work.doubt = `the push of ${itemName(part.item)} was not confirmed`;
    }
  }

  async function deliverPart(part: Part): Promise<OpenCtiResult<string | undefined>> {
    if (!capabilities.pushIntoWork) {
      const pushed = await push(part, undefined, true);
      pushedWithoutWork ||= pushed.ok;
      return pushed.ok ? ok(undefined) : pushed;
    }
    const work = await (capabilities.multiPartWork ? pushIntoShared(part) : pushIntoOwn(part));
    return work.ok ? ok(work.value.id) : work;
  }

  return {
    planned(kind, window) {
      windows[kind] = window;
    },
    async deliver(item) {
      let objects = 0;
      let bytes = 0;
      let workId: string | undefined;
      for (const [index, bundle] of item.bundles.entries()) {
        const note = item.bundles.length === 1 ? '' : `, part ${index + 1} of ${item.bundles.length}`;
        const pushed = await deliverPart({ item, bundle, note });
        if (!pushed.ok) return pushed;
        objects += bundle.objects;
        bytes += Buffer.byteLength(bundle.json);
        workId ??= pushed.value;
      }
      return ok({ objects, bytes, ...(workId === undefined ? {} : { workId }) });
    },
    itemFailed: (kind, id, why) => failed.add(kind, id, why),
    close: (summary, { patienceMs = 10_000 } = {}) => closing.close(summary, patienceMs),
    discard: () => closing.discard(),
    workIds: () => works.filter((work) => work.objects > 0).map((work) => work.id),
    wait: async (how) => {
      const outcome = await waitForImport({ works, look: closing.look, now, sleep }, how);
      return outcome.ok && pushedWithoutWork ? ok({ ...outcome.value, finished: false }) : outcome;
    },
  };
}
