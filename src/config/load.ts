import { resolve } from 'node:path';

import { err, ok, type Result } from '../lib/index.js';
import { checkCombinations } from './checks.js';
import { parseConfig, threatVisionCredentials } from './config.js';
import { loadConfigFile } from './file.js';
import { absolutePath, certificates, path } from './option-types.js';
import { type Config, type OptionKey, optionList } from './options.js';
import { describeProblem, type Notice, type Problem, quote } from './problem.js';
import { readTrustedFile } from './secret-file.js';
import {
  defaultsSource,
  type Environment,
  environmentSource,
  flagsSource,
  type Origin,
  originOf,
  type RawValue,
} from './sources.js';

export interface LoadOptions {
  /** Only the flags that are set. */
  readonly flags: Readonly<Partial<Record<OptionKey, string>>>;
  readonly env: Environment;
  /** Absolute; undefined if the working directory does not exist. */
  readonly cwd: string | undefined;
  /** Absolute; undefined if the system has none for this user. */
  readonly home: string | undefined;
  /** `--config`: the file to read instead of searching; relative to `cwd`. */
  readonly configFile?: string | undefined;
  /** The last directory of the search. Default `/etc/teamt5`. */
  readonly systemDirectory?: string | undefined;
  /** Default: this process's user; undefined on Windows. */
  readonly userId?: number | undefined;
  /** For the check of a first run in the future. Default: the current time. */
  readonly now?: Date | undefined;
}

export interface LoadedConfig {
  readonly config: Config;
  readonly origins: ReadonlyMap<OptionKey, Origin>;
  /** Secrets are masked. */
  readonly shown: ReadonlyMap<OptionKey, string>;
  readonly file?: string | undefined;
  readonly notices: readonly Notice[];
  /** Every secret value, for redaction. */
  readonly secrets: readonly string[];
}

export interface ConfigFailure {
  readonly reason: 'config';
  readonly problems: readonly Problem[];
  /** Can explain a problem, for example a misspelled variable. */
  readonly notices: readonly Notice[];
  readonly rest: Pick<LoadedConfig, 'origins' | 'shown' | 'file' | 'secrets'>;
}

/** Reads the configuration from all sources and reports all problems together. */
export async function loadConfig(options: LoadOptions): Promise<Result<LoadedConfig, ConfigFailure>> {
  if (options.home === undefined) return err(noHome);
  const home = resolve(options.home);
  const { env, cwd, systemDirectory = '/etc/teamt5', userId = process.getuid?.() } = options;
  const search = { env, cwd, home, systemDirectory };
  const defaults = defaultsSource();
  const file = await fileSource(options.configFile, search, userId);
  const environment = environmentSource(env, cwd, userId);
  const flags = flagsSource(options.flags, cwd);

  const precedence = new Map([...defaults.values, ...file.values, ...environment.values, ...flags.values]);

  const { raw, problems: unreadable } = readCertificates(precedence, home, userId);
  const parsed = parseConfig(raw, home);
  const combined = checkCombinations(parsed.config, raw, options.now ?? new Date());
  // A sample configuration contains the placeholder of the API key beside real OAuth credentials.
  const isUnused = ({ key, mistake }: Problem): boolean =>
    key === 'teamt5.api_key' &&
    mistake !== undefined &&
    threatVisionCredentials(parsed.config)?.type === 'oauth';
  const unused = parsed.problems.filter(isUnused).map((problem): Notice => ({
    level: 'warn',
    message: `${describeProblem(problem)}; it is not used, because client id and client secret are set.`,
  }));
  const single = [
    ...file.problems,
    ...environment.problems,
    ...unreadable,
    ...parsed.problems.filter((problem) => !isUnused(problem)),
  ];
  // One problem per option: a secret whose file cannot be read is not also reported as missing.
  const problems = [
    ...single,
    ...combined.problems.filter(({ key }) => !single.some((problem) => problem.key === key)),
  ];
  const notices = [...file.notices, ...environment.notices, ...unused, ...combined.notices];
  const rest = {
    origins: new Map([...raw].map(([key, { origin }]) => [key, origin])),
    shown: parsed.shown,
    file: file.file,
    secrets: parsed.secrets,
  };
  if (problems.length > 0) return err({ reason: 'config', problems, notices, rest });
  return ok({ config: parsed.config, ...rest, notices });
}

/** Without a home directory, the packages that this program uses fail to load. */
const noHome: ConfigFailure = {
  reason: 'config',
  problems: [
    {
      key: 'HOME',
      where: 'environment',
      expected: 'the path of a home directory, because the system has none for this user: set HOME',
    },
  ],
  notices: [],
  rest: { origins: new Map(), shown: new Map(), secrets: [] },
};

async function fileSource(
  configFile: string | undefined,
  search: Parameters<typeof loadConfigFile>[1],
  userId: number | undefined,
): ReturnType<typeof loadConfigFile> {
  if (configFile === undefined) return loadConfigFile(undefined, search, userId);
  const named = absolutePath(configFile, search.cwd);
  if (named !== undefined) return loadConfigFile(named, search, userId);
  const expected = 'an absolute path, because the working directory does not exist';
  return { values: new Map(), problems: [{ key: '--config', where: configFile, expected }], notices: [] };
}

const caKey = 'opencti.ca_certificates';

function readCertificates(
  raw: ReadonlyMap<OptionKey, RawValue>,
  home: string,
  userId: number | undefined,
): { readonly raw: ReadonlyMap<OptionKey, RawValue>; readonly problems: readonly Problem[] } {
  const written = raw.get(caKey);
  const isText = typeof written?.value === 'string' && written.value.includes('-----BEGIN');
  if (written === undefined || isText) return { raw, problems: [] };
  const context = { base: written.base, home };
  const file = path.parse(written.value, context);
  if (file === undefined) return { raw, problems: [] };
  const read = readTrustedFile(file, userId);
  if (read.ok && certificates.parse(read.value.text, context) !== undefined) {
    return { raw: new Map([...raw, [caKey, { ...written, value: read.value.text }]]), problems: [] };
  }
  // Reported by its path, because the content can be a private key.
  const others = new Map([...raw].filter(([key]) => key !== caKey));
  const fault = read.ok ? 'it contains none' : read.failure;
  const expected = `${certificates.expected} (${fault})`;
  return {
    raw: others,
    problems: [{ key: caKey, where: originOf(written.origin), received: quote(file), expected }],
  };
}

export interface DescribedOption {
  readonly key: OptionKey;
  readonly env: string;
  /** `***` for a secret; null if the option is unset. */
  readonly value: string | null;
  readonly origin: Origin | null;
}

/** Every option with its value and origin, for the command `config`; secrets are masked. */
export function describeConfig({
  shown,
  origins,
}: Pick<LoadedConfig, 'shown' | 'origins'>): readonly DescribedOption[] {
  return optionList.map(({ key, env }) => {
    const value = shown.get(key) ?? null;
    return { key, env, value, origin: value === null ? null : (origins.get(key) ?? null) };
  });
}
