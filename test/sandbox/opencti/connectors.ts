import { alreadyDeleted, functionalError } from './errors.js';
import { atLeast, optionalBooleansSince } from './version.js';

/** Five minutes after a registration or ping (docs/opencti-api.md#connector-state). */
const activeMs = 5 * 60 * 1000;

export interface ConnectorInfo {
  readonly run_and_terminate: boolean;
  readonly buffering: boolean;
  readonly queue_threshold: number;
  readonly queue_messages_size: number;
  readonly next_run_datetime?: string | null;
  readonly last_run_datetime?: string | null;
}

export interface RegisterInput {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly scope?: readonly string[] | null;
  readonly auto?: boolean | null;
  readonly auto_update?: boolean | null;
  readonly only_contextual?: boolean | null;
  readonly playbook_compatible?: boolean | null;
  readonly enrichment_resolution?: string | null;
}

export interface Connector {
  readonly id: string;
  readonly createdAt: string;
  name: string;
  type: string;
  scope: readonly string[];
  auto: boolean;
  autoUpdate: boolean;
  onlyContextual: boolean;
  playbookCompatible: boolean;
  enrichmentResolution: string | null;
  userId: string;
  /** The JSON text as pinged; null: none; empty: reset. */
  state: string | null;
  stateAt: string;
  /** Set by a reset; the next ping clears it, and its state is lost. */
  resetPending: boolean;
  info: ConnectorInfo | null;
  seenAt: number;
}

export type ConnectorBook = ReturnType<typeof connectorBook>;

/** docs/opencti-api.md#registering-a-connector and docs/opencti-api.md#connector-state */
export function connectorBook(now: () => number, version: () => string) {
  const connectors = new Map<string, Connector>();

  function known(id: string): Connector {
    const connector = connectors.get(id);
    if (connector === undefined) throw functionalError('No connector found with the specified ID', { id });
    return connector;
  }

  return {
    all: connectors,
    get: (id: string): Connector | undefined => connectors.get(id),
    active: (connector: Connector): boolean => now() - connector.seenAt < activeMs,

    register(input: RegisterInput, userId: string): Connector {
      const stored = connectors.get(input.id);
      const scope = input.scope ?? [];
      const enrichmentResolution = input.enrichment_resolution ?? null;
      if (stored !== undefined) {
        const booleans = [input.auto, input.only_contextual];
        if (booleans.some((flag) => typeof flag !== 'boolean') && !atLeast(version(), optionalBooleansSince))
          throw new TypeError("Cannot read properties of null (reading 'fantasy-land/map')");
        if (stored.scope.length > 0 && scope.length === 0) throw droppedField('connector_scope');
        if (stored.enrichmentResolution !== null && enrichmentResolution === null)
          throw droppedField('enrichment_resolution');
      }
      const at = now();
      const iso = new Date(at).toISOString();
      const connector: Connector = {
        ...(stored ?? {
          id: input.id,
          createdAt: iso,
          state: null,
          stateAt: iso,
          resetPending: false,
          info: null,
        }),
        name: input.name,
        type: input.type,
        scope,
        auto: input.auto ?? stored?.auto ?? false,
        autoUpdate: input.auto_update ?? stored?.autoUpdate ?? false,
        onlyContextual: input.only_contextual ?? stored?.onlyContextual ?? false,
        playbookCompatible: input.playbook_compatible ?? stored?.playbookCompatible ?? false,
        enrichmentResolution,
        userId,
        seenAt: at,
      };
      connectors.set(connector.id, connector);
      return connector;
    },

    ping(id: string, state: string | null, info: ConnectorInfo | null): Connector {
      const connector = known(id);
      if (connector.resetPending) {
        connector.resetPending = false;
        return connector;
      }
      const before = connector.state;
      connector.state = state === '' ? null : state;
      connector.seenAt = now();
      if (info !== null) connector.info = info;
      // The platform stores first and parses both texts afterwards: a bad one fails two pings, each stored.
      parsed(before);
      parsed(connector.state);
      return connector;
    },

    reset(id: string): Connector {
      const connector = known(id);
      connector.state = '';
      connector.resetPending = true;
      return connector;
    },

    remove(id: string): void {
      if (!connectors.delete(id)) throw alreadyDeleted(id);
    },

    setState(id: string, state: string | null): void {
      known(id).state = state;
    },
  };
}

function parsed(state: string | null): void {
  if (state !== null && state !== '') JSON.parse(state);
}

function droppedField(attribute: string): Error {
  return functionalError(
    `Validation against schema failed on attribute [${attribute}]: this mandatory field cannot be nil`,
  );
}
