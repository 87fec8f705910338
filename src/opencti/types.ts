import type { Delivery, DeliveryOptions } from './delivery.js';
import type { OpenCtiResult } from './failure.js';
import type { Capabilities } from './version.js';

/** How long a request and its repetitions can take. */
export type Patience = 'short' | 'long';

/** A platform whose version is known and sufficient. */
export interface OpenCti {
  readonly version: string;
  readonly capabilities: Capabilities;
  account(): Promise<OpenCtiResult<Account>>;
  /** Null if the id is unknown. */
  connector(id: string): Promise<OpenCtiResult<ConnectorRecord | null>>;
  /**
   * Idempotent; returns the stored state, unparsed. Keeps a name that an operator gave in the platform.
   * `short`: at most half a minute.
   */
  register(
    connector: ConnectorIdentity,
    stored: ConnectorRecord | null,
    patience?: Patience,
  ): Promise<OpenCtiResult<{ state: string | null }>>;
  /** Stores and returns a state (JSON text): another text means a reset. `short`: at most half a minute. */
  ping(
    id: string,
    state: string,
    info: PingInfo,
    patience?: Patience,
  ): Promise<OpenCtiResult<{ state: string | null }>>;
  /** Needs the right MODULES_MODMANAGE. */
  reset(id: string): Promise<OpenCtiResult<void>>;
  /** Newest first; not all of them. */
  works(id: string): Promise<OpenCtiResult<readonly WorkSummary[]>>;
  /** Those of the connector from this work on, oldest first. */
  worksSince(id: string, oldestWorkId: string): Promise<OpenCtiResult<WorkList>>;
  work(id: string): Promise<OpenCtiResult<WorkSummary | null>>;
  /** Those of the STIX ids that the platform has. */
  existing(ids: readonly string[]): Promise<OpenCtiResult<ReadonlySet<string>>>;
  /** Ends a work that an earlier run left open, never before its import. Unknown ids are accepted. */
  closeWork(id: string, message: string, inError: boolean): Promise<OpenCtiResult<void>>;
  /** Ends a work whose queued objects a reset purged. Unknown and completed works are left alone. */
  discardWork(id: string): Promise<OpenCtiResult<void>>;
  delivery(options: DeliveryOptions): Delivery;
}

export interface Account {
  readonly name: string;
  readonly capabilities: readonly string[];
  readonly maxConfidence: number | null;
  /** The rights of CONNECTORAPI and MODULES that this account lacks. */
  readonly missingRights: readonly string[];
}

export interface ConnectorIdentity {
  readonly id: string;
  readonly name: string;
  readonly scope: readonly string[];
}

export interface ConnectorRecord {
  readonly name: string;
  readonly active: boolean;
  readonly state: string | null;
  /** Waiting for this connector; megabytes are 10^6 bytes. */
  readonly queue: { readonly messages: number; readonly megabytes: number };
}

export interface PingInfo {
  readonly buffering: boolean;
  readonly queueThresholdMegabytes: number;
  readonly queueMegabytes: number;
  /** ISO 8601 */
  readonly lastRun?: string | undefined;
  /** ISO 8601 */
  readonly nextRun?: string | undefined;
}

export interface WorkSummary {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly expected: number;
  readonly processed: number;
  /** Unix seconds by the clock of the platform; absent until it is complete. */
  readonly completedAt?: number | undefined;
  readonly errors: readonly WorkError[];
}

export interface WorkList {
  readonly works: readonly WorkSummary[];
  /** False: younger works can exist that are not listed. */
  readonly isComplete: boolean;
}

export interface WorkError {
  /** `object`: the importer refused it for good; `run`: the text with which a connector closed the work. */
  readonly about: 'object' | 'run';
  readonly message: string;
  readonly objectId?: string | undefined;
  readonly objectType?: string | undefined;
  /** Its name or value, of at most 100 characters. */
  readonly objectName?: string | undefined;
}
