import { closestName, err } from '../lib/index.js';
import { absolutePath } from './option-types.js';
import { type OptionKey, optionList } from './options.js';
import { type Notice, type Problem, quote } from './problem.js';
import { ignoredNotice, isPyctiVariable } from './pycti.js';
import { readSecretFile } from './secret-file.js';

/** `name` is the variable, the flag or the file's path. */
export interface Origin {
  readonly source: 'default' | 'file' | 'environment' | 'flag';
  readonly name: string;
}

export interface RawValue {
  readonly value: unknown;
  readonly origin: Origin;
  /** The start of relative paths; undefined if the working directory does not exist. */
  readonly base: string | undefined;
}

export interface ConfigSource {
  readonly values: ReadonlyMap<OptionKey, RawValue>;
  readonly problems: readonly Problem[];
  readonly notices: readonly Notice[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

export function originOf({ source, name }: Origin): string {
  return source === 'default' ? 'default' : name;
}

/** An empty value counts as unset: deployments set unused variables to the empty string. */
export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

export function defaultsSource(): ConfigSource {
  const values = optionList.flatMap((option): [OptionKey, RawValue][] =>
    option.default === undefined
      ? []
      : [[option.key, { value: option.default, origin: { source: 'default', name: '' }, base: undefined }]],
  );
  return { values: new Map(values), problems: [], notices: [] };
}

/** @param flags values by option key */
export function flagsSource(
  flags: Readonly<Partial<Record<OptionKey, string>>>,
  cwd: string | undefined,
): ConfigSource {
  const values = optionList.flatMap(({ key, flag }): [OptionKey, RawValue][] =>
    flags[key] === undefined
      ? []
      : [[key, { value: flags[key], origin: { source: 'flag', name: flag ?? key }, base: cwd }]],
  );
  return { values: new Map(values), problems: [], notices: [] };
}

/** The options of environment variables, and of the files that `<NAME>_FILE` names. */
export function environmentSource(
  env: Environment,
  cwd: string | undefined,
  userId: number | undefined,
): ConfigSource {
  const values = new Map<OptionKey, RawValue>();
  const problems: Problem[] = [];
  const notices: Notice[] = [];
  for (const { key, env: name, secret } of optionList) {
    const value = env[name];
    if (!isBlank(value)) values.set(key, { value, origin: { source: 'environment', name }, base: cwd });
    const fileVariable = `${name}_FILE`;
    const file = (env[fileVariable] ?? '').trim();
    if (secret === undefined || file === '') continue;
    if (values.has(key)) {
      const where = `${name}, ${fileVariable}`;
      problems.push({ key, where, expected: 'one of the two variables, not both' });
      continue;
    }
    const path = absolutePath(file, cwd);
    const read =
      path === undefined
        ? err('the working directory does not exist')
        : readSecretFile(path, fileVariable, userId);
    if (read.ok) {
      const origin = { source: 'environment', name: fileVariable } as const;
      values.set(key, { value: read.value.content, origin, base: cwd });
      notices.push(...read.value.notices);
    } else {
      const expected = `the path of a file that contains the secret (${read.failure})`;
      problems.push({ key, where: fileVariable, received: quote(file), expected });
    }
  }
  return { values, problems, notices: [...notices, ...environmentNotices(env)] };
}

/** Warns only of names similar to a known one: others with the prefix belong to other programs. */
function environmentNotices(env: Environment): Notice[] {
  const known = optionList.flatMap(({ env: name, secret }) => (secret ? [name, `${name}_FILE`] : [name]));
  return Object.entries(env).flatMap(([name, value]): Notice[] => {
    if (isBlank(value) || known.includes(name)) return [];
    if (isPyctiVariable(name)) return [ignoredNotice(name)];
    if (!/^(?:OPENCTI|CONNECTOR|TEAMT5)_/.test(name)) return [];
    const similar = closestName(name, known) ?? known.find((other) => hasWordsOf(other, name));
    return similar === undefined
      ? []
      : [{ level: 'warn', message: `${name} is not a variable of this program; did you mean ${similar}?` }];
  });
}

/** True if a name has all words of another one: TEAMT5_API_BASE_URL those of TEAMT5_API_URL. */
function hasWordsOf(name: string, other: string): boolean {
  const words = name.split('_');
  const wanted = other.split('_');
  return wanted.length > 2 && wanted.every((word) => words.includes(word));
}

/** The secrets to mask before the configuration has been read. */
export function environmentSecrets(env: Environment): readonly string[] {
  const options = optionList.flatMap(({ env: name, secret }) => {
    const value = env[name]?.trim() ?? '';
    return secret === true && value !== '' ? [value] : [];
  });
  return [...options, ...proxyVariables.flatMap((name) => passwordsIn(env[name] ?? ''))];
}

const proxyVariables = ['http_proxy', 'https_proxy', 'all_proxy'].flatMap((name) => [
  name,
  name.toUpperCase(),
]);

/** As written and decoded. */
function passwordsIn(url: string): readonly string[] {
  const password = /^(?:[a-z]+:\/\/)?[^/@]*?:([^/]*)@/i.exec(url)?.[1] ?? '';
  if (password === '') return [];
  return [password, URL.canParse(url) ? decoded(new URL(url).password) : password];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
