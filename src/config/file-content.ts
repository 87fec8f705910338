import { extname } from 'node:path';

/** ` (the fault is near line 3)`, where the loader's error says so. */
function faultPlace(error: unknown, text: string): string {
  if (!(error instanceof Error)) return '';
  const mark: unknown = 'mark' in error ? error.mark : undefined;
  if (typeof mark === 'object' && mark !== null && 'line' in mark && typeof mark.line === 'number') {
    return ` (the fault is near line ${mark.line + 1}; a value with special characters needs quotes)`;
  }
  const position = / at position (\d+)/.exec(error.message)?.[1];
  return position === undefined
    ? ''
    : ` (the fault is near line ${text.slice(0, Number(position)).split('\n').length})`;
}

/**
 * The value of a JSON or YAML text, by the file's name (a name without extension may hold either: YAML reads both).
 * By cosmiconfig's loaders, which are loaded only when there is a file. Their messages quote the file,
 * secrets included, so only the place of the fault is kept.
 */
export async function parseFileContent(
  path: string,
  content: string,
): Promise<{ readonly value: unknown } | { readonly fault: string }> {
  const { defaultLoaders } = await import('./loaders.js');
  const text = content.replace(/^\uFEFF/, '');
  const json = extname(path) === '.json';
  if (text.trim() === '') return { value: undefined };
  try {
    const value: unknown = await defaultLoaders[json ? '.json' : '.yaml'](path, text);
    return { value };
  } catch (error) {
    return { fault: `valid ${json ? 'JSON' : 'YAML'}${faultPlace(error, text)}` };
  }
}
