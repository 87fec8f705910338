import type { SandboxOptions, SandboxServer } from '../server.js';
import type { AccountOptions } from './accounts.js';
import type { Connector } from './connectors.js';
import type { RelationshipTable } from './import/relationships.js';
import type { Ping, Push } from './resolvers.js';
import type { StixObject } from './stix.js';
import type { Work } from './works.js';

export interface OpenCtiOptions extends SandboxOptions {
  /** What `about` says; older ones lack what came later. Default 7.260817.0. */
  readonly version?: string;
  /**
   * Splitting inside stixBundlePush. The version does not show it (docs/opencti-api.md#versions);
   * default: from 7.260817.0 on, as recorded.
   */
  readonly serverSplitting?: boolean;
  readonly tokens?: Readonly<Record<string, AccountOptions>>;
  /** Milliseconds from a push until the worker looks at it; default 0. */
  readonly importDelayMs?: number;
  /** Nothing is imported until `resumeImports`, `importNext` or `importAll`. */
  readonly importPaused?: boolean;
  /** Default: the platform's own table; an empty one allows everything. */
  readonly relationships?: RelationshipTable;
  /** False keeps no bundles in `pushes`, only their counts. Default true. */
  readonly keepBundles?: boolean;
  /** The platform's clock, milliseconds. */
  readonly now?: () => number;
}

/** The stand-in, with everything it holds to be read back, and what an operator or an accident could do to it. */
export interface OpenCtiSandbox extends SandboxServer {
  readonly pushes: readonly Push[];
  readonly pings: readonly Ping[];
  readonly works: ReadonlyMap<string, Readonly<Work>>;
  readonly connectors: ReadonlyMap<string, Readonly<Connector>>;
  /** What the platform holds, by the id as sent. */
  readonly stored: ReadonlyMap<string, StixObject>;
  /** Id -> how often the worker took it from the queue, stored or not. */
  readonly timesPushed: ReadonlyMap<string, number>;
  /** The import of this object fails with an error, as the platform prints it. */
  refuseImport(id: string, error: string): void;
  /** "Reset connector state" in the platform's page: empties the state, purges the queue. */
  pressReset(connectorId: string): void;
  deleteConnector(connectorId: string): void;
  deleteWork(workId: string): void;
  /** Puts a text in the place of the stored state, as another client or a restored backup would. */
  setState(connectorId: string, state: string | null): void;
  /** Shows this queue whatever really waits, until called with undefined. */
  setQueue(
    connectorId: string,
    size: { readonly messages: number; readonly bytes: number } | undefined,
  ): void;
  /** An upgrade of the platform, everything stored stays. */
  setVersion(version: string): void;
  setToken(token: string, account: AccountOptions | undefined): void;
  /**
   * Without its message broker, `about` and queries work, register, ping and workAdd fail, and a push never gets a
   * response (docs/opencti-api.md#errors). Whatever waits in the queues is lost unless `keepsQueues` is true.
   */
  stopBroker(options?: { readonly keepsQueues?: boolean }): void;
  startBroker(): void;
  /** Called right before and right after a ping takes effect. */
  onPing(listener: (phase: 'before' | 'after', ping: Ping) => void): void;
  pauseImports(): void;
  resumeImports(): void;
  /** Takes up to so many messages off the queues; answers how many. */
  importNext(messages: number): number;
  importAll(): void;
  /** Resolves when the queues are empty. */
  importsDone(): Promise<void>;
  /** The platform's housekeeping: closes works left open. */
  closeStaleWorks(): void;
}
