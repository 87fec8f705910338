import type { HttpFailure } from '../http/index.js';
import type { Result } from '../lib/index.js';

export type OpenCtiFailure =
  /** No usable answer: network, time-out, status, a proxy's page. */
  | { readonly reason: 'opencti-http'; readonly doing: string; readonly http: HttpFailure }
  /** AUTH_REQUIRED, FORBIDDEN_ACCESS: `message` names the missing right where it is known. */
  | { readonly reason: 'opencti-credentials'; readonly doing: string; readonly message: string }
  /** A GraphQL error that is neither credentials nor a bad bundle; `code` as the platform spells it. */
  | {
      readonly reason: 'opencti-refused';
      readonly doing: string;
      readonly code: string;
      readonly message: string;
    }
  /** `stixBundlePush` refused this bundle ("Invalid bundle", body too large). An item failure, not an outage. */
  | { readonly reason: 'opencti-bundle-refused'; readonly doing: string; readonly message: string }
  /** The connector is not registered (any more): deleted in the platform during the run. */
  | { readonly reason: 'opencti-connector-gone'; readonly doing: string }
  /** HTTP answered, but not with OpenCTI's GraphQL. */
  | { readonly reason: 'opencti-answer'; readonly doing: string; readonly message: string }
  | { readonly reason: 'opencti-version'; readonly version: string; readonly lowest: string };

export type OpenCtiResult<T> = Result<T, OpenCtiFailure>;

/** What a version of the platform can do; one row per capability in `version.ts` (contract page, section 3). */
export interface Capabilities {
  readonly pushIntoWork: boolean;
  readonly enrichmentResolution: boolean;
  readonly multiPartWork: boolean;
  readonly connectorInfo: boolean;
}

export interface Account {
  readonly name: string;
  readonly capabilities: readonly string[];
  readonly maxConfidence: number | null;
  /** Of CONNECTORAPI and MODULES: the rights that a sync needs and this account lacks. */
  readonly missingRights: readonly string[];
}

export interface ConnectorIdentity {
  readonly id: string;
  readonly name: string;
  readonly scope: readonly string[];
}

/** What the platform knows of this connector; null where the id is unknown. */
export interface ConnectorRecord {
  readonly name: string;
  readonly active: boolean;
  readonly state: string | null;
  /** Waiting for this connector: messages, and MB (10^6 bytes). */
  readonly queue: { readonly messages: number; readonly megabytes: number };
}

export interface WorkSummary {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly expected: number;
  readonly processed: number;
  readonly errors: readonly WorkError[];
}

export interface WorkError {
  /** `object`: the importer refused an object for good; `run`: what a connector closed the work with. */
  readonly about: 'object' | 'run';
  readonly message: string;
  readonly objectId?: string;
}

export interface PingInfo {
  readonly buffering: boolean;
  readonly queueThresholdMegabytes: number;
  readonly queueMegabytes: number;
  /** ISO 8601 */
  readonly lastRun?: string;
  readonly nextRun?: string;
}

/** A platform whose version is known and sufficient. */
export interface OpenCti {
  readonly version: string;
  readonly capabilities: Capabilities;
  account(): Promise<OpenCtiResult<Account>>;
  /** `about` once more: does the platform answer? Tells an outage from a bad item. */
  probe(): Promise<OpenCtiResult<void>>;
  connector(id: string): Promise<OpenCtiResult<ConnectorRecord | null>>;
  /** Idempotent; answers the stored state, unparsed. Keeps a name an operator gave in the platform. */
  register(
    connector: ConnectorIdentity,
    stored: ConnectorRecord | null,
  ): Promise<OpenCtiResult<{ state: string | null }>>;
  /** Stores `state` (JSON text) and answers what the platform holds now: different means a reset happened. */
  ping(id: string, state: string, info: PingInfo): Promise<OpenCtiResult<{ state: string | null }>>;
  /** resetStateConnector; needs MODULES_MODMANAGE. */
  reset(id: string): Promise<OpenCtiResult<void>>;
  /** The newest works of the connector, newest first. */
  works(id: string): Promise<OpenCtiResult<readonly WorkSummary[]>>;
  work(id: string): Promise<OpenCtiResult<WorkSummary | null>>;
  /**
   * Ends a work that a crashed run left open, without ever ending it before its import: where works are not
   * multi-part, one that still expects objects completes by itself and is left alone. Unknown ids are fine.
   */
  closeWork(id: string, message: string, inError: boolean): Promise<OpenCtiResult<void>>;
  /** Ends a work whose queued objects were purged by a reset. Unknown and completed works are left alone. */
  discardWork(id: string): Promise<OpenCtiResult<void>>;
  /** One run's deliveries. */
  delivery(options: DeliveryOptions): Delivery;
}

/** Names of works are unique per connector; the id is known only after the platform has responded. */
export interface WorkEvent {
  readonly type: 'opening' | 'closed';
  readonly name: string;
}

export interface DeliveryOptions {
  readonly connectorId: string;
  /** For the works' names, which are unique by it. */
  readonly startedAt: Date;
  /**
   * Awaited before a work is requested from the platform and once nothing is left to do for it, so that the state
   * remembers it even if the process is killed before the platform responds. A work that stays open is closed by the
   * next run (`works`, then `closeWork`).
   */
  readonly onWork: (event: WorkEvent) => void | Promise<void>;
}

export type Kind = 'reports' | 'bundles';

export interface DeliveryItem {
  readonly kind: Kind;
  readonly id: string;
  readonly title: string;
  readonly bundles: readonly { readonly json: string; readonly objects: number }[];
}

/** Publication dates of the oldest and the newest item that a run has to do. */
export interface Window {
  readonly from: Date;
  readonly to: Date;
}

export interface Delivery {
  /** For the name of the kind's work, "TeamT5 reports 2026-11-20 to 2026-11-24 …": told before its first item. */
  planned(kind: Kind, window: Window): void;
  /** Pushes every bundle of the item under a work; ok when the broker has confirmed all of them. Concurrency is the caller's. */
  deliver(
    item: DeliveryItem,
  ): Promise<OpenCtiResult<{ readonly objects: number; readonly bytes: number; readonly workId?: string }>>;
  /** Makes a failed item visible on the kind's work (at closing). */
  itemFailed(kind: Kind, id: string, why: string): void;
  /**
   * Ends the works of this run by the contract page's recommendation. Call once, when no `deliver` is under way, also
   * when interrupted. Works whose expectations are not all known yet are watched for at most `patienceMs`
   * (default 10 s; 0: one look), then left to themselves or to the next run. The summaries become the works' messages.
   */
  close(
    summary: Readonly<Record<Kind, string>>,
    options?: { readonly patienceMs?: number },
  ): Promise<OpenCtiResult<void>>;
  /**
   * After a reset of the connector: ends every work of this run whose queued objects were purged with it. Call it
   * instead of `close`, or after it, when no `deliver` is under way.
   */
  discard(): Promise<OpenCtiResult<void>>;
  /** Every work this run pushed into. */
  workIds(): readonly string[];
  /**
   * Stays until the platform has processed the works, or the time is over; errors are per object. Call it after
   * `close`. Below 6.5.7 there is nothing to watch: `finished` is false at once if anything was pushed.
   */
  wait(options: {
    readonly timeoutMs: number;
    readonly signal?: AbortSignal;
    readonly onProgress?: (progress: { readonly expected: number; readonly processed: number }) => void;
  }): Promise<OpenCtiResult<ImportOutcome>>;
}

export interface ImportOutcome {
  /** False: the time was over first. */
  readonly finished: boolean;
  readonly expected: number;
  readonly processed: number;
  readonly errors: readonly {
    readonly workId: string;
    readonly message: string;
    readonly objectId?: string;
  }[];
}
