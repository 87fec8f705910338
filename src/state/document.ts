import type { ItemKind } from '../kinds.js';
/**
 * The cursor as data: what has been settled, and what waits. Pure; nothing here reads a clock or a disk.
 * Times are unix seconds, as in the API.
 */

/** Day (unix seconds / 86,400, as text) -> item id -> fingerprint of its listing entry. */
export type Recent = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What an item waits for: all of it, or only its PDF or its STIX (a report delivered without it). */
export type Lack = 'item' | 'pdf' | 'stix';

export interface Waiting {
  readonly lack: Lack;
  /** With `lack: 'stix'`: the PDF is missing, too. */
  readonly alsoPdf?: true | undefined;
  readonly date: number;
  /** Of the listing entry the attempts were made with: a changed entry is tried at once. */
  readonly fingerprint: string;
  readonly reason: string;
  readonly message: string;
  readonly firstAttempt: number;
  readonly lastAttempt: number;
  readonly attempts: number;
  /** Absent: given up after 30 days, listed all the same. */
  readonly nextTry?: number | undefined;
  /** The listing's own object, so that a retry needs no listing. */
  readonly raw: unknown;
}

export interface KindState {
  /** Nothing older is ever listed: the first-run timestamp, `reset --to`, or a taken-over `last_run`. */
  readonly start: number;
  /** Everything dated at or before it is settled. Absent: nothing is, yet. */
  readonly watermark?: number | undefined;
  /** Settled items inside the look-back window and ahead of the watermark. */
  readonly recent: Recent;
  readonly waiting: Readonly<Record<string, Waiting>>;
}

export interface LastRun {
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly outcome: string;
  /** It delivered again from a given time (`--since`): no later run goes on with it. */
  readonly backfill?: true | undefined;
  /** A part of the state was reset after it: what it says does not hold for that part. */
  readonly beforeReset?: true | undefined;
  /** Start of the last run that left nothing behind: `last_run` in the Python connector's words. */
  readonly lastSuccess?: number | undefined;
}

export interface State {
  readonly version: 1;
  readonly reports: KindState;
  readonly bundles: KindState;
  readonly lastRun?: LastRun | undefined;
  /** Keys of `connector_state` that are not ours: kept as they came. */
  readonly foreign: Readonly<Record<string, unknown>>;
}

/** What only the local store holds, beside the state. */
export interface LocalState {
  readonly state: State;
  /**
   * Digests of the connector_state that the platform is known to hold: the last confirmed one, and one whose
   * ping was under way when we were last able to write. Empty: we have never pinged.
   */
  readonly confirmed: readonly string[];
  /** Works that a run has opened and not closed. */
  readonly openWorks: readonly string[];
}

export function freshKind(start: number): KindState {
  return { start, recent: {}, waiting: {} };
}

export function freshState(start: number, foreign: State['foreign'] = {}): State {
  return { version: 1, reports: freshKind(start), bundles: freshKind(start), foreign };
}

export function withKind(state: State, kind: ItemKind, next: KindState): State {
  return { ...state, [kind]: next };
}
