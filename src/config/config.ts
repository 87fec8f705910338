import { quote } from './failure.js';
import type { Problem } from './failure.js';
import type { Given, Origin } from './layers.js';
import { switchedOff } from './maps.js';
import { optionList, options } from './options.js';
import type { DefaultedOption, Option, OptionKey } from './options.js';
import type { ValueContext } from './values.js';

export type ThreatVisionCredentials =
  | { readonly type: 'oauth'; readonly clientId: string; readonly clientSecret: string }
  | { readonly type: 'api-key'; readonly apiKey: string };

/** The resolved configuration. Every option is described in `options.ts`; absent where unset and without default. */
export interface Config {
  readonly opencti: {
    /** No slash at the end of its path, unless the path is `/`. */
    readonly url: URL | undefined;
    readonly token: string | undefined;
    readonly customHeaders: Readonly<Record<string, string>>;
    /** PEM text, for the connections to both services. */
    readonly caCertificates: string | undefined;
    readonly concurrency: number;
    readonly maxBundleBytes: number;
  };
  readonly connector: {
    /** A UUID in lower case. */
    readonly id: string | undefined;
    readonly name: string;
    readonly scope: readonly string[];
    readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | undefined;
    readonly durationPeriodMs: number;
    /** MB, 10^6 bytes. */
    readonly queueThresholdMegabytes: number;
  };
  readonly teamt5: {
    /** No slash at the end of its path, unless the path is `/`. */
    readonly apiBaseUrl: URL;
    readonly credentials: ThreatVisionCredentials | undefined;
    readonly tlp: 'clear' | 'green' | 'amber' | 'amber+strict' | 'red';
    /** Unix seconds. */
    readonly firstRun: number;
    readonly attachPdf: boolean;
    readonly pdfMaxBytes: number;
    /** Vendor `type_name` -> `report_types` value. */
    readonly reportTypes: Readonly<Record<string, string>>;
    /** Vendor `type_name`s that are not imported. */
    readonly switchedOffReportTypes: readonly string[];
    /** 0 to 100. */
    readonly indicatorScore: number;
    readonly createObservables: boolean;
    /** 0 to 100. */
    readonly reportConfidence: number | undefined;
    readonly reportReliability: string | undefined;
  };
  readonly sync: { readonly lookbackMs: number };
  readonly state: {
    /** Absolute. */
    readonly dir: string | undefined;
  };
  readonly http: {
    readonly concurrency: number;
    readonly retryPeriodMs: number;
    readonly requestsPerSecond: number | undefined;
  };
}

/** A configuration read from the layers, with all that is wrong with single values. */
export interface ReadConfig {
  readonly config: Config;
  readonly problems: readonly Problem[];
  /** How each set option is shown; secrets masked. */
  readonly shown: ReadonlyMap<OptionKey, string>;
  /** Every secret value, for redaction. */
  readonly secrets: readonly string[];
}

export const mask = '***';

/** Where a value was written, for messages. */
export const whereIs = ({ source, name }: Origin): string => (source === 'default' ? 'default' : name);

function credentialsOf(
  clientId: string | undefined,
  clientSecret: string | undefined,
  apiKey: string | undefined,
): ThreatVisionCredentials | undefined {
  if (clientId !== undefined && clientSecret !== undefined) return { type: 'oauth', clientId, clientSecret };
  return apiKey === undefined ? undefined : { type: 'api-key', apiKey };
}

/** Parses each value that was given by its option's kind. A bad value is a problem, and its default stands in. */
export function readConfig(given: ReadonlyMap<OptionKey, Given>, home: string): ReadConfig {
  const problems: Problem[] = [];
  const shown = new Map<OptionKey, string>();

  function optional<T>(option: Option<T, OptionKey>): T | undefined {
    const written = given.get(option.key);
    if (written === undefined) return undefined;
    const context: ValueContext = { base: written.base, home };
    const value = option.kind.parse(written.raw, context);
    if (value === undefined) {
      const fault = option.kind.fault?.(written.raw);
      problems.push({
        key: option.key,
        where: whereIs(written.origin),
        received: option.secret ? mask : quote(written.raw),
        expected: `${option.kind.expected}${fault === undefined ? '' : `; ${fault}`}`,
      });
    } else {
      const plain = option.kind.print(value);
      if (plain !== '') shown.set(option.key, option.secret ? mask : plain);
    }
    return value;
  }

  function required<T>(option: DefaultedOption<T, OptionKey>): T {
    const value = optional(option) ?? option.kind.parse(option.default, { base: home, home });
    if (value === undefined) throw new Error(`The default of ${option.key} is not valid`);
    return value;
  }

  const { opencti, connector, teamt5, sync, state, http } = options;
  const clientId = optional(teamt5.clientId);
  const clientSecret = optional(teamt5.clientSecret);
  const apiKey = optional(teamt5.apiKey);
  const reportTypes = Object.entries(required(teamt5.reportTypes));
  const config: Config = {
    opencti: {
      url: optional(opencti.url),
      token: optional(opencti.token),
      customHeaders: required(opencti.customHeaders),
      caCertificates: optional(opencti.caCertificates),
      concurrency: required(opencti.concurrency),
      maxBundleBytes: required(opencti.maxBundleBytes),
    },
    connector: {
      id: optional(connector.id),
      name: required(connector.name),
      scope: required(connector.scope),
      logLevel: optional(connector.logLevel),
      durationPeriodMs: required(connector.durationPeriodMs),
      queueThresholdMegabytes: required(connector.queueThresholdMegabytes),
    },
    teamt5: {
      apiBaseUrl: required(teamt5.apiBaseUrl),
      credentials: credentialsOf(clientId, clientSecret, apiKey),
      tlp: required(teamt5.tlp),
      firstRun: required(teamt5.firstRun),
      attachPdf: required(teamt5.attachPdf),
      pdfMaxBytes: required(teamt5.pdfMaxBytes),
      reportTypes: Object.fromEntries(reportTypes.filter(([, value]) => value !== switchedOff)),
      switchedOffReportTypes: reportTypes.filter(([, value]) => value === switchedOff).map(([type]) => type),
      indicatorScore: required(teamt5.indicatorScore),
      createObservables: required(teamt5.createObservables),
      reportConfidence: optional(teamt5.reportConfidence),
      reportReliability: optional(teamt5.reportReliability),
    },
    sync: { lookbackMs: required(sync.lookbackMs) },
    state: { dir: optional(state.dir) },
    http: {
      concurrency: required(http.concurrency),
      retryPeriodMs: required(http.retryPeriodMs),
      requestsPerSecond: optional(http.requestsPerSecond),
    },
  };
  const secrets = [
    config.opencti.token,
    clientId,
    clientSecret,
    apiKey,
    // Short ones (`true`, `1`) are switches, and redacting them would punch holes into every log line.
    ...Object.values(config.opencti.customHeaders).filter((value) => value.length >= 8),
  ].filter((secret) => secret !== undefined);
  const order = optionList.map(({ key }): string => key);
  problems.sort((a, b) => order.indexOf(a.key) - order.indexOf(b.key));
  return { config, problems, shown, secrets };
}
