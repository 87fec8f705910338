import { isAbsolute, resolve } from 'node:path';

import { parseConfig, threatVisionCredentials } from './config.js';
import { loadConfigFile } from './file.js';
import { certificates, path as pathType } from './option-types.js';
import { type OptionKey, optionList } from './options.js';
import { describeProblem, type Notice, type Problem } from './problem.js';
import { type Environment, environmentSource, type RawValue } from './sources.js';

export interface GivenValue {
  /** As a file of this program can hold it. */
  readonly value: unknown;
  /** The variable, or the path of the file. */
  readonly origin: string;
}

export interface Given {
  readonly values: ReadonlyMap<OptionKey, GivenValue>;
  /** Of values that are not usable. */
  readonly problems: readonly Problem[];
  readonly notices: readonly Notice[];
}

export interface GivenOptions {
  readonly env: Environment;
  readonly cwd: string | undefined;
  readonly home: string;
  /** Absolute; undefined: no file. */
  readonly file: string | undefined;
  readonly userId: number | undefined;
}

/** What the environment and one file set, without defaults; placeholders such as ChangeMe count as not set. */
export async function readGiven({ env, cwd, home, file, userId }: GivenOptions): Promise<Given> {
  const search = { env, cwd, home, systemDirectory: '/' };
  const empty = { values: new Map<OptionKey, RawValue>(), problems: [], notices: [] };
  const fromFile = file === undefined ? empty : await loadConfigFile(file, search, userId);
  const fromEnvironment = environmentSource(env, cwd, userId);
  const raw = new Map([...fromFile.values, ...fromEnvironment.values]);
  const parsed = parseConfig(raw, home);
  const placeholders = parsed.problems.filter(({ key, mistake }) => mistake !== undefined && isSecret(key));
  const isOAuth = threatVisionCredentials(parsed.config)?.type === 'oauth';
  const unset = new Set(placeholders.map(({ key }) => key));
  const values = [...raw]
    .filter(([key]) => !unset.has(key))
    .map(([key, value]): [OptionKey, GivenValue] => [key, givenValue(key, value)]);
  return {
    values: new Map(values),
    problems: [...fromFile.problems, ...fromEnvironment.problems, ...parsed.problems].filter(
      ({ key }) => !unset.has(key),
    ),
    notices: [
      ...fromFile.notices,
      ...fromEnvironment.notices,
      // Beside OAuth credentials, nothing needs the API key.
      ...placeholders
        .filter(({ key }) => key !== 'teamt5.api_key' || !isOAuth)
        .map((problem): Notice => ({
          level: 'warn',
          message: `${describeProblem(problem)}; it is ignored.`,
        })),
    ],
  };
}

const isSecret = (key: string): boolean => optionList.some((option) => option.key === key && option.secret);

/** A relative path counts from the directory of its origin, not from that of the new file. */
function givenValue(key: OptionKey, { value, origin, base }: RawValue): GivenValue {
  const option = optionList.find((one) => one.key === key);
  const isPath =
    option !== undefined && [pathType, certificates].some((type) => Object.is(type, option.type));
  const isRelative =
    typeof value === 'string' && !value.includes('\n') && !isAbsolute(value) && !value.startsWith('~');
  return {
    value: isPath && isRelative && base !== undefined ? resolve(base, value) : value,
    origin: origin.name,
  };
}
