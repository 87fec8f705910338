import { headerFields, reportTypeMap } from './maps.js';
import {
  boolean,
  byteSize,
  certificates,
  choice,
  credential,
  duration,
  integer,
  longDuration,
  path,
  positiveNumber,
  serviceUrl,
  text,
  timestamp,
  uuid,
  words,
} from './values.js';
import type { ValueKind } from './values.js';

/** What an option is needed for; the rest of the program works without it. */
export type Purpose = 'push' | 'threatvision';

interface Description {
  readonly env: string;
  /** One or two sentences for people; the default is added where it is shown. */
  readonly help: string;
  /** For `.teamt5rc.example`, where there is no default. */
  readonly example?: string | undefined;
  /** Masked wherever it is shown, and also read from the file that `<env>_FILE` names. */
  readonly secret?: true | undefined;
  readonly neededFor?: Purpose | undefined;
  /** The flag that sets it, where a command has one. */
  readonly flag?: string | undefined;
  /** Other places in a file that older connectors read it from. */
  readonly alsoAt?: readonly string[] | undefined;
}

export interface Option<T = unknown, K extends string = string> extends Description {
  /** `section.name`: the place in the file. */
  readonly key: K;
  readonly kind: ValueKind<T>;
  /** As one would write it. */
  readonly default?: string | undefined;
}

export interface DefaultedOption<T, K extends string> extends Option<T, K> {
  readonly default: string;
}

const optional = <T, K extends string>(
  key: K,
  kind: ValueKind<T>,
  description: Description,
): Option<T, K> => ({ key, kind, ...description });

const defaulted = <T, K extends string>(
  key: K,
  kind: ValueKind<T>,
  standard: string,
  description: Description,
): DefaultedOption<T, K> => ({ key, kind, default: standard, ...description });

/**
 * Every option, once: the loader, the help, docs/configuration.md and `.teamt5rc.example` are derived from this table.
 * The groups are the sections of the file and of `Config`. Names and defaults of `opencti`, `connector` and `teamt5`
 * are those of the Python connector, so that its environment works unchanged.
 */
export const options = {
  opencti: {
    url: optional('opencti.url', serviceUrl, {
      env: 'OPENCTI_URL',
      help: 'Address of the OpenCTI platform, with its base path if it has one.',
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
      help: 'Header fields for every request to OpenCTI, for a proxy in front of it (`k1:v1;k2:v2`).',
      example: 'X-Proxy-User:teamt5;X-Proxy-Key:ChangeMe',
      secret: true,
    }),
    caCertificates: optional('opencti.ca_certificates', certificates, {
      env: 'HTTPS_CA_CERTIFICATES',
      help: "Certificate authorities to trust beside the system's, as PEM text or the path of a file; for every connection.",
      example: '/etc/ssl/company-ca.pem',
    }),
    concurrency: defaulted('opencti.concurrency', integer(1, 32), '4', {
      env: 'OPENCTI_CONCURRENCY',
      help: 'Bundles on their way to OpenCTI at the same time.',
    }),
    // The bundle travels as a string in JSON, where every quote doubles; the platform takes 50 MiB of body.
    maxBundleBytes: defaulted('opencti.max_bundle_bytes', byteSize('64KiB', '24MiB'), '8MiB', {
      env: 'OPENCTI_MAX_BUNDLE_BYTES',
      help: 'Largest bundle that is pushed in one piece; a larger one is cut. Lower it where a proxy refuses large requests.',
    }),
  },
  connector: {
    id: optional('connector.id', uuid, {
      env: 'CONNECTOR_ID',
      help: "The connector's id in OpenCTI, a UUID; a new one of version 4, as `init` makes it. Keep the Python connector's to go on where it stopped.",
      example: 'ChangeMe',
      neededFor: 'push',
    }),
    name: defaulted('connector.name', text, 'TeamT5 External Import Connector', {
      env: 'CONNECTOR_NAME',
      help: "The connector's name in OpenCTI, and of the organization that is the author of what it imports.",
    }),
    scope: defaulted('connector.scope', words, 'teamt5', {
      env: 'CONNECTOR_SCOPE',
      help: "The connector's scope in OpenCTI.",
    }),
    logLevel: optional(
      'connector.log_level',
      choice({ debug: 'debug', info: 'info', warn: 'warn', warning: 'warn', error: 'error' }),
      {
        env: 'CONNECTOR_LOG_LEVEL',
        help: 'What the log holds at least. Unset: info on a terminal, warn elsewhere.',
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
      help: "Megabytes that may wait in the connector's queue in OpenCTI; a run postpones itself while there are more.",
    }),
  },
  teamt5: {
    apiBaseUrl: defaulted('teamt5.api_base_url', serviceUrl, 'https://api.threatvision.org', {
      env: 'TEAMT5_API_BASE_URL',
      help: 'Address of the ThreatVision API. Plain http is accepted on a private network only.',
    }),
    clientId: optional('teamt5.client_id', credential, {
      env: 'TEAMT5_CLIENT_ID',
      help: 'OAuth client id for ThreatVision; goes with the client secret.',
      example: 'ChangeMe',
      secret: true,
      neededFor: 'threatvision',
    }),
    clientSecret: optional('teamt5.client_secret', credential, {
      env: 'TEAMT5_CLIENT_SECRET',
      help: 'OAuth client secret for ThreatVision; goes with the client id.',
      example: 'ChangeMe',
      secret: true,
      neededFor: 'threatvision',
    }),
    apiKey: optional('teamt5.api_key', credential, {
      env: 'TEAMT5_API_KEY',
      help: 'Deprecated: a static key for ThreatVision. Client id and secret win where both are set.',
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
        help: 'TLP marking of everything that is imported (clear, white, green, amber, amber+strict, red); a stricter one of the source stays.',
      },
    ),
    firstRun: defaulted('teamt5.first_run_retrieval_timestamp', timestamp, '0', {
      env: 'TEAMT5_FIRST_RUN_RETRIEVAL_TIMESTAMP',
      help: 'Where the first run starts: Unix seconds or an ISO 8601 time. 0 takes the whole catalogue.',
      alsoAt: ['connector.first_run_retrieval_timestamp'],
    }),
    attachPdf: defaulted('teamt5.attach_pdf', boolean, 'true', {
      env: 'TEAMT5_ATTACH_PDF',
      help: "Attach each report's PDF to the report in OpenCTI.",
    }),
    // In base64 30 MiB are 40 MiB, below the 50 MiB of body that the platform takes.
    pdfMaxBytes: defaulted('teamt5.pdf_max_bytes', byteSize('1KiB', '30MiB'), '10MiB', {
      env: 'TEAMT5_PDF_MAX_BYTES',
      help: 'A larger PDF is left out; the report comes without it.',
    }),
    reportTypes: defaulted('teamt5.report_types', reportTypeMap, '', {
      env: 'TEAMT5_REPORT_TYPES',
      help: "ThreatVision's report types as OpenCTI's, or `off` to leave a type out; a type that is not named keeps its name. By full names: the list of `reports` leaves the word Report away.",
      example: 'Flash Report=threat-report;Monthly Report=off',
    }),
    indicatorScore: defaulted('teamt5.indicator_score', integer(0, 100), '50', {
      env: 'TEAMT5_INDICATOR_SCORE',
      help: 'Score (0 to 100) of an indicator that comes without one.',
    }),
    createObservables: defaulted('teamt5.create_observables', boolean, 'true', {
      env: 'TEAMT5_CREATE_OBSERVABLES',
      help: 'Let OpenCTI create the observables of each indicator.',
    }),
    reportConfidence: optional('teamt5.report_confidence', integer(0, 100), {
      env: 'TEAMT5_REPORT_CONFIDENCE',
      help: 'Confidence (0 to 100) of the reports. Unset: what OpenCTI gives.',
      example: '75',
    }),
    reportReliability: optional('teamt5.report_reliability', text, {
      env: 'TEAMT5_REPORT_RELIABILITY',
      help: "Reliability of the reports, a value of OpenCTI's vocabulary; of one that is not its own (A to F) a warning tells.",
      example: 'B - Usually reliable',
    }),
  },
  sync: {
    lookbackMs: defaulted('sync.lookback', longDuration, 'P7D', {
      env: 'TEAMT5_SYNC_LOOKBACK',
      help: 'How far before the last delivered item a run looks again for items that were published late.',
    }),
  },
  state: {
    dir: optional('state.dir', path, {
      env: 'TEAMT5_STATE_DIR',
      help: "Directory of the local state. Unset: the user's configuration directory.",
      example: '/var/lib/teamt5-opencti',
    }),
  },
  http: {
    concurrency: defaulted('http.concurrency', integer(1, 64), '8', {
      env: 'TEAMT5_HTTP_CONCURRENCY',
      help: 'Requests to ThreatVision at the same time.',
      flag: '--concurrency',
    }),
    retryPeriodMs: defaulted('http.retry_period', duration, 'PT40S', {
      env: 'TEAMT5_HTTP_RETRY_PERIOD',
      help: 'How long a request is repeated, to either service, before its failure counts; for `auth` and `status`, where somebody waits, 2 s at most.',
    }),
    requestsPerSecond: optional('http.requests_per_second', positiveNumber, {
      env: 'TEAMT5_HTTP_REQUESTS_PER_SECOND',
      help: 'Requests to ThreatVision per second at most. Unset: no limit.',
      example: '5',
    }),
  },
} as const;

type Sections = typeof options;
type OptionOf<S> = S[keyof S];
/** The keys of all options: `opencti.url`, … */
export type OptionKey = { [S in keyof Sections]: OptionOf<Sections[S]> }[keyof Sections] extends infer O
  ? O extends { readonly key: infer K extends string }
    ? K
    : never
  : never;

/** Every option, in the order of the documentation. */
export const optionList: readonly Option<unknown, OptionKey>[] = [
  ...Object.values(options.opencti),
  ...Object.values(options.connector),
  ...Object.values(options.teamt5),
  ...Object.values(options.sync),
  ...Object.values(options.state),
  ...Object.values(options.http),
];
