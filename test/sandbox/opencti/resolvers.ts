import { requireRight, rights, type Account } from './accounts.js';
import type { Connector, ConnectorBook, ConnectorInfo, RegisterInput } from './connectors.js';
import type { Importer } from './importer.js';
import { acceptBundle } from './push.js';
import type { RelationshipTable } from './import/relationships.js';
import { connectorView, entityView, workView } from './views.js';
import { atLeast, causeNamesConnectorSince } from './version.js';
import type { WorkBook } from './works.js';

export interface Caller {
  readonly account: Account | undefined;
}

export interface Ping {
  readonly at: number;
  readonly id: string;
  readonly state: string | null;
  readonly info: ConnectorInfo | null;
}

interface WorkFilter {
  readonly key: readonly string[];
  readonly values: readonly unknown[];
}

export interface Push {
  readonly at: number;
  readonly connectorId: string;
  readonly workId: string | undefined;
  /** Of the bundle's text, in UTF-8. */
  readonly bytes: number;
  readonly objects: number;
  readonly bundle: Readonly<Record<string, unknown>> | undefined;
}

export interface Rooms {
  readonly version: () => string;
  readonly brokerRuns: () => boolean;
  readonly serverSplitting: () => boolean;
  readonly now: () => number;
  readonly connectors: ConnectorBook;
  readonly works: WorkBook;
  readonly imports: Importer;
  readonly relationships: RelationshipTable;
  readonly onPush: (push: Push) => void;
  readonly onPing: (phase: 'before' | 'after', ping: Ping) => void;
}

type Nullable<T> = T | null | undefined;

export function resolvers(rooms: Rooms) {
  const { connectors, works, imports, now } = rooms;
  const requireBroker = (): void => {
    if (!rooms.brokerRuns()) throw new Error('connect ECONNREFUSED 127.0.0.1:5672');
  };
  const view = (connector: Connector) =>
    connectorView(connector, connectors.active(connector), imports.queueOf(connector.id).size(), () =>
      works.newest(connector.id),
    );

  return {
    about(_: unknown, { account }: Caller) {
      requireRight(account);
      return { version: rooms.version() };
    },
    me(_: unknown, caller: Caller) {
      const { id, name, capabilities, user_confidence_level: level } = requireRight(caller.account);
      return {
        id,
        name,
        capabilities: capabilities.map((capability) => ({ name: capability })),
        user_confidence_level: level === undefined || level === null ? null : { max_confidence: level },
      };
    },
    schemaRelationsTypesMapping(_: unknown, { account }: Caller) {
      requireRight(account);
      return Object.entries(rooms.relationships).map(([key, values]) => ({ key, values }));
    },
    connector({ id }: { id: string }, { account }: Caller) {
      requireRight(account, rights.read);
      const connector = connectors.get(id);
      return connector === undefined ? null : view(connector);
    },
    work({ id }: { id: string }, { account }: Caller) {
      requireRight(account, rights.read);
      const work = works.get(id);
      return work === undefined ? null : workView(work);
    },

    /** The works of one connector from a time on, oldest first: the form that this program sends. */
    works(
      { first, filters }: { first: number; filters: { filters: readonly WorkFilter[] } },
      { account }: Caller,
    ) {
      requireRight(account, rights.read);
      const valueOf = (name: string): string => {
        const value = filters.filters.find(({ key }) => key.includes(name))?.values[0];
        return typeof value === 'string' ? value : '';
      };
      const found = works.since(valueOf('connector_id'), valueOf('timestamp')).slice(0, first);
      return { edges: found.map((work) => ({ node: workView(work) })) };
    },

    /** The only supported filter: `ids` (docs/opencti-api.md#standard-ids). */
    stixObjectOrStixRelationships(
      {
        filters,
      }: { filters: { filters: readonly { key: readonly string[]; values: readonly unknown[] }[] } },
      { account }: Caller,
    ) {
      requireRight(account);
      const ids = filters.filters.find(({ key }) => key.includes('ids'))?.values ?? [];
      const found = [...new Set(ids)].flatMap((id) => imports.stored.get(String(id)) ?? []);
      return { edges: found.map((object) => ({ node: entityView(object) })) };
    },

    registerConnector({ input }: { input: RegisterInput }, caller: Caller) {
      const account = requireRight(caller.account, rights.register);
      requireBroker();
      return view(connectors.register(input, account.id));
    },
    pingConnector(
      args: { id: string; state?: string | null; connectorInfo?: ConnectorInfo | null },
      { account }: Caller,
    ) {
      requireRight(account, rights.ping);
      requireBroker();
      const ping: Ping = {
        at: now(),
        id: args.id,
        state: args.state ?? null,
        info: args.connectorInfo ?? null,
      };
      rooms.onPing('before', ping);
      try {
        return view(connectors.ping(ping.id, ping.state, ping.info));
      } finally {
        rooms.onPing('after', ping);
      }
    },
    resetStateConnector({ id }: { id: string }, { account }: Caller) {
      requireRight(account, rights.manage);
      const connector = connectors.reset(id);
      imports.purge(id);
      return view(connector);
    },
    deleteConnector({ id }: { id: string }, { account }: Caller) {
      requireRight(account, rights.manage);
      connectors.remove(id);
      works.removeOf(id);
      imports.purge(id);
      return id;
    },

    workAdd(
      args: { connectorId: string; friendlyName?: string | null; isMultiPartWork?: boolean | null },
      caller: Caller,
    ) {
      const user = requireRight(caller.account, rights.workAdd);
      requireBroker();
      // The platform does not check the id, and its JavaScript fails (docs/opencti-api.md#errors).
      if (connectors.get(args.connectorId) === undefined)
        throw new TypeError("Cannot read properties of null (reading 'id')");
      return workView(
        works.add(args.connectorId, args.friendlyName ?? '', user, args.isMultiPartWork ?? false),
      );
    },
    workEdit({ id }: { id: string }, { account }: Caller) {
      requireRight(account, rights.workEdit);
      return {
        toProcessed(args: { message?: Nullable<string>; inError?: Nullable<boolean> }) {
          works.toProcessed(id, args.message ?? undefined, args.inError ?? false);
          return id;
        },
        addExpectations(args: { expectations?: Nullable<number> }) {
          works.expect(id, args.expectations ?? 0);
          return id;
        },
        delete() {
          works.remove(id);
          return id;
        },
      };
    },

    stixBundlePush(args: { connectorId: string; bundle: string; work_id?: string | null }, caller: Caller) {
      const user = requireRight(caller.account, rights.push);
      if (!rooms.brokerRuns()) return new Promise<boolean>(() => undefined);
      const { connectorId } = args;
      const connector = connectors.get(connectorId);
      const accepted = acceptBundle(
        args.bundle,
        connectorId,
        connector !== undefined,
        rooms.serverSplitting(),
        atLeast(rooms.version(), causeNamesConnectorSince),
      );
      const bytes = Buffer.byteLength(args.bundle);
      const workId = args.work_id ?? works.add(connectorId, ownWorkName(connector, now()), user, false).id;
      rooms.onPush({
        at: now(),
        connectorId,
        workId: args.work_id ?? undefined,
        bytes,
        objects: accepted.objects.length,
        bundle: accepted.bundle,
      });
      if (accepted.split === undefined) imports.enqueueBundle(connectorId, accepted.objects, workId, bytes);
      else imports.enqueueSplit(connectorId, accepted.split, workId, bytes);
      return true;
    },
  };
}

/** A push without `work_id` gets a work of the platform's own. */
function ownWorkName(connector: Connector | undefined, at: number): string {
  return `${connector?.name ?? 'connector'} run @ ${new Date(at).toISOString()}`;
}
