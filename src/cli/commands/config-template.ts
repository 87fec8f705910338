import { readFile } from 'node:fs/promises';

import { exampleFile, optionList } from '../../config/index.js';

type Option = (typeof optionList)[number];

/** A needed option, with the value that the environment has for it already. */
export interface Wanted {
  readonly key: Option['key'];
  readonly help: string;
  readonly kind: Option['kind'];
  readonly secret: boolean;
  readonly fromEnvironment?: string | undefined;
}

/** The options without which nothing works, in the order of the file. */
export async function wantedOptions(
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly Wanted[]> {
  const needed = optionList.filter(({ neededFor }) => neededFor !== undefined);
  return Promise.all(
    needed.map(async (option) => {
      const { key, help, kind, secret = false } = option;
      const value = await valueIn(env, option);
      return { key, help, kind, secret, ...(value === undefined ? {} : { fromEnvironment: value }) };
    }),
  );
}

/** The variable itself, or the content of the file that `<NAME>_FILE` names. Empty counts as unset. */
async function valueIn(
  env: Readonly<Record<string, string | undefined>>,
  { env: name, secret }: Option,
): Promise<string | undefined> {
  const value = env[name]?.trim() ?? '';
  if (value !== '') return value;
  const path = env[`${name}_FILE`] ?? '';
  if (secret !== true || path === '') return undefined;
  const content = await readFile(path, 'utf8').catch(() => '');
  return content.trim() === '' ? undefined : content.trim();
}

/**
 * `.teamt5rc.example` with values in the place of the placeholders. Needed options that stay unknown are commented
 * out, so that the file says by itself what is missing instead of holding a placeholder for the truth.
 * @param values by option key
 */
export function fillIn(values: ReadonlyMap<string, string>): string {
  let section = '';
  const lines = exampleFile()
    .split('\n')
    .map((line) => {
      section = /^(\w+):$/.exec(line)?.[1] ?? section;
      const name = /^ {2}(\w+): /.exec(line)?.[1];
      if (name === undefined) return line;
      const value = values.get(`${section}.${name}`);
      // A JSON string is a YAML string, whatever is in it.
      return value === undefined ? line.replace(/^ {2}/, '  # ') : `  ${name}: ${JSON.stringify(value)}`;
    });
  // The first line says how to make this file out of the example: it is made.
  return ['# Configuration of teamt5-opencti, written by `teamt5-opencti init`.', ...lines.slice(1)].join(
    '\n',
  );
}
