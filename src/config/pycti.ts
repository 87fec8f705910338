import type { Notice } from './problem.js';

/** Settings of pycti's OpenCTIConnectorHelper and the connectors SDK, by section; they have no effect. */
const ignoredSettings: Readonly<Record<string, readonly string[]>> = {
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
  Object.entries(ignoredSettings).flatMap(([section, names]) => names.map((name) => `${section}.${name}`)),
);

const variables: ReadonlySet<string> = new Set([
  ...[...keys].map((key) => key.replace('.', '_').toUpperCase()),
  'QUEUE_PROTOCOL',
]);

/** True for a file key that only pycti has (`connector.run_and_terminate`). */
export function isPyctiKey(key: string): boolean {
  return keys.has(key);
}

/** True for an environment variable that only pycti has (`OPENCTI_SSL_VERIFY`). */
export function isPyctiVariable(name: string): boolean {
  return variables.has(name);
}

/** @param name the key or the variable of the setting */
export function ignoredNotice(name: string): Notice {
  return {
    level: 'debug',
    message: name.toLowerCase().endsWith('ssl_verify')
      ? `${name} is ignored: TLS certificates are always verified. To trust your own authority, set HTTPS_CA_CERTIFICATES.`
      : `${name} is a setting of the Python connector and has no effect here; ignored.`,
  };
}
