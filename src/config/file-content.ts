import { dirname, extname } from 'node:path';

import { defaultLoaders } from 'cosmiconfig';

import { closestName, err, isJsonObject, type JsonObject, ok, type Result, truncate } from '../lib/index.js';
import { type Option, type OptionKey, optionList } from './options.js';
import type { Notice, Problem } from './problem.js';
import { ignoredNotice, isPyctiKey } from './pycti.js';
import { type ConfigSource, isBlank, type RawValue } from './sources.js';

/** The options of a file's content; relative paths start at its directory. */
export async function parseFileContent(path: string, content: string): Promise<ConfigSource> {
  const parsed = await parseText(path, content);
  if (!parsed.ok) return onlyProblem({ key: 'file', where: path, expected: parsed.failure });
  if (isBlank(parsed.value)) return { values: new Map(), problems: [], notices: [] };
  if (isMapping(parsed.value)) return readOptions(parsed.value, path);
  const expected = 'sections that contain options, as in .teamt5rc.example';
  return onlyProblem({ key: 'file', where: path, expected });
}

function onlyProblem(problem: Problem): ConfigSource {
  return { values: new Map(), problems: [problem], notices: [] };
}

/** Reports errors without the parser's message, which quotes the file and its secrets. */
async function parseText(path: string, content: string): Promise<Result<unknown, string>> {
  const text = content.replace(/^\uFEFF/, '');
  if (text.trim() === '') return ok(undefined);
  const isJson = extname(path) === '.json';
  if (!isJson && countAnchors(text) > maxAnchors) {
    return err(`YAML with at most ${maxAnchors} anchors and aliases`);
  }
  try {
    const value: unknown = await defaultLoaders[isJson ? '.json' : '.yaml'](path, text);
    return ok(value);
  } catch (error) {
    return err(`valid ${isJson ? 'JSON' : 'YAML'}${placeOf(error, text)}`);
  }
}

/** The parser needs quadratic time for anchors. */
const maxAnchors = 100;

/** Counts a few too many if texts look like anchors (`&name`) or aliases (`*name`). */
function countAnchors(text: string): number {
  return text.match(/(?<![^\s,[\]{}])[&*][^\s,[\]{}]/g)?.length ?? 0;
}

function placeOf(error: unknown, text: string): string {
  if (!(error instanceof Error)) return '';
  const mark: unknown = 'mark' in error ? error.mark : undefined;
  if (typeof mark === 'object' && mark !== null && 'line' in mark && typeof mark.line === 'number') {
    return ` (the error is near line ${mark.line + 1}; a value with special characters needs quotes)`;
  }
  const position = / at position (\d+)/.exec(error.message)?.[1];
  return position === undefined
    ? ''
    : ` (the error is near line ${text.slice(0, Number(position)).split('\n').length})`;
}

function readOptions(content: JsonObject, file: string): ConfigSource {
  const values = new Map<OptionKey, RawValue>();
  const problems: Problem[] = [];
  const notices: Notice[] = [];
  let unknown = 0;
  for (const [key, value] of fileEntries(content)) {
    const option = optionAt(key);
    if (option !== undefined) {
      // The option's own key has precedence over the keys of older connectors.
      if (isBlank(value) || (option.key !== key && values.has(option.key))) continue;
      values.set(option.key, { value, origin: { source: 'file', name: file }, base: dirname(file) });
    } else if (isPyctiKey(key)) notices.push(ignoredNotice(key));
    else if (!sections.has(key)) {
      unknown += 1;
      if (unknown <= maxUnknownKeys) problems.push(unknownKey(key, file));
    } else if (!isBlank(value)) {
      problems.push({ key, where: file, expected: `a section that contains options (${key}: …)` });
    }
  }
  if (unknown > maxUnknownKeys) {
    const expected = `options that exist (${unknown - maxUnknownKeys} more keys are unknown)`;
    problems.push({ key: 'file', where: file, expected });
  }
  return { values, problems, notices };
}

/** Further ones are counted, not listed. */
const maxUnknownKeys = 20;

function unknownKey(key: string, file: string): Problem {
  const name = truncate(key, 100);
  return { key: name, where: file, expected: knownOption(name) };
}

const sections: ReadonlySet<string> = new Set(optionList.map(({ key }) => key.slice(0, key.indexOf('.'))));

/** The `section.name` keys of the content; `$schema` is for editors. */
function* fileEntries(content: JsonObject): Generator<[string, unknown]> {
  for (const [section, inner] of Object.entries(content)) {
    if (section === '$schema') continue;
    if (!isMapping(inner)) yield [section, inner];
    else for (const [name, value] of Object.entries(inner)) yield [`${section}.${name}`, value];
  }
}

/** YAML timestamps are parsed as Date objects. */
function isMapping(value: unknown): value is JsonObject {
  return isJsonObject(value) && !(value instanceof Date);
}

function optionAt(key: string): Option<unknown, OptionKey> | undefined {
  return (
    optionList.find((option) => option.key === key) ?? optionList.find(({ alsoAt }) => alsoAt?.includes(key))
  );
}

/** Names the option with this variable, a similar key, or this name in another section. */
function knownOption(key: string): string {
  const keys = optionList.map((option) => option.key);
  const name = key.slice(key.lastIndexOf('.') + 1);
  const similar =
    optionList.find(({ env }) => env === name)?.key ??
    closestName(key, keys, 3) ??
    keys.find((known) => known.endsWith(`.${name}`));
  return `an option that exists: ${similar === undefined ? 'see .teamt5rc.example' : `did you mean ${similar}?`}`;
}
