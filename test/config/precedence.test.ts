import { join } from 'node:path';
import t from 'tap';
import {
  describeConfig,
  excludedReportTypes,
  reportTypeNames,
  threatVisionCredentials,
} from '../../src/config/index.js';
import { loaded } from './load.js';

t.test('uses the documented defaults without any configuration', async (t) => {
  const { config, secrets, notices } = await loaded(t.testdir());
  t.strictSame(JSON.parse(JSON.stringify(config)), {
    opencti: { customHeaders: {}, concurrency: 4, maxBundleBytes: 8 * 1024 * 1024 },
    connector: {
      name: 'TeamT5 External Import Connector',
      scope: ['teamt5'],
      durationPeriodMs: 86_400_000,
      queueThresholdMegabytes: 500,
    },
    teamt5: {
      apiBaseUrl: 'https://api.threatvision.org/',
      tlp: 'clear',
      firstRun: 0,
      attachPdf: true,
      pdfMaxBytes: 10 * 1024 * 1024,
      reportText: false,
      reportTypes: {},
      indicatorScore: 50,
      createObservables: true,
      maxItemObjects: 100_000,
    },
    sync: { lookbackMs: 7 * 86_400_000, maxRunBytes: 2_147_483_648 },
    state: {},
    http: { concurrency: 8, retryPeriodMs: 40_000 },
  });
  t.strictSame([secrets, notices], [[], []]);
});

t.test(
  'applies flags over the environment, the environment over the file, the file over defaults',
  async (t) => {
    const directory = t.testdir({
      '.teamt5rc':
        'http: {concurrency: 2, requests_per_second: 3}\nopencti: {concurrency: 2}\nconnector: {name: From file}\n',
    });
    const file = join(directory, '.teamt5rc');
    const {
      config,
      origins,
      file: read,
    } = await loaded(directory, {
      env: { TEAMT5_HTTP_CONCURRENCY: '3', OPENCTI_CONCURRENCY: '3' },
      flags: { 'http.concurrency': '5' },
    });
    t.equal(config.http.concurrency, 5);
    t.equal(config.opencti.concurrency, 3);
    t.equal(config.connector.name, 'From file');
    t.equal(config.connector.queueThresholdMegabytes, 500);
    t.equal(read, file);
    t.strictSame(origins.get('http.concurrency'), { source: 'flag', name: '--concurrency' });
    t.strictSame(origins.get('opencti.concurrency'), { source: 'environment', name: 'OPENCTI_CONCURRENCY' });
    t.strictSame(origins.get('http.requests_per_second'), { source: 'file', name: file });
    t.strictSame(origins.get('connector.queue_threshold'), { source: 'default', name: '' });
    t.equal(origins.get('opencti.url'), undefined);
  },
);

t.test('treats an empty variable and an empty value in the file as unset', async (t) => {
  const directory = t.testdir({
    '.teamt5rc': 'connector:\n  name: ""\n  scope:\nopencti:\n  concurrency: 7\nstate:\n',
  });
  const { config } = await loaded(directory, { env: { OPENCTI_CONCURRENCY: '', OPENCTI_URL: '  ' } });
  t.equal(config.connector.name, 'TeamT5 External Import Connector');
  t.strictSame(config.connector.scope, ['teamt5']);
  t.equal(config.opencti.concurrency, 7);
  t.equal(config.opencti.url, undefined);
});

t.test('sets every option from its environment variable', async (t) => {
  const { config, origins } = await loaded(t.testdir(), {
    env: {
      OPENCTI_URL: 'https://opencti.test/base/',
      OPENCTI_TOKEN: 'octi-token',
      OPENCTI_CUSTOM_HEADERS: 'X-One:1;X-Two:a:b',
      HTTPS_CA_CERTIFICATES: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
      OPENCTI_CONCURRENCY: '2',
      OPENCTI_MAX_BUNDLE_BYTES: '512KiB',
      CONNECTOR_ID: '3F2504E0-4F89-41D3-9A0C-0305E82C3301',
      CONNECTOR_NAME: 'Our TeamT5',
      CONNECTOR_SCOPE: 'teamt5, report',
      CONNECTOR_LOG_LEVEL: 'WARNING',
      CONNECTOR_DURATION_PERIOD: 'PT15M ',
      CONNECTOR_QUEUE_THRESHOLD: '0.5',
      TEAMT5_API_BASE_URL: 'https://tv.test/prefix/',
      TEAMT5_CLIENT_ID: 'client',
      TEAMT5_CLIENT_SECRET: 'hidden',
      TEAMT5_API_KEY: 'old-key',
      TEAMT5_TLP_LEVEL: 'Amber+Strict',
      TEAMT5_FIRST_RUN_RETRIEVAL_TIMESTAMP: '2026-01-01',
      TEAMT5_ATTACH_PDF: 'no',
      TEAMT5_REPORT_TEXT: 'true',
      TEAMT5_PDF_MAX_BYTES: '1MB',
      TEAMT5_REPORT_TYPES: 'Flash Report=threat-report;Monthly Report=OFF',
      TEAMT5_INDICATOR_SCORE: '70',
      TEAMT5_CREATE_OBSERVABLES: '0',
      TEAMT5_REPORT_CONFIDENCE: '80',
      TEAMT5_MAX_CONFIDENCE: '60',
      TEAMT5_MAX_ITEM_OBJECTS: '5000',
      TEAMT5_SYNC_MAX_RUN_BYTES: '5GB',
      TEAMT5_PING_URL: 'https://ping.test/id?rid=1',
      TEAMT5_REPORT_RELIABILITY: 'B - Usually reliable',
      TEAMT5_SYNC_LOOKBACK: 'P1DT12H',
      TEAMT5_STATE_DIR: '/var/lib/teamt5',
      TEAMT5_HTTP_CONCURRENCY: '3',
      TEAMT5_HTTP_RETRY_PERIOD: 'PT5S',
      TEAMT5_HTTP_REQUESTS_PER_SECOND: '2.5',
    },
  });
  t.strictSame(JSON.parse(JSON.stringify(config)), {
    opencti: {
      url: 'https://opencti.test/base',
      token: 'octi-token',
      customHeaders: { 'X-One': '1', 'X-Two': 'a:b' },
      caCertificates: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
      concurrency: 2,
      maxBundleBytes: 524_288,
    },
    connector: {
      id: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
      name: 'Our TeamT5',
      scope: ['teamt5', 'report'],
      logLevel: 'warn',
      durationPeriodMs: 900_000,
      queueThresholdMegabytes: 0.5,
    },
    teamt5: {
      apiBaseUrl: 'https://tv.test/prefix',
      clientId: 'client',
      clientSecret: 'hidden',
      apiKey: 'old-key',
      tlp: 'amber+strict',
      firstRun: 1_767_225_600,
      attachPdf: false,
      pdfMaxBytes: 1_000_000,
      reportText: true,
      reportTypes: { 'Flash Report': 'threat-report', 'Monthly Report': 'off' },
      indicatorScore: 70,
      createObservables: false,
      reportConfidence: 80,
      maxConfidence: 60,
      maxItemObjects: 5000,
      reportReliability: 'B - Usually reliable',
    },
    sync: { lookbackMs: 129_600_000, maxRunBytes: 5_000_000_000, pingUrl: 'https://ping.test/id?rid=1' },
    state: { dir: '/var/lib/teamt5' },
    http: { concurrency: 3, retryPeriodMs: 5_000, requestsPerSecond: 2.5 },
  });
  t.strictSame(threatVisionCredentials(config), {
    type: 'oauth',
    clientId: 'client',
    clientSecret: 'hidden',
  });
  t.strictSame(reportTypeNames(config), { 'Flash Report': 'threat-report' });
  t.strictSame(excludedReportTypes(config), ['Monthly Report']);
  const unset = [...origins].filter(([, { source }]) => source !== 'environment').map(([key]) => key);
  t.strictSame(unset, [], 'this test sets every option');
});

t.test('describes every option with its printed value and its origin, secrets masked', async (t) => {
  const described = describeConfig(
    await loaded(t.testdir(), {
      env: {
        OPENCTI_TOKEN: 'top-secret',
        OPENCTI_CUSTOM_HEADERS: 'X-Key:hush-hush',
        TEAMT5_TLP_LEVEL: 'white',
      },
      flags: { 'connector.log_level': 'debug' },
    }),
  );
  const row = (key: string) => described.find((one) => one.key === key);
  t.strictSame(row('opencti.token'), {
    key: 'opencti.token',
    env: 'OPENCTI_TOKEN',
    value: '***',
    origin: { source: 'environment', name: 'OPENCTI_TOKEN' },
  });
  t.strictSame(row('connector.log_level'), {
    key: 'connector.log_level',
    env: 'CONNECTOR_LOG_LEVEL',
    value: 'debug',
    origin: { source: 'flag', name: '--log-level' },
  });
  t.equal(row('teamt5.tlp_level')?.value, 'clear', 'white is an alias of clear');
  t.equal(row('teamt5.pdf_max_bytes')?.value, '10MiB');
  t.equal(row('sync.lookback')?.value, 'P7D');
  t.match(row('opencti.url'), { value: null, origin: null });
  t.match(row('teamt5.report_types'), { value: null, origin: null });
  t.notMatch(JSON.stringify(described), /top-secret|hush-hush/);
});
