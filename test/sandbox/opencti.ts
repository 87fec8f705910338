import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';
import { accountBook, connectorsGroup, type AccountOptions } from './opencti/accounts.js';
import { connectorBook, type Connector } from './opencti/connectors.js';
import { workNotAlive } from './opencti/errors.js';
import { graphqlHttp } from './opencti/http.js';
import { importer } from './opencti/importer.js';
import { defaultRelationships, type RelationshipTable } from './opencti/relationships.js';
import { resolvers, type Caller, type Ping, type Push } from './opencti/resolvers.js';
import { schemaOf } from './opencti/schema.js';
import type { StixObject } from './opencti/stix.js';
import { atLeast } from './opencti/version.js';
import { workBook, type Work } from './opencti/works.js';
import { startServer, type SandboxOptions, type SandboxServer } from './server.js';

export { connectorsGroup, type AccountOptions } from './opencti/accounts.js';
export type { Ping, Push } from './opencti/resolvers.js';
export { brokerSecret } from './opencti/views.js';

/** The token that works when none are given; its account is in the group "Connectors". */
export const defaultToken = 'sandbox-opencti-token';

export interface OpenCtiOptions extends SandboxOptions {
  /** What `about` says; older ones lack what came later. Default 7.260817.0. */
  readonly version?: string;
  /**
   * Splitting inside stixBundlePush. It cannot be told from the version at the edge (contract page, section 3);
   * default: from 7.260817.0 on, as recorded.
   */
  readonly serverSplitting?: boolean;
  readonly tokens?: Readonly<Record<string, AccountOptions>>;
  /** Milliseconds from a push until the worker looks at it; default 0. */
  readonly importDelayMs?: number;
  /** Nothing is imported until `resumeImports`, `importNext` or `importAll`. */
  readonly importPaused?: boolean;
  /** Default: the platform's own table where the reference material is at hand, else everything is allowed. */
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

/** Starts an OpenCTI stand-in over real HTTP (endpoint: `url` + `/graphql`). */
export async function startOpenCti(options: OpenCtiOptions = {}): Promise<OpenCtiSandbox> {
  const now = options.now ?? Date.now;
  const accounts = accountBook(
    options.tokens ?? { [defaultToken]: { name: 'sandbox connector', capabilities: connectorsGroup } },
  );
  const relationships = options.relationships ?? defaultRelationships();
  const works = workBook(now);
  const connectors = connectorBook(now);
  const imports = importer({
    works,
    relationships,
    delayMs: options.importDelayMs ?? 0,
    paused: options.importPaused ?? false,
  });
  const keepBundles = options.keepBundles ?? true;
  const pushes: Push[] = [];
  const pings: Ping[] = [];
  const pingListeners: ((phase: 'before' | 'after', ping: Ping) => void)[] = [];
  let version = options.version ?? '7.260817.0';
  let schema = schemaOf(version);
  const rootValue = resolvers({
    version: () => version,
    serverSplitting: () => options.serverSplitting ?? atLeast(version, '7.260817.0'),
    now,
    connectors,
    works,
    imports,
    relationships,
    onPush: (push) => pushes.push(keepBundles ? push : { ...push, bundle: undefined }),
    onPing: (phase, ping) => {
      if (phase === 'before') pings.push(ping);
      for (const listener of pingListeners) listener(phase, ping);
    },
  });

  const server = await startServer(
    graphqlHttp(({ headers }) => {
      const caller: Caller = { account: accounts.of(headers.authorization) };
      const workId = headers['opencti-work-id'] ?? '';
      const gone = workId !== '' && works.get(workId) === undefined;
      return {
        schema,
        rootValue,
        contextValue: caller,
        ...(gone ? { refusal: workNotAlive() } : {}),
      };
    }),
    options,
  );
  const closeServer = server.close.bind(server);

  return Object.assign(server, {
    pushes,
    pings,
    works: works.all,
    connectors: connectors.all,
    stored: imports.stored,
    timesPushed: imports.pushed,
    pressReset(connectorId: string) {
      connectors.reset(connectorId);
      imports.purge(connectorId);
    },
    deleteConnector(connectorId: string) {
      connectors.remove(connectorId);
      works.removeOf(connectorId);
      imports.purge(connectorId);
    },
    deleteWork: (workId: string) => works.remove(workId),
    setState: (connectorId: string, state: string | null) => connectors.setState(connectorId, state),
    setQueue(connectorId: string, size: { readonly messages: number; readonly bytes: number } | undefined) {
      imports.queueOf(connectorId).show(size);
    },
    setVersion(next: string) {
      version = next;
      schema = schemaOf(next);
    },
    setToken: (token: string, account: AccountOptions | undefined) => accounts.set(token, account),
    onPing(listener: (phase: 'before' | 'after', ping: Ping) => void) {
      pingListeners.push(listener);
    },
    pauseImports: imports.pause,
    resumeImports: () => imports.resume(),
    importNext: imports.importNext,
    importAll: () => imports.importAll(),
    importsDone: imports.idle,
    closeStaleWorks: () => works.closeStale(),
    async close() {
      imports.close();
      await closeServer();
    },
  });
}

/** `node dist/test/sandbox/opencti.js --port 4020 [--version 6.5.7] [--token demo] [--latency 20]` */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4020' },
      version: { type: 'string', default: '7.260817.0' },
      token: { type: 'string', default: defaultToken },
      latency: { type: 'string', default: '0' },
      'base-path': { type: 'string', default: '' },
      'no-server-splitting': { type: 'boolean', default: false },
    },
  });
  const sandbox = await startOpenCti({
    port: Number(values.port),
    version: values.version,
    latencyMs: Number(values.latency),
    basePath: values['base-path'],
    ...(values['no-server-splitting'] ? { serverSplitting: false } : {}),
    tokens: { [values.token]: { name: 'sandbox connector', capabilities: connectorsGroup } },
  });
  console.log(`OpenCTI ${values.version} stand-in at ${sandbox.url}, token ${values.token}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
