import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { err, ok } from '../lib/index.js';
import type { Result } from '../lib/index.js';
import { readConfig, whereIs } from './config.js';
import type { Config } from './config.js';
import { quote } from './failure.js';
import type { ConfigFailure, Notice, Problem } from './failure.js';
import { environmentLayer } from './environment.js';
import { loadFileLayer } from './file.js';
import { defaultsLayer, errorCode, flagsLayer } from './layers.js';
import type { Environment, Given, Origin } from './layers.js';
import type { OptionKey } from './options.js';
import { checkTogether } from './rules.js';
import { certificates, path } from './values.js';

export interface LoadOptions {
  /** By option key, as typed; only those that were given. */
  readonly flags: Readonly<Partial<Record<OptionKey, string>>>;
  readonly env: Environment;
  /** Absolute. */
  readonly cwd: string;
  /** Absolute. */
  readonly home: string;
  /** `--config`: this file instead of a searched one; relative to `cwd`. */
  readonly configFile?: string | undefined;
  /** The last place that is searched; `/etc/teamt5` where not given. */
  readonly systemDirectory?: string | undefined;
  /** The user that runs this, the process's own where not given; undefined where the system has no such numbers (Windows). */
  readonly userId?: number | undefined;
  /** For a start in the future. */
  readonly now?: Date | undefined;
}

export interface LoadedConfig {
  readonly config: Config;
  /** Of every option that has a value. */
  readonly origins: ReadonlyMap<OptionKey, Origin>;
  /** The values for people, secrets masked; only options that have one. */
  readonly shown: ReadonlyMap<OptionKey, string>;
  /** The configuration file that was read. */
  readonly file?: string | undefined;
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
  const good =
    typeof content === 'string' && certificates.parse(content, { base: written.base, home }) !== undefined;
  if (good) return { given: new Map([...given, [caKey, { ...written, raw: content }]]), problems: [] };
  // Reported here, by its path: what the file holds may be a private key.
  const without = new Map([...given].filter(([key]) => key !== caKey));
  const why = typeof content === 'string' ? 'it holds none' : errorCode(content);
  const expected = `${certificates.expected} (${why})`;
  return {
    given: without,
    problems: [{ key: caKey, where: whereIs(written.origin), received: quote(file), expected }],
  };
}

/**
 * Reads the configuration from everywhere it may stand. All that is wrong is reported together.
 * Never executes anything: files are JSON or YAML, by name and by loader.
 */
export async function loadConfig(options: LoadOptions): Promise<Result<LoadedConfig, ConfigFailure>> {
  const { env, configFile, systemDirectory = '/etc/teamt5', userId = process.getuid?.() } = options;
  const [cwd, home] = [resolve(options.cwd), resolve(options.home)];
  const named = configFile === undefined ? undefined : resolve(cwd, configFile);
  const defaults = defaultsLayer(cwd);
  const file = await loadFileLayer(named, { env, cwd, home, systemDirectory }, userId);
  const environment = await environmentLayer(env, cwd);
  const flags = flagsLayer(options.flags, cwd);

  const precedence = new Map([...defaults.values, ...file.values, ...environment.values, ...flags.values]);

  const { given, problems: unreadable } = await readCertificates(precedence, home);
  const read = readConfig(given, home);
  const together = checkTogether(read.config, given, options.now ?? new Date());
  const single = [...file.problems, ...environment.problems, ...unreadable, ...read.problems];
  // One problem per option: a secret whose file cannot be read is not missing besides.
  const problems = [
    ...single,
    ...together.problems.filter(({ key }) => !single.some((problem) => problem.key === key)),
  ];
  const notices = [...file.notices, ...environment.notices, ...together.notices];
  const rest = {
    origins: new Map([...given].map(([key, { origin }]) => [key, origin])),
    shown: read.shown,
    ...(file.file === undefined ? {} : { file: file.file }),
  };
  if (problems.length > 0) return err({ reason: 'config', problems, notices, rest });
  return ok({
    config: read.config,
    ...rest,
    notices,
    secrets: read.secrets,
  });
}
