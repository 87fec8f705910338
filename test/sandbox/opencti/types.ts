import type { SandboxOptions, SandboxServer } from '../server.js';
import type { AccountOptions } from './accounts.js';
import type { Connector } from './connectors.js';
import type { RelationshipTable } from './import/relationships.js';
import type { Ping, Push } from './resolvers.js';
import type { StixObject } from './stix.js';
import type { Work } from './works.js';

export interface OpenCtiOptions extends SandboxOptions {
  /** As in `about`; default 7.260817.0. */
  readonly version?: string;
  /** Splitting inside stixBundlePush (docs/opencti-api.md#versions); default: from 7.260817.0 on. */
  readonly serverSplitting?: boolean;
  readonly tokens?: Readonly<Record<string, AccountOptions>>;
  /** Milliseconds from a push to its import; default 0. */
  readonly importDelayMs?: number;
  /** Nothing is imported until `resumeImports`, `importNext` or `importAll`. */
  readonly importPaused?: boolean;
  readonly relationships?: RelationshipTable;
  readonly keepBundles?: boolean;
  readonly now?: () => number;
}

export interface OpenCtiSandbox extends SandboxServer {
  readonly pushes: readonly Push[];
  readonly pings: readonly Ping[];
  readonly works: ReadonlyMap<string, Readonly<Work>>;
  readonly connectors: ReadonlyMap<string, Readonly<Connector>>;
  readonly stored: ReadonlyMap<string, StixObject>;
  /** Id -> how often the worker took it from the queue, stored or not. */
  readonly timesPushed: ReadonlyMap<string, number>;
  /** Works of which the broker lost messages: they stay open for good (docs/opencti-api.md#works). */
  readonly robbed: ReadonlySet<string>;
  refuseImport(id: string, error: string): void;
  /** Ends all refusals of `refuseImport`. */
  acceptImports(): void;
  /** "Reset connector state" in the platform's page: empties the state, purges the queue. */
  pressReset(connectorId: string): void;
  deleteConnector(connectorId: string): void;
  deleteWork(workId: string): void;
  setState(connectorId: string, state: string | null): void;
  /** Shows this queue instead of the real one, until called with undefined. */
  setQueue(
    connectorId: string,
    size: { readonly messages: number; readonly bytes: number } | undefined,
  ): void;
  setVersion(version: string): void;
  setToken(token: string, account: AccountOptions | undefined): void;
  /** docs/opencti-api.md#errors; without `keepsQueues`, the queues are lost. */
  stopBroker(options?: { readonly keepsQueues?: boolean }): void;
  startBroker(): void;
  /** The broker loses what waits for this connector; its works stay as they are. */
  loseQueue(connectorId: string): void;
  /** Called right before and right after a ping takes effect. */
  onPing(listener: (phase: 'before' | 'after', ping: Ping) => void): void;
  pauseImports(): void;
  resumeImports(): void;
  /** Imports up to so many messages; returns their number. */
  importNext(messages: number): number;
  importAll(): void;
  importsDone(): Promise<void>;
  closeStaleWorks(): void;
}
