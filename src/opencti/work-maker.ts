import { ok } from '../lib/index.js';
import type { GraphQl } from './graphql.js';
import { isAmbiguous } from './repeating.js';
import type { RunWork } from './run-work.js';
import type { Capabilities, DeliveryOptions, Kind, OpenCtiResult } from './types.js';
import type { Sleep } from './wait.js';
import { addWork } from './works.js';

/** Makes a work of the run and has the state remember it. */
export type WorkMaker = (kind: Kind, name: string) => Promise<OpenCtiResult<RunWork>>;

export interface WorkMakerContext {
  readonly graphql: GraphQl;
  readonly capabilities: Capabilities;
  readonly options: DeliveryOptions;
  readonly sleep: Sleep;
  /** Where the works are collected, in the order of their making. */
  readonly works: RunWork[];
}

/**
 * Works are made one after another: their ids hold the millisecond, and two made in the same one are the same
 * work (contract page, section 6).
 */
export function createWorkMaker({
  graphql,
  capabilities,
  options,
  sleep,
  works,
}: WorkMakerContext): WorkMaker {
  let last: Promise<unknown> = Promise.resolve();

  async function make(kind: Kind, name: string): Promise<OpenCtiResult<RunWork>> {
    await options.onWork({ type: 'opening', name });
    let id = await addWork(graphql, capabilities, options.connectorId, name);
    while (id.ok && works.some((work) => id.ok && work.id === id.value)) {
      await sleep(2);
      id = await addWork(graphql, capabilities, options.connectorId, name);
    }
    if (!id.ok) {
      // If the response was lost, the platform has the work perhaps: the next run looks for it.
      if (!isAmbiguous(id.failure)) await options.onWork({ type: 'closed', name });
      return id;
    }
    const work: RunWork = {
      id: id.value,
      name,
      kind,
      multiPart: capabilities.multiPartWork,
      objects: 0,
      splitsAtOnce: Promise.resolve(false),
      ended: false,
      forgotten: false,
    };
    works.push(work);
    return ok(work);
  }

  return (kind, name) => {
    const made = last.then(() => make(kind, name));
    // A failing state store is the caller's to hear of, not the next work's.
    last = made.catch(() => undefined);
    return made;
  };
}
