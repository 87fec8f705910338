import { headerFields, reportTypeMap, wordList } from './list-types.js';
import {
  boolean,
  byteSize,
  certificates,
  choice,
  credential,
  duration,
  integer,
  longDuration,
  type OptionType,
  path,
  pingUrl,
  positiveNumber,
  serviceUrl,
  text,
  timestamp,
  uuid,
} from './option-types.js';

export type Purpose = 'push' | 'threatvision';

interface Description {
  readonly env: string;
  /** The default is added where the description is shown. */
  readonly help: string;
  /** For `.teamt5rc.example`, if there is no default. */
  readonly example?: string | undefined;
  /** Masked, and also read from the file that `<env>_FILE` names. */
  readonly secret?: true | undefined;
  readonly neededFor?: Purpose | undefined;
  readonly flag?: string | undefined;
  /** Keys of older connectors. */
  readonly alsoAt?: readonly string[] | undefined;
}

/** `V` is the type of the value in `Config`. */
export interface Option<V = unknown, K extends string = string> extends Description {
  /** `section.name`, the place in the file. */
  readonly key: K;
  readonly type: OptionType<V>;
  /** As written in a file or a variable. */
  readonly default?: string | undefined;
  /** The value if the option is unset or not valid. */
  readonly fallback: V;
}

function optional<T, K extends string>(
  key: K,
  type: OptionType<T>,
  description: Description & { readonly example: string },
): Option<T | undefined, K> {
  return { key, type, fallback: undefined, ...description };
}

function defaulted<T, K extends string>(
  key: K,
  type: OptionType<T>,
  defaultText: string,
  description: Description,
): Option<T, K> {
  const fallback = type.parse(defaultText, { base: undefined, home: '' });
  if (fallback === undefined) throw new Error(`The default of ${key} is not valid`);
  return { key, type, default: defaultText, fallback, ...description };
}

/** Every option, once. Names and defaults are the Python connector's: its environment works unchanged. */
export const options = {
  opencti: {
    url: optional('opencti.url', serviceUrl('/graphql'), {
      env: 'OPENCTI_URL',
      help: 'URL of the OpenCTI platform, including its base path if it has one.',
      example: 'https://opencti.example.org',
      neededFor: 'push',
    }),
    token: optional('opencti.token', credential, {
      env: 'OPENCTI_TOKEN',
      help: "API token of the connector's user in OpenCTI.",
      example: 'ChangeMe',
      secret: true,
      neededFor: 'push',
    }),
    customHeaders: defaulted('opencti.custom_headers', headerFields, '', {
      env: 'OPENCTI_CUSTOM_HEADERS',
      help: 'HTTP header fields of every request to OpenCTI, for example for a proxy in front of it (`k1:v1;k2:v2`).',
      example: 'X-Proxy-User:teamt5;X-Proxy-Key:ChangeMe',
      secret: true,
    }),
    caCertificates: optional('opencti.ca_certificates', certificates, {
      env: 'HTTPS_CA_CERTIFICATES',
      help: 'Certificate authorities to trust in addition to the default ones, as PEM text or the path of a file. Applies to every connection.',
      example: '/etc/ssl/company-ca.pem',
    }),
    concurrency: defaulted('opencti.concurrency', integer(1, 32), '4', {
      env: 'OPENCTI_CONCURRENCY',
      help: 'Maximum number of bundles that are pushed to OpenCTI at the same time.',
    }),
    // Sent as a JSON string, in which every quote is escaped; the platform accepts a body of 50 MiB.
    maxBundleBytes: defaulted('opencti.max_bundle_bytes', byteSize('64KiB', '24MiB'), '8MiB', {
      env: 'OPENCTI_MAX_BUNDLE_BYTES',
      help: 'Maximum size of a pushed bundle; a larger one is split. Lower it if a proxy rejects large requests.',
    }),
  },
  connector: {
    id: optional('connector.id', uuid, {
      env: 'CONNECTOR_ID',
      help: "UUID of the connector in OpenCTI. `init` generates one; keep the Python connector's id to continue where it stopped.",
      example: 'ChangeMe',
      neededFor: 'push',
    }),
    name: defaulted('connector.name', text, 'TeamT5 External Import Connector', {
      env: 'CONNECTOR_NAME',
      help: 'Name of the connector in OpenCTI, and of the organization that is the author of the imported objects.',
    }),
    scope: defaulted('connector.scope', wordList, 'teamt5', {
      env: 'CONNECTOR_SCOPE',
      help: 'Scope of the connector in OpenCTI.',
    }),
    logLevel: optional(
      'connector.log_level',
      choice({ debug: 'debug', info: 'info', warn: 'warn', warning: 'warn', error: 'error' }),
      {
        env: 'CONNECTOR_LOG_LEVEL',
        help: 'Minimum level of log messages. If unset: info on a terminal, warn elsewhere.',
        example: 'info',
        flag: '--log-level',
      },
    ),
    durationPeriodMs: defaulted('connector.duration_period', duration, 'P1D', {
      env: 'CONNECTOR_DURATION_PERIOD',
      help: 'Time between two runs, for `sync --if-due` and the next run that OpenCTI shows.',
    }),
    queueThresholdMegabytes: defaulted('connector.queue_threshold', positiveNumber, '500', {
      env: 'CONNECTOR_QUEUE_THRESHOLD',
      help: "Maximum size of the connector's queue in OpenCTI, in megabytes; a run is postponed while the queue is larger.",
    }),
  },
  teamt5: {
    apiBaseUrl: defaulted('teamt5.api_base_url', serviceUrl('/api/v2'), 'https://api.threatvision.org', {
      env: 'TEAMT5_API_BASE_URL',
      help: 'URL of the ThreatVision API. Plain http is accepted on a private network only.',
    }),
    clientId: optional('teamt5.client_id', credential, {
      env: 'TEAMT5_CLIENT_ID',
      help: 'OAuth client id for ThreatVision; requires the client secret.',
      example: 'ChangeMe',
      secret: true,
      neededFor: 'threatvision',
    }),
    clientSecret: optional('teamt5.client_secret', credential, {
      env: 'TEAMT5_CLIENT_SECRET',
      help: 'OAuth client secret for ThreatVision; requires the client id.',
      example: 'ChangeMe',
      secret: true,
      neededFor: 'threatvision',
    }),
    apiKey: optional('teamt5.api_key', credential, {
      env: 'TEAMT5_API_KEY',
      help: 'Deprecated: a static API key for ThreatVision. Ignored if client id and client secret are set.',
      example: 'ChangeMe',
      secret: true,
    }),
    tlp: defaulted(
      'teamt5.tlp_level',
      choice({
        clear: 'clear',
        white: 'clear',
        green: 'green',
        amber: 'amber',
        'amber+strict': 'amber+strict',
        red: 'red',
      }),
      'clear',
      {
        env: 'TEAMT5_TLP_LEVEL',
        help: 'TLP marking of imported objects (clear, white, green, amber, amber+strict, red); a stricter marking of the source is kept.',
      },
    ),
    firstRun: defaulted('teamt5.first_run_retrieval_timestamp', timestamp, '0', {
      env: 'TEAMT5_FIRST_RUN_RETRIEVAL_TIMESTAMP',
      help: 'Start of the first run, in Unix seconds or as an ISO 8601 time. 0 imports the whole catalog.',
      alsoAt: ['connector.first_run_retrieval_timestamp'],
    }),
    attachPdf: defaulted('teamt5.attach_pdf', boolean, 'true', {
      env: 'TEAMT5_ATTACH_PDF',
      help: "Attach each report's PDF to the report in OpenCTI.",
    }),
    // 30 MiB are 40 MiB in base64; the platform accepts a body of 50 MiB.
    pdfMaxBytes: defaulted('teamt5.pdf_max_bytes', byteSize('1KiB', '30MiB'), '10MiB', {
      env: 'TEAMT5_PDF_MAX_BYTES',
      help: 'Maximum size of a PDF; a report with a larger one is imported without it.',
    }),
    reportText: defaulted('teamt5.report_text', boolean, 'false', {
      env: 'TEAMT5_REPORT_TEXT',
      help: "Write the text of each report's PDF into the content of the report in OpenCTI, where it can be read and searched.",
    }),
    reportTypes: defaulted('teamt5.report_types', reportTypeMap, '', {
      env: 'TEAMT5_REPORT_TYPES',
      help: 'OpenCTI report type of each ThreatVision report type, or `off` to exclude a type. Types that are not listed keep their name. Use full type names: the list of `reports` omits the word Report.',
      example: 'Flash Report=threat-report;Monthly Report=off',
    }),
    indicatorScore: defaulted('teamt5.indicator_score', integer(0, 100), '50', {
      env: 'TEAMT5_INDICATOR_SCORE',
      help: 'Score (0 to 100) of an indicator that has none.',
    }),
    createObservables: defaulted('teamt5.create_observables', boolean, 'true', {
      env: 'TEAMT5_CREATE_OBSERVABLES',
      help: 'Let OpenCTI create the observables of each indicator.',
    }),
    reportConfidence: optional('teamt5.report_confidence', integer(0, 100), {
      env: 'TEAMT5_REPORT_CONFIDENCE',
      help: 'Confidence (0 to 100) of imported reports. If unset, OpenCTI sets it.',
      example: '75',
    }),
    maxConfidence: optional('teamt5.max_confidence', integer(0, 100), {
      env: 'TEAMT5_MAX_CONFIDENCE',
      help: 'Maximum confidence (0 to 100) of imported objects, and that of objects without one: OpenCTI does not let an object overwrite one of a higher confidence. If unset, that of the source is kept. Reports have `teamt5.report_confidence` if it is set.',
      example: '60',
    }),
    maxItemObjects: defaulted('teamt5.max_item_objects', integer(1, 1_000_000), '100000', {
      env: 'TEAMT5_MAX_ITEM_OBJECTS',
      help: 'Maximum number of STIX objects of a report or indicator bundle; a larger one fails and waits for a retry.',
    }),
    reportReliability: optional('teamt5.report_reliability', text, {
      env: 'TEAMT5_REPORT_RELIABILITY',
      help: "Reliability of imported reports, a value of the vocabulary `reliability_ov`. Values other than OpenCTI's own (A to F) are accepted with a warning.",
      example: 'B - Usually reliable',
    }),
  },
  sync: {
    lookbackMs: defaulted('sync.lookback', longDuration, 'P7D', {
      env: 'TEAMT5_SYNC_LOOKBACK',
      help: 'Period before the last delivered item in which each run searches for items that were published late.',
    }),
    maxRunBytes: defaulted('sync.max_run_bytes', byteSize('1MiB', '1024GiB'), '2GiB', {
      env: 'TEAMT5_SYNC_MAX_RUN_BYTES',
      help: 'Maximum size of all bundles of a run; the next run continues.',
    }),
    pingUrl: optional('sync.ping_url', pingUrl, {
      env: 'TEAMT5_PING_URL',
      help: 'URL that each `sync` requests at its start and end, for a monitoring service such as healthchecks.io.',
      example: 'https://hc-ping.com/ChangeMe',
      secret: true,
      flag: '--ping-url',
    }),
  },
  state: {
    dir: optional('state.dir', path, {
      env: 'TEAMT5_STATE_DIR',
      help: "Directory of the local state. If unset: the user's configuration directory.",
      example: '/var/lib/teamt5-opencti',
    }),
  },
  http: {
    concurrency: defaulted('http.concurrency', integer(1, 64), '8', {
      env: 'TEAMT5_HTTP_CONCURRENCY',
      help: 'Maximum number of requests to ThreatVision at the same time.',
      flag: '--concurrency',
    }),
    retryPeriodMs: defaulted('http.retry_period', duration, 'PT40S', {
      env: 'TEAMT5_HTTP_RETRY_PERIOD',
      help: 'How long a request to either service is retried before it fails; at most 2 s for `auth`, `status` and lists, which a person waits for.',
    }),
    requestsPerSecond: optional('http.requests_per_second', positiveNumber, {
      env: 'TEAMT5_HTTP_REQUESTS_PER_SECOND',
      help: 'Maximum number of requests to ThreatVision per second. If unset, there is no limit.',
      example: '5',
    }),
  },
};

type Options = typeof options;
type ValueOf<O> = O extends Option<infer V> ? V : never;
type KeyOf<O> = O extends Option<unknown, infer K> ? K : never;

export type Config = {
  readonly [Section in keyof Options]: {
    readonly [Name in keyof Options[Section]]: ValueOf<Options[Section][Name]>;
  };
};

export type OptionKey = {
  [Section in keyof Options]: KeyOf<Options[Section][keyof Options[Section]]>;
}[keyof Options];

const sections: readonly Readonly<Record<string, Option<unknown, OptionKey>>>[] = Object.values(options);

/** In the order of the documentation. */
export const optionList: readonly Option<unknown, OptionKey>[] = sections.flatMap((section) =>
  Object.values(section),
);
