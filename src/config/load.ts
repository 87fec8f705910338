import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { err, ok } from '../result/index.js';
import type { Result } from '../result/index.js';
import { readConfig } from './config.js';
import type { Config } from './config.js';
import type { ConfigFailure, Notice, Problem } from './failure.js';
import { quote } from './failure.js';
import { loadFileLayer } from './file.js';
import { defaultsLayer, environmentLayer, errorCode, flagsLayer } from './layers.js';
import type { Environment, Given, Origin } from './layers.js';
import type { OptionKey } from './options.js';
import { checkTogether } from './rules.js';
import { path } from './values.js';

export interface LoadOptions {
  /** By option key, as typed; only those that were given. */
  readonly flags: Readonly<Partial<Record<OptionKey, string>>>;
  readonly env: Environment;
  /** Absolute. */
  readonly cwd: string;
  /** Absolute. */
  readonly home: string;
  /** `--config`: this file instead of a searched one; relative to `cwd`. */
  readonly configFile?: string;
  readonly systemDirectory?: string;
  /** The user that runs this; undefined where the system knows no such numbers. */
  readonly userId?: number | undefined;
}

export interface LoadedConfig {
  readonly config: Config;
  /** Of every option that has a value. */
  readonly origins: ReadonlyMap<OptionKey, Origin>;
  /** The values for people, secrets masked; only options that have one. */
  readonly shown: ReadonlyMap<OptionKey, string>;
  /** The configuration file that was read. */
  readonly file?: string;
  readonly notices: readonly Notice[];
  /** Every secret value, for redaction. */
  readonly secrets: readonly string[];
}

const caKey = 'opencti.ca_certificates';

/** HTTPS_CA_CERTIFICATES may be a path: replaced by what the file holds. */
async function readCertificates(
  given: Map<OptionKey, Given>,
  home: string,
): Promise<{ given: Map<OptionKey, Given>; problems: Problem[] }> {
  const written = given.get(caKey);
  const isText = typeof written?.raw === 'string' && written.raw.includes('-----BEGIN');
  const file =
    written === undefined || isText ? undefined : path.parse(written.raw, { base: written.base, home });
  if (written === undefined || file === undefined) return { given, problems: [] };
  const content = await readFile(file, 'utf8').catch((error: unknown) => error);
  if (typeof content === 'string') {
    return { given: new Map([...given, [caKey, { ...written, raw: content }]]), problems: [] };
  }
  const without = new Map([...given].filter(([key]) => key !== caKey));
  const expected = `certificates as PEM text, or the path of a readable file with them (${errorCode(content)})`;
  return {
    given: without,
    problems: [{ key: caKey, where: written.origin.name, received: quote(file), expected }],
  };
}

/**
 * Reads the configuration from everywhere it may stand. All that is wrong is reported together.
 * Never executes anything: files are JSON or YAML, by name and by loader.
 */
export async function loadConfig(options: LoadOptions): Promise<Result<LoadedConfig, ConfigFailure>> {
  const {
    env,
    cwd,
    home,
    configFile,
    systemDirectory = '/etc/teamt5',
    userId = process.getuid?.(),
  } = options;
  const named = configFile === undefined ? undefined : resolve(cwd, configFile);
  const defaults = defaultsLayer(cwd);
  const file = await loadFileLayer(named, { env, cwd, home, systemDirectory }, userId);
  const environment = await environmentLayer(env, cwd);
  const flags = flagsLayer(options.flags, cwd);

  const precedence = new Map([...defaults.values, ...file.values, ...environment.values, ...flags.values]);

  const { given, problems: unreadable } = await readCertificates(precedence, home);
  const read = readConfig(given, home);
  const together = checkTogether(read.config, given);
  const problems = [
    ...file.problems,
    ...environment.problems,
    ...unreadable,
    ...read.problems,
    ...together.problems,
  ];
  const notices = [...file.notices, ...environment.notices, ...together.notices];
  if (problems.length > 0) return err({ reason: 'config', problems, notices });
  return ok({
    config: read.config,
    origins: new Map([...given].map(([key, { origin }]) => [key, origin])),
    shown: read.shown,
    ...(file.file === undefined ? {} : { file: file.file }),
    notices,
    secrets: read.secrets,
  });
}
