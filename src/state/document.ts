import type { ItemKind } from '../kinds.js';
/** The cursor as data (docs/architecture.md#cursor). Times are unix seconds, as in the API. */

/** Day (unix seconds / 86,400, as text) -> item id -> fingerprint of its listing entry. */
export type Recent = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What a retry is for: the whole item, or the PDF or STIX of a report that was delivered without it. */
export type Lack = 'item' | 'pdf' | 'stix';

export interface Waiting {
  readonly lack: Lack;
  /** With `lack: 'stix'`: the PDF is missing as well. */
  readonly alsoPdf?: true | undefined;
  readonly date: number;
  /** At the last attempt: a changed entry is processed at once. */
  readonly fingerprint: string;
  readonly reason: string;
  readonly message: string;
  readonly firstAttempt: number;
  readonly lastAttempt: number;
  readonly attempts: number;
  /** Absent: given up after 30 days, but still listed. */
  readonly nextTry?: number | undefined;
  /** Given up by `reset --failed`: no figure counts it, and `sync --retry-failed` does not retry it. */
  readonly forgotten?: true | undefined;
  /** The listing entry, so that a retry needs no listing. */
  readonly raw: unknown;
}

export interface KindState {
  /** Nothing older is listed: the first-run timestamp, `reset --to`, or an adopted `last_run`. */
  readonly start: number;
  /** Everything dated at or before it is settled. */
  readonly watermark?: number | undefined;
  /** Settled items inside the look-back window and ahead of the watermark. */
  readonly recent: Recent;
  readonly waiting: Readonly<Record<string, Waiting>>;
}

export interface LastRun {
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly outcome: string;
  /** A backfill (`--since`), which no later run continues. */
  readonly backfill?: true | undefined;
  /** Before a reset of a part of the state, for which it proves nothing. */
  readonly beforeReset?: true | undefined;
  /** Start of the last complete run that left no failed item: the `last_run` of the Python connector. */
  readonly lastSuccess?: number | undefined;
}

/** A work whose import is not known to be complete (docs/architecture.md#cursor). */
export interface ImportingWork {
  readonly name: string;
  readonly kind: ItemKind;
  /** Of the program that converted its items; absent in states of earlier versions. */
  readonly version?: string | undefined;
  /** Item id -> its date. */
  readonly items: Readonly<Record<string, number>>;
  /** Pushed into it. */
  readonly objects: number;
  /** Of the last push. */
  readonly at: number;
  /** As a run has last read it. */
  readonly processed?: number | undefined;
  /** How many of its errors have been reported. */
  readonly reported?: number | undefined;
  /** Number of successive runs that found the queue empty and no progress. */
  readonly stalled?: number | undefined;
}

/** An object that OpenCTI refused at its import, or an item that was lost before it for the second time. */
export interface RefusedObject {
  readonly kind: ItemKind;
  /** Absent if the work has several items. */
  readonly item?: string | undefined;
  /** Name of the work. */
  readonly work: string;
  readonly objectId?: string | undefined;
  readonly objectType?: string | undefined;
  readonly objectName?: string | undefined;
  readonly message: string;
  readonly at: number;
}

/** An item of a work of which OpenCTI refused objects. */
export interface PartialImport {
  readonly date: number;
  /** Of the program that converted the item: another one can convert it into objects that OpenCTI accepts. */
  readonly version?: string | undefined;
  readonly at: number;
}

/** What happens to delivered objects between their acceptance and their import. */
export interface Imports {
  /** By id. */
  readonly works: Readonly<Record<string, ImportingWork>>;
  /** Items that were delivered again after a loss: id -> time of the loss. */
  readonly again: Readonly<Record<ItemKind, Readonly<Record<string, number>>>>;
  /** By item id, oldest first; bounded. */
  readonly partial: Readonly<Record<ItemKind, Readonly<Record<string, PartialImport>>>>;
  /** Oldest first. */
  readonly refused: readonly RefusedObject[];
}

export interface State {
  readonly version: 1;
  readonly reports: KindState;
  readonly bundles: KindState;
  readonly lastRun?: LastRun | undefined;
  /** Absent if nothing is remembered. */
  readonly imports?: Imports | undefined;
  /** Keys of `connector_state` that belong to other programs; kept unchanged. */
  readonly foreign: Readonly<Record<string, unknown>>;
}

export interface LocalState {
  readonly state: State;
  /** Digests of what the platform can hold as `connector_state`: the confirmed text, then open pings. */
  readonly confirmed: readonly string[];
  /** Works that a run has opened and not closed. */
  readonly openWorks: readonly string[];
}

/** @param start unix seconds */
export function freshKind(start: number): KindState {
  return { start, recent: {}, waiting: {} };
}

/** The state of a first run, or of one after a reset. `start`: unix seconds. */
export function freshState(start: number, foreign: State['foreign'] = {}): State {
  return { version: 1, reports: freshKind(start), bundles: freshKind(start), foreign };
}

/** A copy with the state of one kind replaced. */
export function withKind(state: State, kind: ItemKind, next: KindState): State {
  return { ...state, [kind]: next };
}
