import type { Connector } from './connectors.js';
import { entityType } from './import/entity-types.js';
import type { QueueSize } from './queue.js';
import { text, type StixObject } from './stix.js';
import { tracking, type Work } from './works.js';

export function workView(work: Work) {
  const { expected, processed } = tracking(work);
  return {
    id: work.id,
    name: work.name,
    user: work.user,
    timestamp: work.timestamp,
    status: work.status,
    event_source_id: work.connectorId,
    received_time: work.timestamp,
    processed_time: work.processedTime,
    completed_time: work.completedTime,
    completed_number: work.completedNumber,
    tracking: { import_expected_number: expected, import_processed_number: processed },
    messages: work.messages,
    errors: work.errors,
  };
}

/** `config` holds secrets on the platform, and shows here if a client selects them. */
export function connectorView(connector: Connector, active: boolean, queue: QueueSize, works: () => Work[]) {
  const { id } = connector;
  return {
    id,
    name: connector.name,
    active,
    connector_type: connector.type,
    connector_scope: connector.scope,
    auto: connector.auto,
    auto_update: connector.autoUpdate,
    only_contextual: connector.onlyContextual,
    playbook_compatible: connector.playbookCompatible,
    enrichment_resolution: connector.enrichmentResolution,
    connector_state: connector.state,
    connector_state_timestamp: connector.stateAt,
    connector_user_id: connector.userId,
    created_at: connector.createdAt,
    updated_at: new Date(connector.seenAt).toISOString(),
    connector_queue_details: { messages_number: queue.messages, messages_size: queue.bytes },
    connector_info: connector.info,
    jwks: '{"keys":[]}',
    config: {
      connection: {
        host: 'broker',
        vhost: '/',
        use_ssl: false,
        port: '5672',
        user: 'guest',
        pass: brokerSecret,
      },
      s3: {
        endpoint: 'store',
        port: '9000',
        access_key: 'minio',
        secret_key: brokerSecret,
        use_ssl: false,
        bucket_name: 'opencti-bucket',
        bucket_region: 'us-east-1',
      },
      listen: `listen_${id}`,
      listen_routing: `listen_routing_${id}`,
      listen_exchange: 'amqp.connector.exchange',
      push: `push_${id}`,
      push_routing: `push_routing_${id}`,
      push_exchange: 'amqp.worker.exchange',
      dead_letter_routing: 'listen_routing_too-large-bundle',
    },
    // The argument `status` has no effect, as on the platform (docs/opencti-api.md#works).
    works: () => works().map(workView),
  };
}

export const brokerSecret = 'broker-secret-that-nobody-should-ask-for';

/** The stand-in keeps the id as sent; the platform computes its own. */
export function entityView(object: StixObject) {
  const type = text(object, 'type');
  const isRelationship = type === 'relationship' || type === 'sighting';
  return {
    __typename: isRelationship ? 'StixRelationshipEntity' : 'StixObjectEntity',
    entity_type: entityType(object),
    standard_id: object.id,
    x_opencti_stix_ids: [object.id],
  };
}
