import { exampleFile, optionList } from '../../config/index.js';
import { err, ok, readRegularFile, type Result } from '../../lib/index.js';
import { type CliFailure, usage } from '../core/failure.js';

type Option = (typeof optionList)[number];

/** An option without which nothing works, with its value in the environment. */
export interface NeededOption {
  readonly key: Option['key'];
  readonly help: string;
  readonly type: Option['type'];
  readonly secret: boolean;
  readonly fromEnvironment?: string | undefined;
}

/** In the order of the file. Fails if the file of a secret (`<NAME>_FILE`) cannot be read. */
export function readNeededOptions(
  env: Readonly<Record<string, string | undefined>>,
): Result<readonly NeededOption[], CliFailure> {
  const needed: NeededOption[] = [];
  for (const option of optionList) {
    if (option.neededFor === undefined) continue;
    const value = valueIn(env, option);
    if (!value.ok) return value;
    const { key, help, type, secret = false } = option;
    needed.push({ key, help, type, secret, fromEnvironment: value.value });
  }
  return ok(needed);
}

/** The variable, or the content of the file that `<NAME>_FILE` names. An empty value counts as unset. */
function valueIn(
  env: Readonly<Record<string, string | undefined>>,
  { env: name, secret }: Option,
): Result<string | undefined, CliFailure> {
  const value = env[name]?.trim() ?? '';
  if (value !== '') return ok(value);
  const path = env[`${name}_FILE`] ?? '';
  if (secret !== true || path === '') return ok(undefined);
  const read = readRegularFile(path, { followLinks: true });
  if (!read.ok) {
    const message = `${name}_FILE: cannot read ${path} (${read.failure}).`;
    return err(usage(message, 'Name a readable file, or unset the variable.'));
  }
  const content = read.value.text.trim();
  return ok(content === '' ? undefined : content);
}

/** `.teamt5rc.example` with these values by option key; needed options without one are commented out. */
export function fillIn(values: ReadonlyMap<string, string>): string {
  let section = '';
  const lines = exampleFile()
    .split('\n')
    .map((line) => {
      section = /^(\w+):$/.exec(line)?.[1] ?? section;
      const name = /^ {2}(\w+): /.exec(line)?.[1];
      if (name === undefined) return line;
      const value = values.get(`${section}.${name}`);
      // A JSON string is a YAML string, whatever it contains.
      return value === undefined ? line.replace(/^ {2}/, '  # ') : `  ${name}: ${JSON.stringify(value)}`;
    });
  // The first line of the example explains how to make this file from it.
  return ['# Configuration of teamt5-opencti, written by `teamt5-opencti init`.', ...lines.slice(1)].join(
    '\n',
  );
}
