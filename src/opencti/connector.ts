import { finiteNumber, isJsonObject, type JsonObject, nonEmptyString, ok } from '../lib/index.js';
import * as documents from './documents.js';
import type { OpenCtiResult } from './failure.js';
import type { GraphQl } from './graphql.js';
import type { ConnectorIdentity, ConnectorRecord, Patience, PingInfo } from './types.js';
import type { Capabilities } from './version.js';

/** The right that register, ping and push need. */
export const connectorRight = 'CONNECTORAPI';

/** Milliseconds: a run that waits to know whether the platform works ends within a minute. */
const shortPatience = { headers: 15_000, total: 20_000 };

/** Null if the id is unknown, which is not an error. */
export function readConnector(graphql: GraphQl, id: string): Promise<OpenCtiResult<ConnectorRecord | null>> {
  return graphql({
    operation: 'reading the connector',
    query: documents.connector,
    variables: { id },
    right: 'MODULES',
    read: ({ connector }) => (connector === null ? null : parseRecord(connector)),
  });
}

function parseRecord(connector: unknown): ConnectorRecord | undefined {
  const name = isJsonObject(connector) ? nonEmptyString(connector.name) : undefined;
  if (!isJsonObject(connector) || name === undefined) return undefined;
  // Also 0 if the broker's management API does not respond.
  const queue = isJsonObject(connector.connector_queue_details) ? connector.connector_queue_details : {};
  return {
    name,
    active: connector.active === true,
    state: stateIn(connector) ?? null,
    queue: {
      messages: finiteNumber(queue.messages_number) ?? 0,
      megabytes: (finiteNumber(queue.messages_size) ?? 0) / 1e6,
    },
  };
}

/**
 * Registers the connector in every run; its state survives (docs/opencti-api.md#registering-a-connector).
 * 6.7.5 fails for an existing connector without `auto` and `only_contextual`. A newer platform refuses the
 * `enrichment_resolution` of the Python connector if it is not sent; an older one does not know the field.
 */
export function register(
  graphql: GraphQl,
  capabilities: Capabilities,
  connector: ConnectorIdentity,
  stored: ConnectorRecord | null,
  patience: Patience = 'long',
): Promise<OpenCtiResult<{ state: string | null }>> {
  const input = {
    id: connector.id,
    name: stored?.name ?? connector.name,
    type: 'EXTERNAL_IMPORT',
    scope: connector.scope,
    auto: false,
    only_contextual: false,
    // JSON leaves undefined out.
    enrichment_resolution: capabilities.has('enrichmentResolution') ? 'none' : undefined,
  };
  return graphql({
    operation: 'registering the connector',
    query: documents.registerConnector,
    variables: { input },
    right: connectorRight,
    read: ({ registerConnector }) => parseState(registerConnector),
    patience: patience === 'short' ? shortPatience : undefined,
  });
}

/** Returns what the platform holds. A reset returns `""` and drops one ping (docs/opencti-api.md#resets). */
export async function ping(
  graphql: GraphQl,
  capabilities: Capabilities,
  id: string,
  state: string,
  info: PingInfo,
  patience: Patience = 'long',
): Promise<OpenCtiResult<{ state: string | null }>> {
  const hasInfo = capabilities.has('connectorInfo');
  const send = (): Promise<OpenCtiResult<{ state: string | null }>> =>
    graphql({
      operation: 'storing the state in the connector',
      query: hasInfo ? documents.pingConnector : documents.pingConnectorWithoutInfo,
      variables: { id, state, connectorInfo: hasInfo ? infoFields(info) : undefined },
      right: connectorRight,
      read: ({ pingConnector }) => parseState(pingConnector),
      patience: patience === 'short' ? shortPatience : undefined,
    });
  const pinged = await send();
  // If the stored text is not JSON, the platform reports that once although it stores the new state.
  const complainsOfStoredText =
    !pinged.ok &&
    pinged.failure.reason === 'opencti-refused' &&
    pinged.failure.code === 'INTERNAL_SERVER_ERROR' &&
    pinged.failure.message.includes('JSON');
  return complainsOfStoredText ? send() : pinged;
}

function infoFields(info: PingInfo): JsonObject {
  return {
    run_and_terminate: true,
    buffering: info.buffering,
    queue_threshold: info.queueThresholdMegabytes,
    queue_messages_size: info.queueMegabytes,
    last_run_datetime: info.lastRun ?? null,
    next_run_datetime: info.nextRun ?? null,
  };
}

/** Empties the state and purges the queue: accepted objects that are not yet imported are lost. */
export async function resetState(graphql: GraphQl, id: string): Promise<OpenCtiResult<void>> {
  const reset = await graphql({
    operation: 'resetting the connector state',
    query: documents.resetStateConnector,
    variables: { id },
    right: 'MODULES_MODMANAGE',
    read: ({ resetStateConnector }) => parseState(resetStateConnector),
  });
  return reset.ok ? ok(undefined) : reset;
}

/** The unparsed state: null (none), empty (reset) or JSON text. */
function parseState(connector: unknown): { state: string | null } | undefined {
  const state = isJsonObject(connector) ? stateIn(connector) : undefined;
  return state === undefined ? undefined : { state };
}

function stateIn(connector: JsonObject): string | null | undefined {
  const state = connector.connector_state;
  return typeof state === 'string' || state === null ? state : undefined;
}
