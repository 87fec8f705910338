import { exampleFile, type OptionKey } from '../../config/index.js';

/** `.teamt5rc.example` with these values; needed options without one are commented out. */
export function fillIn(values: ReadonlyMap<OptionKey, unknown>): string {
  const left = new Map<string, unknown>(values);
  let section = '';
  const lines = exampleFile()
    .split('\n')
    .map((line) => {
      section = /^(\w+):$/.exec(line)?.[1] ?? section;
      const name = /^ {2}(?:# )?(\w+): /.exec(line)?.[1];
      const key = `${section}.${name ?? ''}`;
      if (name !== undefined && left.has(key)) {
        const value = left.get(key);
        left.delete(key);
        // JSON is YAML, whatever it contains.
        return `  ${name}: ${JSON.stringify(value)}`;
      }
      return line.startsWith('  #') || name === undefined ? line : line.replace(/^ {2}/, '  # ');
    });
  // The first line of the example explains how to make this file from it.
  return ['# Configuration of teamt5-opencti, written by `teamt5-opencti init`.', ...lines.slice(1)].join(
    '\n',
  );
}
