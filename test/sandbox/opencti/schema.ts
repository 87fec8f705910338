import { buildSchema, GraphQLError, GraphQLScalarType, type GraphQLSchema } from 'graphql';
import { atLeast } from './version.js';

/** As of `version` (docs/opencti-api.md#versions). Nullability decides what an error leaves in `data`. */
export function schemaOf(version: string): GraphQLSchema {
  const schema = schemas.get(version) ?? buildSchemaOf(version);
  schemas.set(version, schema);
  return schema;
}

/** By version. Building a schema takes longer than the requests of a short run. */
const schemas = new Map<string, GraphQLSchema>();

function buildSchemaOf(version: string): GraphQLSchema {
  const since = (first: string, sdl: string): string => (atLeast(version, first) ? sdl : '');
  const schema = buildSchema(`
    scalar DateTime
    enum ConnectorType {
      EXTERNAL_IMPORT INTERNAL_ENRICHMENT INTERNAL_IMPORT_FILE INTERNAL_EXPORT_FILE INTERNAL_ANALYSIS STREAM
    }
    enum State { wait progress complete timeout }

    type Query {
      about: AppInfo
      me: MeUser!
      connector(id: String!): Connector
      work(id: ID!): Work
      works(
        first: Int orderBy: WorksOrdering orderMode: OrderingMode filters: FilterGroup
      ): WorkConnection
      schemaRelationsTypesMapping: [StixRelationshipSchema!]!
      stixObjectOrStixRelationships(first: Int, filters: FilterGroup): EntityConnection
    }
    scalar Any
    enum FilterMode { and or }
    input FilterGroup { mode: FilterMode! filters: [Filter!]! filterGroups: [FilterGroup!]! }
    enum WorksOrdering { timestamp }
    enum OrderingMode { asc desc }
    enum FilterOperator { eq gte }
    input Filter { key: [String!]! values: [Any!]! operator: FilterOperator }
    type WorkConnection { edges: [WorkEdge!]! }
    type WorkEdge { node: Work! }
    type EntityConnection { edges: [EntityEdge!] }
    type EntityEdge { node: StixObjectOrStixRelationship! }
    union StixObjectOrStixRelationship = StixObjectEntity | StixRelationshipEntity
    interface StixObject { standard_id: String! x_opencti_stix_ids: [String] }
    interface StixRelationship { standard_id: String! x_opencti_stix_ids: [String] }
    type StixObjectEntity implements StixObject {
      entity_type: String! standard_id: String! x_opencti_stix_ids: [String]
    }
    type StixRelationshipEntity implements StixRelationship {
      entity_type: String! standard_id: String! x_opencti_stix_ids: [String]
    }
    type AppInfo { version: String! }
    type MeUser {
      id: ID! name: String! capabilities: [Capability!]! user_confidence_level: ConfidenceLevel
    }
    type Capability { name: String! }
    type ConfidenceLevel { max_confidence: Int! }
    type StixRelationshipSchema { key: String! values: [String!]! }

    type Mutation {
      registerConnector(input: RegisterConnectorInput): Connector
      pingConnector(id: ID!, state: String${since('6.2.12', ', connectorInfo: ConnectorInfoInput')}): Connector
      resetStateConnector(id: ID!): Connector
      deleteConnector(id: ID!): ID!
      workAdd(connectorId: String!, friendlyName: String${since('7.260422.0', ', isMultiPartWork: Boolean')}): Work!
      workEdit(id: ID!): WorkEditMutations
      ${since('6.2.6', `stixBundlePush(connectorId: String!, bundle: String!${since('6.5.7', ', work_id: String')}): Boolean`)}
    }
    input RegisterConnectorInput {
      id: ID! name: String! type: ConnectorType! scope: [String!]
      auto: Boolean only_contextual: Boolean playbook_compatible: Boolean listen_callback_uri: String
      ${since('6.8.9', 'auto_update: Boolean enrichment_resolution: String')}
    }
    input ConnectorInfoInput {
      run_and_terminate: Boolean! buffering: Boolean! queue_threshold: Float! queue_messages_size: Float!
      next_run_datetime: DateTime last_run_datetime: DateTime
    }
    type WorkEditMutations {
      toProcessed(message: String, inError: Boolean): ID
      addExpectations(expectations: Int): ID
      delete: ID!
    }

    type Connector {
      id: ID! name: String! active: Boolean connector_type: String connector_scope: [String!]
      auto: Boolean only_contextual: Boolean playbook_compatible: Boolean
      ${since('6.8.9', 'auto_update: Boolean enrichment_resolution: String')}
      connector_state: String connector_state_timestamp: DateTime connector_user_id: ID
      created_at: DateTime updated_at: DateTime
      ${since('6.1.12', 'connector_queue_details: ConnectorQueueDetails!')}
      ${since('6.2.12', 'connector_info: ConnectorInfo')}
      ${since('7.260224.0', 'jwks: String')}
      config: ConnectorConfig
      works(status: String): [Work]
    }
    type ConnectorQueueDetails { messages_number: Float! messages_size: Float! }
    type ConnectorInfo {
      run_and_terminate: Boolean! buffering: Boolean! queue_threshold: Float! queue_messages_size: Float!
      next_run_datetime: DateTime last_run_datetime: DateTime
    }
    type ConnectorConfig {
      connection: RabbitMQConnection! s3: S3Connection! listen: String! listen_routing: String!
      listen_exchange: String! push: String! push_routing: String! push_exchange: String!
      dead_letter_routing: String
    }
    type RabbitMQConnection { host: String! vhost: String! use_ssl: Boolean! port: String! user: String! pass: String! }
    type S3Connection {
      endpoint: String! port: String! access_key: String! secret_key: String!
      use_ssl: Boolean! bucket_name: String! bucket_region: String!
    }

    type Work {
      id: ID! name: String user: Creator timestamp: DateTime! status: State! event_source_id: String
      received_time: DateTime processed_time: DateTime completed_time: DateTime completed_number: Int
      tracking: WorkTracking messages: [WorkMessage] errors: [WorkMessage]
    }
    type Creator { id: ID! name: String! }
    type WorkTracking { import_expected_number: Int import_processed_number: Int }
    type WorkMessage { timestamp: DateTime message: String sequence: Int source: String }
  `);
  const dateTime = schema.getType('DateTime');
  if (dateTime instanceof GraphQLScalarType) dateTime.parseValue = parseDateTime;
  return schema;
}

const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** ISO 8601 with a zone; else BAD_USER_INPUT (docs/opencti-api.md#connector-state). */
function parseDateTime(value: unknown): string {
  if (typeof value === 'string' && rfc3339.test(value) && !Number.isNaN(Date.parse(value)))
    return new Date(value).toISOString();
  throw new GraphQLError(`DateTime cannot represent an invalid date-time-string ${String(value)}.`);
}
