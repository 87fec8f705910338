import t from 'tap';
import { threatVisionCredentials } from '../../src/config/index.js';
import { loaded } from './load.js';

const id = '0b2d9a3c-63ec-11ee-8c99-0242ac120002';

t.test("accepts the Python connector's config.yml unchanged", async (t) => {
  const directory = t.testdir({
    'config.yml': [
      'opencti:',
      "  url: 'http://localhost:8080/'",
      "  token: 'flgrn_octi_tkn_abc'",
      '  ssl_verify: false',
      '  json_logging: true',
      'connector:',
      "  type: 'EXTERNAL_IMPORT'",
      `  id: '${id}'`,
      "  name: 'Team T5 External Import Connector'",
      "  scope: 'not-applicable'",
      "  log_level: 'error'",
      "  duration_period: 'P1D'",
      '  run_and_terminate: true',
      '  send_to_directory_path: /tmp/x',
      '  expose_metrics: false',
      "  first_run_retrieval_timestamp: '1700000000'",
      'mq: {host: rabbit}',
      'teamt5:',
      "  api_base_url: 'https://api.threatvision.org/'",
      "  client_id: 'client-1'",
      "  client_secret: 'secret-1'",
      "  tlp_level: 'white'",
    ].join('\n'),
  });
  const { config, notices } = await loaded(directory, { configFile: 'config.yml' });
  t.equal(config.opencti.url?.href, 'http://localhost:8080/');
  t.equal(config.connector.id, id);
  t.equal(config.connector.logLevel, 'error');
  t.equal(config.teamt5.apiBaseUrl.href, 'https://api.threatvision.org/');
  t.equal(config.teamt5.tlp, 'clear');
  t.equal(config.teamt5.firstRun, 1_700_000_000, 'the key of its older versions');
  const remarks = notices.filter(({ level }) => level !== 'warn').map(({ message }) => message);
  t.match(remarks, [
    /^opencti\.ssl_verify is ignored: TLS certificates are always verified/,
    /^opencti\.json_logging is a setting of the Python connector/,
    /^connector\.type /,
    /^connector\.run_and_terminate /,
    /^connector\.send_to_directory_path /,
    /^connector\.expose_metrics /,
    /^mq\.host /,
    /^connector\.id .* not a UUID of version 4; it works/,
  ]);
  t.equal(remarks.length, 8);
});

t.test("accepts the Python connector's environment unchanged", async (t) => {
  const { config, notices } = await loaded(t.testdir(), {
    env: {
      OPENCTI_URL: 'http://opencti:8080',
      OPENCTI_TOKEN: 'b1f0a2d4-0000-4000-8000-000000000000',
      OPENCTI_SSL_VERIFY: 'false',
      CONNECTOR_ID: id,
      CONNECTOR_TYPE: 'EXTERNAL_IMPORT',
      CONNECTOR_SCOPE: 'not-applicable',
      CONNECTOR_RUN_AND_TERMINATE: 'true',
      QUEUE_PROTOCOL: 'api',
      TEAMT5_CLIENT_ID: 'client-1',
      TEAMT5_CLIENT_SECRET: 'secret-1',
      TEAMT5_API_KEY: '',
    },
  });
  t.equal(config.opencti.url?.href, 'http://opencti:8080/');
  t.equal(threatVisionCredentials(config)?.type, 'oauth');
  t.strictSame(
    notices.map(({ level, message }) => [level, message.split(' ')[0]]),
    [
      ['debug', 'OPENCTI_SSL_VERIFY'],
      ['debug', 'CONNECTOR_TYPE'],
      ['debug', 'CONNECTOR_RUN_AND_TERMINATE'],
      ['debug', 'QUEUE_PROTOCOL'],
      ['info', 'connector.id'],
    ],
  );
});
