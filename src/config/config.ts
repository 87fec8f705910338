import { err, ok, type Result } from '../lib/index.js';
import { excluded } from './list-types.js';
import { type Config, type Option, type OptionKey, optionList, options, type Purpose } from './options.js';
import { mask, type Problem, quote } from './problem.js';
import { originOf, type RawValue } from './sources.js';

type RawValues = ReadonlyMap<OptionKey, RawValue>;

export interface ParsedConfig {
  readonly config: Config;
  readonly problems: readonly Problem[];
  /** The printed value of each option that has one; secrets masked. */
  readonly shown: ReadonlyMap<OptionKey, string>;
  /** Every secret value, also invalid ones, for redaction. */
  readonly secrets: readonly string[];
}

/** Parses each raw value by the type of its option. An invalid value is a problem, and the fallback replaces it. */
export function parseConfig(raw: RawValues, home: string): ParsedConfig {
  const config: Config = {
    opencti: parseSection(options.opencti, raw, home),
    connector: parseSection(options.connector, raw, home),
    teamt5: parseSection(options.teamt5, raw, home),
    sync: parseSection(options.sync, raw, home),
    state: parseSection(options.state, raw, home),
    http: parseSection(options.http, raw, home),
  };
  const problems: Problem[] = [];
  const shown = new Map<OptionKey, string>();
  const secrets: string[] = [];
  for (const option of optionList) {
    const result = parseOption(option, raw, home);
    if (!result.ok) {
      problems.push(result.failure);
      const written = raw.get(option.key)?.value;
      if (option.secret === true && typeof written === 'string') secrets.push(written.trim());
    } else if (result.value !== undefined) {
      const { secret, type, key } = option;
      const printed = type.print(result.value);
      if (printed !== '') shown.set(key, secret === true ? mask : printed);
      if (secret === true) secrets.push(...(type.secretsIn?.(result.value) ?? [printed]));
    }
  }
  return { config, problems, shown, secrets };
}

type Section<V> = { readonly [Name in keyof V]: Option<V[Name], OptionKey> };

function parseSection<V extends object>(section: Section<V>, raw: RawValues, home: string): V {
  const values: Partial<V> = {};
  for (const name in section) {
    const option = section[name];
    const result = parseOption(option, raw, home);
    values[name] = result.ok ? (result.value ?? option.fallback) : option.fallback;
  }
  if (!isComplete(values, section)) throw new Error('A section of the configuration is incomplete');
  return values;
}

function isComplete<V extends object>(values: Partial<V>, section: Section<V>): values is V {
  return Object.keys(section).every((name) => Object.hasOwn(values, name));
}

function parseOption<V>(
  option: Option<V, OptionKey>,
  raw: RawValues,
  home: string,
): Result<V | undefined, Problem> {
  const { key, secret, type } = option;
  const written = raw.get(key);
  if (written === undefined) return ok(undefined);
  const context = { base: written.base, home };
  const value = type.parse(written.value, context);
  if (value !== undefined) return ok(value);
  const fault = type.fault?.(written.value, context);
  const mistake = type.mistake?.(written.value);
  return err({
    key,
    ...(mistake === undefined ? {} : { mistake }),
    where: originOf(written.origin),
    received: secret === true ? mask : quote(written.value),
    expected: fault === undefined ? type.expected : `${type.expected}; ${fault}`,
  });
}

export type ThreatVisionCredentials =
  | { readonly type: 'oauth'; readonly clientId: string; readonly clientSecret: string }
  | { readonly type: 'api-key'; readonly apiKey: string };

/** The OAuth credentials, or else the deprecated API key; undefined if neither is set. */
export function threatVisionCredentials({ teamt5 }: Config): ThreatVisionCredentials | undefined {
  const { clientId, clientSecret, apiKey } = teamt5;
  if (clientId !== undefined && clientSecret !== undefined) return { type: 'oauth', clientId, clientSecret };
  return apiKey === undefined ? undefined : { type: 'api-key', apiKey };
}

/** ThreatVision's `type_name` to the `report_types` value in OpenCTI, without the excluded types. */
export function reportTypeNames({ teamt5 }: Config): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(teamt5.reportTypes).filter(([, value]) => value !== excluded));
}

/** ThreatVision's `type_name`s that are not imported. */
export function excludedReportTypes({ teamt5 }: Config): readonly string[] {
  return Object.entries(teamt5.reportTypes).flatMap(([type, value]) => (value === excluded ? [type] : []));
}

export interface MissingOptions {
  readonly reason: 'config-missing';
  readonly purpose: Purpose;
  readonly missing: readonly { readonly key: OptionKey; readonly env: string }[];
}

/** The options that a command needs to connect to OpenCTI. */
export function requireForPush(
  config: Config,
): Result<{ readonly url: URL; readonly token: string; readonly connectorId: string }, MissingOptions> {
  const { url, token } = config.opencti;
  const connectorId = config.connector.id;
  if (url !== undefined && token !== undefined && connectorId !== undefined)
    return ok({ url, token, connectorId });
  const missing = [
    ...(url === undefined ? [nameOf(options.opencti.url)] : []),
    ...(token === undefined ? [nameOf(options.opencti.token)] : []),
    ...(connectorId === undefined ? [nameOf(options.connector.id)] : []),
  ];
  return err({ reason: 'config-missing', purpose: 'push', missing });
}

/** The options needed to connect to ThreatVision: OAuth credentials, or the deprecated API key. */
export function requireForThreatVision(
  config: Config,
): Result<{ readonly credentials: ThreatVisionCredentials }, MissingOptions> {
  const credentials = threatVisionCredentials(config);
  if (credentials !== undefined) return ok({ credentials });
  const missing = [nameOf(options.teamt5.clientId), nameOf(options.teamt5.clientSecret)];
  return err({ reason: 'config-missing', purpose: 'threatvision', missing });
}

function nameOf({ key, env }: { readonly key: OptionKey; readonly env: string }) {
  return { key, env };
}

/** Everything that is missing for these purposes, in one failure. */
export function missingFor(config: Config, purposes: readonly Purpose[]): MissingOptions | undefined {
  const required = { threatvision: requireForThreatVision, push: requireForPush };
  const failures = purposes.flatMap((purpose) => {
    const result = required[purpose](config);
    return result.ok ? [] : [result.failure];
  });
  const [first] = failures;
  return first && { ...first, missing: failures.flatMap(({ missing }) => missing) };
}
