import { closestName } from '../lib/index.js';
import type { Notice, Problem } from './failure.js';
import { isBlank } from './layers.js';
import type { Given, Layer } from './layers.js';
import { optionList } from './options.js';
import type { OptionKey } from './options.js';
import { ignoredNotice, isPyctiKey } from './pycti.js';

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** The `section.name` keys of a file's content, two levels deep. */
function* fileEntries(content: Readonly<Record<string, unknown>>): Generator<[string, unknown]> {
  for (const [section, inner] of Object.entries(content)) {
    if (!isMapping(inner)) yield [section, inner];
    else for (const [name, value] of Object.entries(inner)) yield [`${section}.${name}`, value];
  }
}

/** The option that an unknown key stands for: by its variable, by a misspelling, by its name in another section. */
function meantKey(key: string, keys: readonly OptionKey[]): string | undefined {
  const name = key.slice(key.lastIndexOf('.') + 1);
  return (
    optionList.find(({ env }) => env === name)?.key ??
    closestName(key, keys, 3) ??
    keys.find((known) => known.endsWith(`.${name}`))
  );
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
    } else if (isPyctiKey(key)) notices.push(ignoredNotice(key));
    else if (sections.has(key)) {
      if (!isBlank(raw))
        problems.push({ key, where: file, expected: `a section with options in it (${key}: …)` });
    } else {
      const near = meantKey(key, keys);
      const hint = near === undefined ? 'see .teamt5rc.example' : `did you mean ${near}?`;
      problems.push({ key, where: file, expected: `an option that exists: ${hint}` });
    }
  }
  return { values, problems, notices };
}
