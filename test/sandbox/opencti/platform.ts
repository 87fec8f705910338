import { startServer } from '../server.js';
import { accountBook, connectorsGroup, olderConnectorsGroup, type AccountOptions } from './accounts.js';
import { connectorBook } from './connectors.js';
import { workNotAlive } from './errors.js';
import { graphqlHttp } from './http.js';
import { importer } from './importer.js';
import { defaultRelationships } from './import/relationships.js';
import { resolvers, type Caller, type Ping, type Push } from './resolvers.js';
import { schemaOf } from './schema.js';
import type { OpenCtiOptions, OpenCtiSandbox } from './types.js';
import { atLeast, tokenRightSince } from './version.js';
import { workBook } from './works.js';

export const defaultToken = 'sandbox-opencti-token';

function defaultAccount(version: string): AccountOptions {
  const capabilities = atLeast(version, tokenRightSince) ? connectorsGroup : olderConnectorsGroup;
  return { name: 'sandbox connector', capabilities };
}

export async function startOpenCti(options: OpenCtiOptions = {}): Promise<OpenCtiSandbox> {
  const now = options.now ?? Date.now;
  let version = options.version ?? '7.260817.0';
  const accounts = accountBook(options.tokens ?? {}, () => version);
  if (options.tokens === undefined) accounts.set(defaultToken, defaultAccount(version));
  const relationships = options.relationships ?? defaultRelationships();
  const works = workBook(now);
  const connectors = connectorBook(now, () => version);
  const imports = importer({
    works,
    relationships,
    now,
    delayMs: options.importDelayMs ?? 0,
    paused: options.importPaused ?? false,
  });
  const keepBundles = options.keepBundles ?? true;
  const pushes: Push[] = [];
  const pings: Ping[] = [];
  const pingListeners: ((phase: 'before' | 'after', ping: Ping) => void)[] = [];
  let schema = schemaOf(version);
  const robbed = new Set<string>();
  const loseQueue = (connectorId: string): void => {
    for (const workId of imports.purge(connectorId)) robbed.add(workId);
  };
  let brokerRuns = true;
  const rootValue = resolvers({
    version: () => version,
    brokerRuns: () => brokerRuns,
    serverSplitting: () => options.serverSplitting ?? atLeast(version, '7.260817.0'),
    now,
    connectors,
    works,
    imports,
    relationships,
    onPush: (push) => pushes.push(keepBundles ? push : { ...push, bundle: undefined }),
    onPing: (phase, ping) => {
      if (phase === 'before' && (options.keepRequests ?? true)) pings.push(ping);
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
    robbed,
    timesPushed: imports.pushed,
    refuseImport: imports.refuse,
    acceptImports: imports.acceptAll,
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
      if (options.tokens === undefined) accounts.set(defaultToken, defaultAccount(next));
      schema = schemaOf(next);
    },
    setToken: (token: string, account: AccountOptions | undefined) => accounts.set(token, account),
    stopBroker({ keepsQueues = false }: { readonly keepsQueues?: boolean } = {}) {
      brokerRuns = false;
      if (!keepsQueues) for (const connectorId of connectors.all.keys()) loseQueue(connectorId);
    },
    loseQueue,
    startBroker() {
      brokerRuns = true;
    },
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
