import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { closestName } from '../lib/index.js';
import { quote } from './failure.js';
import type { Notice, Problem } from './failure.js';
import { errorCode, isBlank } from './layers.js';
import type { Environment, Given, Layer } from './layers.js';
import { optionList } from './options.js';
import type { OptionKey } from './options.js';
import { ignoredNotice, isPyctiVariable } from './pycti.js';

/** Names near a known one are most likely misspelt; others of the same prefix belong to other programs. */
function environmentNotices(env: Environment): Notice[] {
  const known = optionList.flatMap(({ env: name, secret }) => (secret ? [name, `${name}_FILE`] : [name]));
  return Object.entries(env).flatMap(([name, value]): Notice[] => {
    if (isBlank(value) || known.includes(name)) return [];
    if (isPyctiVariable(name)) return [ignoredNotice(name)];
    if (!/^(?:OPENCTI|CONNECTOR|TEAMT5)_/.test(name)) return [];
    const near = closestName(name, known);
    return near === undefined
      ? []
      : [{ level: 'warn', message: `${name} is not a variable of this program; did you mean ${near}?` }];
  });
}

/** The content of the file that a `<NAME>_FILE` variable names, or why there is none. */
async function readSecret(path: string): Promise<{ readonly content: string } | { readonly fault: string }> {
  try {
    const content = await readFile(path, 'utf8');
    return isBlank(content) ? { fault: 'it is empty' } : { content };
  } catch (error) {
    return { fault: errorCode(error) };
  }
}

/** The secrets that stand in the environment itself: what must not be shown while the configuration is not read yet. */
export function environmentSecrets(env: Environment): readonly string[] {
  return optionList.flatMap(({ env: name, secret }) => {
    const value = env[name]?.trim() ?? '';
    return secret === true && value !== '' ? [value] : [];
  });
}

/** What the environment says, with every `<NAME>_FILE` of a secret read. */
export async function environmentLayer(env: Environment, cwd: string): Promise<Layer> {
  const values = new Map<OptionKey, Given>();
  const problems: Problem[] = [];
  const set = (key: OptionKey, raw: unknown, name: string) =>
    values.set(key, { raw, origin: { source: 'environment', name }, base: cwd });
  for (const { key, env: name, secret } of optionList) {
    if (!isBlank(env[name])) set(key, env[name], name);
    const fileVariable = `${name}_FILE`;
    const file = (env[fileVariable] ?? '').trim();
    if (secret === undefined || file === '') continue;
    if (values.has(key)) {
      const where = `${name}, ${fileVariable}`;
      problems.push({ key, where, expected: 'one of the two variables, not both' });
      continue;
    }
    const read = await readSecret(resolve(cwd, file));
    if ('content' in read) set(key, read.content, fileVariable);
    else {
      const expected = `the path of a file with the secret in it (${read.fault})`;
      problems.push({ key, where: fileVariable, received: quote(file), expected });
    }
  }
  return { values, problems, notices: environmentNotices(env) };
}
