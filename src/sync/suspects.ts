import { singleLine } from '../lib/index.js';
import type { OpenCtiFailure } from '../opencti/index.js';
import { isPermanent, type Service } from './outage.js';
import type { PrepareFailure } from './prepare.js';
import type { PlannedItem } from './types.js';

/** An item whose failure can belong to the service instead: not settled before that is known. */
export interface Suspect {
  readonly item: PlannedItem;
  readonly service: Service;
  readonly failure: PrepareFailure | OpenCtiFailure;
  /** Failures with the same text have the same cause. */
  readonly cause: string;
}

/** A success proves that failures before its start belong to their items (docs/architecture.md#cursor). */
export interface Suspects {
  /** Returns how many items in a row have failed for this cause. Retries do not count. */
  add(suspect: Suspect): number;
  /** How many failures were added: the position in time of an attempt that starts now. */
  position(): number;
  /** Removes and returns the suspects of a service, or all, that were added before the position `before`. */
  take(service?: Service, before?: number): readonly Suspect[];
}

/** Items in a row that fail for the same cause: an outage. */
export const outageRow = 5;

export function createSuspects(): Suspects {
  let held: readonly (Suspect & { readonly position: number })[] = [];
  let added = 0;
  return {
    add(suspect) {
      held = [...held, { ...suspect, position: added++ }];
      return held.filter(
        ({ service, cause, item }) =>
          service === suspect.service && cause === suspect.cause && item.trigger !== 'retry',
      ).length;
    },
    position: () => added,
    take(service, before = Infinity) {
      const taken = held.filter(
        (one) => (service === undefined || one.service === service) && one.position < before,
      );
      held = held.filter((one) => !taken.includes(one));
      return taken;
    },
  };
}

/** Undefined if the failure is a statement about the item itself. */
export function causeOf(failure: PrepareFailure | OpenCtiFailure): string | undefined {
  switch (failure.reason) {
    case 'threatvision-http':
      return isPermanent(failure.http) ? undefined : causeOfHttp(failure);
    case 'opencti-http':
      return causeOfHttp(failure);
    case 'opencti-refused':
      return `${failure.code}: ${withoutNames(failure.message)}`;
    case 'threatvision-answer':
    case 'opencti-answer':
      return `${failure.reason}: ${withoutNames(failure.message)}`;
    default:
      return undefined;
  }
}

type HttpFailed = Extract<PrepareFailure | OpenCtiFailure, { http: unknown }>;

function causeOfHttp({ reason, http }: HttpFailed): string | undefined {
  switch (http.reason) {
    case 'network':
      return `${reason}: ${http.code}`;
    case 'timeout':
      return `${reason}: ${http.phase}`;
    case 'http-status':
      return `${reason}: ${http.status}`;
    default:
      return undefined;
  }
}

/** The same refusal of two items differs in ids and numbers only. */
function withoutNames(message: string): string {
  return singleLine(message, 500).replace(/[\w-]*\d[\w-]*/g, '#');
}
