import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { closestName } from './closest-name.js';
import type { Notice, Problem } from './failure.js';
import { optionList } from './options.js';
import type { OptionKey } from './options.js';
import { isPyctiKey, isPyctiVariable } from './pycti.js';

/** Where a value comes from: `name` is the variable, the flag or the file's path. */
export interface Origin {
  readonly source: 'default' | 'file' | 'environment' | 'flag';
  readonly name: string;
}

/** A value as it was written, unparsed. */
export interface Given {
  readonly raw: unknown;
  readonly origin: Origin;
  /** The directory that a relative path in it starts from. */
  readonly base: string;
}

/** What one source says about the options, and what is wrong or remarkable with it. */
export interface Layer {
  readonly values: ReadonlyMap<OptionKey, Given>;
  readonly problems: readonly Problem[];
  readonly notices: readonly Notice[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Empty counts as unset, in the environment as in a file: composed deployments set unused variables to nothing. */
const isBlank = (raw: unknown): boolean =>
  raw === undefined || raw === null || (typeof raw === 'string' && raw.trim() === '');

const ignored = (name: string): Notice => ({
  level: 'info',
  message: name.toLowerCase().endsWith('ssl_verify')
    ? `${name} is ignored: TLS certificates are always verified. Name your own authority in HTTPS_CA_CERTIFICATES.`
    : `${name} is a setting of the Python connector and has no meaning here; ignored.`,
});

export function defaultsLayer(cwd: string): Layer {
  const values = optionList.flatMap((option): [OptionKey, Given][] =>
    option.default === undefined
      ? []
      : [[option.key, { raw: option.default, origin: { source: 'default', name: '' }, base: cwd }]],
  );
  return { values: new Map(values), problems: [], notices: [] };
}

/** Flags by option key, as typed; the flag's own name is in the option table. */
export function flagsLayer(flags: Readonly<Partial<Record<OptionKey, string>>>, cwd: string): Layer {
  const values = optionList.flatMap(({ key, flag }): [OptionKey, Given][] =>
    flags[key] === undefined
      ? []
      : [[key, { raw: flags[key], origin: { source: 'flag', name: flag ?? key }, base: cwd }]],
  );
  return { values: new Map(values), problems: [], notices: [] };
}

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** The `section.name` keys of a file's content, two levels deep. */
function* fileEntries(content: Readonly<Record<string, unknown>>): Generator<[string, unknown]> {
  for (const [section, inner] of Object.entries(content)) {
    if (!isMapping(inner)) yield [section, inner];
    else for (const [name, value] of Object.entries(inner)) yield [`${section}.${name}`, value];
  }
}

/** What a file says: `content` is its parsed JSON or YAML, `directory` where relative paths start. */
export function fileLayer(content: unknown, file: string, directory: string): Layer {
  const values = new Map<OptionKey, Given>();
  const problems: Problem[] = [];
  const notices: Notice[] = [];
  if (isBlank(content)) return { values, problems, notices };
  if (!isMapping(content)) {
    problems.push({
      key: 'file',
      where: file,
      expected: 'sections with options in them, as in .teamt5rc.example',
    });
    return { values, problems, notices };
  }
  const keys = optionList.map(({ key }) => key);
  const sections: ReadonlySet<string> = new Set(keys.map((key) => key.slice(0, key.indexOf('.'))));
  for (const [key, raw] of fileEntries(content)) {
    const option =
      optionList.find((one) => one.key === key) ?? optionList.find((one) => one.alsoAt?.includes(key));
    if (option !== undefined) {
      const asWritten: Given = { raw, origin: { source: 'file', name: file }, base: directory };
      if (!isBlank(raw) && (option.key === key || !values.has(option.key))) values.set(option.key, asWritten);
    } else if (isPyctiKey(key)) notices.push(ignored(key));
    else if (sections.has(key)) {
      if (!isBlank(raw))
        problems.push({ key, where: file, expected: `a section with options in it (${key}: …)` });
    } else {
      const near = closestName(key, keys, 3) ?? keys.find((known) => known.endsWith(`.${key}`));
      const hint = near === undefined ? 'see .teamt5rc.example' : `did you mean ${near}?`;
      problems.push({ key, where: file, expected: `an option that exists: ${hint}` });
    }
  }
  return { values, problems, notices };
}

/** Names near a known one are most likely misspelt; others of the same prefix belong to other programs. */
function environmentNotices(env: Environment): Notice[] {
  const known = optionList.flatMap(({ env: name, secret }) => (secret ? [name, `${name}_FILE`] : [name]));
  return Object.entries(env).flatMap(([name, value]): Notice[] => {
    if (isBlank(value) || known.includes(name)) return [];
    if (isPyctiVariable(name)) return [ignored(name)];
    if (!/^(?:OPENCTI|CONNECTOR|TEAMT5)_/.test(name)) return [];
    const near = closestName(name, known);
    return near === undefined
      ? []
      : [{ level: 'warn', message: `${name} is not a variable of this program; did you mean ${near}?` }];
  });
}

/** What the environment says, with every `<NAME>_FILE` of a secret read. */
export async function environmentLayer(env: Environment, cwd: string): Promise<Layer> {
  const values = new Map<OptionKey, Given>();
  const problems: Problem[] = [];
  for (const { key, env: name, secret } of optionList) {
    const fileVariable = `${name}_FILE`;
    const file = secret ? (env[fileVariable] ?? '').trim() : '';
    if (!isBlank(env[name]) && file !== '') {
      problems.push({
        key,
        where: `${name}, ${fileVariable}`,
        expected: 'one of the two variables, not both',
      });
    } else if (!isBlank(env[name])) {
      values.set(key, { raw: env[name], origin: { source: 'environment', name }, base: cwd });
    } else if (file !== '') {
      const content = await readFile(resolve(cwd, file), 'utf8').catch((error: unknown) => error);
      if (typeof content === 'string' && !isBlank(content)) {
        values.set(key, { raw: content, origin: { source: 'environment', name: fileVariable }, base: cwd });
      } else {
        const why = typeof content === 'string' ? 'it is empty' : errorCode(content);
        problems.push({
          key,
          where: fileVariable,
          expected: `the path of a file with the secret in it (${why})`,
        });
      }
    }
  }
  return { values, problems, notices: environmentNotices(env) };
}

/** `ENOENT`, `EACCES`, … of a failed file operation. */
export const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'it cannot be read';
