/** Older releases refuse unknown fields. `config` and `jwks` must never be selected: they hold passwords. */

export const about = 'query About { about { version } }';

export const me = 'query Me { me { name capabilities { name } user_confidence_level { max_confidence } } }';

export const connector =
  'query Connector($id: String!) { connector(id: $id) { id name active connector_state' +
  ' connector_queue_details { messages_number messages_size } } }';

export const registerConnector =
  'mutation RegisterConnector($input: RegisterConnectorInput) {' +
  ' registerConnector(input: $input) { id connector_state } }';

export const pingConnector =
  'mutation PingConnector($id: ID!, $state: String, $connectorInfo: ConnectorInfoInput) {' +
  ' pingConnector(id: $id, state: $state, connectorInfo: $connectorInfo) { id connector_state } }';

/** Before 6.2.12. */
export const pingConnectorWithoutInfo =
  'mutation PingConnector($id: ID!, $state: String) { pingConnector(id: $id, state: $state) { id connector_state } }';

export const resetStateConnector =
  'mutation Reset($id: ID!) { resetStateConnector(id: $id) { id connector_state } }';

const workFields =
  'id name status completed_time tracking { import_expected_number import_processed_number } errors { timestamp message source }';

export const work = `query Work($id: ID!) { work(id: $id) { ${workFields} } }`;

export const works = `query Works($id: String!) { connector(id: $id) { works { ${workFields} } } }`;

/** Oldest first; `connector { works }` has only the newest 20, and a query of several `work` fields is refused. */
export const worksSince =
  'query Works($connectorId: [Any!]!, $since: [Any!]!) {' +
  ' works(first: 200, orderBy: timestamp, orderMode: asc, filters: { mode: and, filters: [' +
  ' { key: "connector_id", values: $connectorId }, { key: "timestamp", values: $since, operator: gte }],' +
  ` filterGroups: [] }) { edges { node { ${workFields} } } } }`;

/** Several ids can be of one entity; more than a hundred never have 500 entities. */
export const existing =
  'query Existing($ids: [Any!]!) { stixObjectOrStixRelationships(first: 500,' +
  ' filters: { mode: and, filters: [{ key: "ids", values: $ids }], filterGroups: [] })' +
  ' { edges { node { __typename ... on StixObject { standard_id x_opencti_stix_ids }' +
  ' ... on StixRelationship { standard_id x_opencti_stix_ids } } } } }';

export const workAdd =
  'mutation WorkAdd($connectorId: String!, $friendlyName: String) {' +
  ' workAdd(connectorId: $connectorId, friendlyName: $friendlyName) { id } }';

/** From 7.260422.0. */
export const workAddMultiPart =
  'mutation WorkAdd($connectorId: String!, $friendlyName: String) {' +
  ' workAdd(connectorId: $connectorId, friendlyName: $friendlyName, isMultiPartWork: true) { id } }';

export const workToProcessed =
  'mutation WorkToProcessed($id: ID!, $message: String, $inError: Boolean) {' +
  ' workEdit(id: $id) { toProcessed(message: $message, inError: $inError) } }';

export const workDelete = 'mutation WorkDelete($id: ID!) { workEdit(id: $id) { delete } }';

/** Before 6.5.7: the platform creates a work itself. */
export const stixBundlePush =
  'mutation StixBundlePush($connectorId: String!, $bundle: String!) {' +
  ' stixBundlePush(connectorId: $connectorId, bundle: $bundle) }';

export const stixBundlePushIntoWork =
  'mutation StixBundlePush($connectorId: String!, $bundle: String!, $work_id: String) {' +
  ' stixBundlePush(connectorId: $connectorId, bundle: $bundle, work_id: $work_id) }';
