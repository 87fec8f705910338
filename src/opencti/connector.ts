import { ok } from '../lib/index.js';
import * as documents from './documents.js';
import type { GraphQl } from './graphql.js';
import { countOf, type Fields, isFields, textOf } from './guards.js';
import type { Capabilities, ConnectorIdentity, ConnectorRecord, OpenCtiResult, PingInfo } from './types.js';

/** The capability that register, ping, work and push ask for. */
export const connectorRight = 'CONNECTORAPI';

/** The platform's record of a connector; null where the id is unknown, which is no error (contract page, section 5). */
export function readConnector(graphql: GraphQl, id: string): Promise<OpenCtiResult<ConnectorRecord | null>> {
  return graphql({
    doing: 'reading the connector',
    query: documents.connector,
    variables: { id },
    right: 'MODULES',
    read: ({ connector }) => (connector === null ? null : readRecord(connector)),
  });
}

function readRecord(connector: unknown): ConnectorRecord | undefined {
  const name = isFields(connector) ? textOf(connector.name) : undefined;
  if (!isFields(connector) || name === undefined) return undefined;
  // 0/0 also when the broker does not tell.
  const queue = isFields(connector.connector_queue_details) ? connector.connector_queue_details : {};
  return {
    name,
    active: connector.active === true,
    state: stateIn(connector) ?? null,
    queue: { messages: countOf(queue.messages_number), megabytes: countOf(queue.messages_size) / 1e6 },
  };
}

/**
 * Registers the connector; called in every run, the stored state survives (docs/opencti-api.md#registering-a-connector).
 * - `auto` and `only_contextual` are always sent: without them 6.7.5 fails with INTERNAL_SERVER_ERROR for a connector
 *   that exists already.
 * - `enrichment_resolution` is sent exactly if the platform knows it: leaving it out would drop the value that the
 *   Python connector stored, which the platform refuses; an older platform refuses the unknown field.
 */
export function register(
  graphql: GraphQl,
  { enrichmentResolution }: Capabilities,
  connector: ConnectorIdentity,
  stored: ConnectorRecord | null,
): Promise<OpenCtiResult<{ state: string | null }>> {
  const input = {
    id: connector.id,
    name: stored?.name ?? connector.name,
    type: 'EXTERNAL_IMPORT',
    scope: connector.scope,
    auto: false,
    only_contextual: false,
    ...(enrichmentResolution ? { enrichment_resolution: 'none' } : {}),
  };
  return graphql({
    doing: 'registering the connector',
    query: documents.registerConnector,
    variables: { input },
    right: connectorRight,
    read: ({ registerConnector }) => readState(registerConnector),
  });
}

/**
 * Stores `state` and answers what the platform holds now. After a reset it ignores one ping and answers `""`: the
 * caller sees that, and must not ping its own state again (contract page, section 5).
 */
export async function ping(
  graphql: GraphQl,
  { connectorInfo }: Capabilities,
  id: string,
  state: string,
  info: PingInfo,
): Promise<OpenCtiResult<{ state: string | null }>> {
  const send = (): Promise<OpenCtiResult<{ state: string | null }>> =>
    graphql({
      doing: 'storing the state in the connector',
      query: connectorInfo ? documents.pingConnector : documents.pingConnectorWithoutInfo,
      variables: { id, state, ...(connectorInfo ? { connectorInfo: infoFields(info) } : {}) },
      right: connectorRight,
      read: ({ pingConnector }) => readState(pingConnector),
    });
  const answer = await send();
  // Where somebody stored a text that is not JSON, the platform stumbles over it once although it stores ours.
  const stumbled =
    !answer.ok &&
    answer.failure.reason === 'opencti-refused' &&
    answer.failure.code === 'INTERNAL_SERVER_ERROR';
  return stumbled && answer.failure.message.includes('JSON') ? send() : answer;
}

function infoFields(info: PingInfo): Fields {
  return {
    run_and_terminate: true,
    buffering: info.buffering,
    queue_threshold: info.queueThresholdMegabytes,
    queue_messages_size: info.queueMegabytes,
    last_run_datetime: info.lastRun ?? null,
    next_run_datetime: info.nextRun ?? null,
  };
}

/** Empties the state and purges the queue: objects accepted but not yet imported are gone. */
export async function resetState(graphql: GraphQl, id: string): Promise<OpenCtiResult<void>> {
  const answer = await graphql({
    doing: 'resetting the connector state',
    query: documents.resetStateConnector,
    variables: { id },
    right: 'MODULES_MODMANAGE',
    read: ({ resetStateConnector }) => readState(resetStateConnector),
  });
  return answer.ok ? ok(undefined) : answer;
}

/** The state in an answer, unparsed: null (none), empty (reset) or JSON text. */
function readState(connector: unknown): { state: string | null } | undefined {
  const state = isFields(connector) ? stateIn(connector) : undefined;
  return state === undefined ? undefined : { state };
}

function stateIn(connector: Fields): string | null | undefined {
  const state = connector.connector_state;
  return typeof state === 'string' || state === null ? state : undefined;
}
