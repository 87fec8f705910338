import type { Notice } from './failure.js';

/**
 * Settings that belong to pycti, the Python library below the connector that this program replaces.
 * They may stay where they are, in the file or in the environment, and have no effect here.
 * Names: pycti's OpenCTIConnectorHelper and the connectors SDK, by section of `config.yml`.
 */
const meaningless: Readonly<Record<string, readonly string[]>> = {
  opencti: ['ssl_verify', 'json_logging', 'ssl_cert', 'ca_bundle'],
  connector: [
    'type',
    'auto',
    'only_contextual',
    'confidence_level',
    'update_existing_data',
    'interval',
    'run_and_terminate',
    'validate_before_import',
    'queue_protocol',
    'send_to_queue',
    'send_to_directory',
    'send_to_directory_path',
    'send_to_directory_retention',
    'send_to_s3',
    'send_to_s3_bucket',
    'send_to_s3_folder',
    'send_to_s3_retention',
    'expose_metrics',
    'metrics_port',
    'json_logging',
    'listen_protocol',
    'listen_protocol_api_port',
    'listen_protocol_api_path',
    'listen_protocol_api_ssl',
    'listen_protocol_api_uri',
    'live_stream_id',
    'live_stream_listen_delete',
    'live_stream_no_dependencies',
    'live_stream_with_inferences',
    'live_stream_recover_iso_date',
    'live_stream_start_timestamp',
    'enrichment_resolution',
  ],
  mq: ['host', 'port', 'vhost', 'use_ssl', 'user', 'pass'],
};

const keys: ReadonlySet<string> = new Set(
  Object.entries(meaningless).flatMap(([section, names]) => names.map((name) => `${section}.${name}`)),
);

const variables: ReadonlySet<string> = new Set([
  ...[...keys].map((key) => key.replace('.', '_').toUpperCase()),
  'QUEUE_PROTOCOL',
]);

/** Whether a file key (`connector.run_and_terminate`) is pycti's alone. */
export const isPyctiKey = (key: string): boolean => keys.has(key);

/** Whether an environment variable (`OPENCTI_SSL_VERIFY`) is pycti's alone. */
export const isPyctiVariable = (name: string): boolean => variables.has(name);

/** What the user is told of such a setting, by its key or variable. */
export const ignoredNotice = (name: string): Notice => ({
  level: 'info',
  message: name.toLowerCase().endsWith('ssl_verify')
    ? `${name} is ignored: TLS certificates are always verified. Name your own authority in HTTPS_CA_CERTIFICATES.`
    : `${name} is a setting of the Python connector and has no meaning here; ignored.`,
});
