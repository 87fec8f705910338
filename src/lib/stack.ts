import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

const place = /(file:\/\/[^\s()]+?\.js):(\d+):(\d+)/g;

/**
 * The stack of an error with places in the source files, from the source maps beside the built files.
 * The option `--enable-source-maps` would slow every start of the program.
 */
export function sourceStack(error: Error): string {
  const maps = new Map<string, SourceMap | undefined>();
  return (error.stack ?? error.message).replace(place, (built, url: string, line: string, column: string) => {
    if (!maps.has(url)) maps.set(url, readSourceMap(url));
    // A stack counts lines and columns from 1, a source map from 0.
    const entry = maps.get(url)?.findEntry(Number(line) - 1, Number(column) - 1);
    if (entry === undefined || !('originalSource' in entry)) return built;
    const source = entry.originalSource.replace(/^(\.\.\/)+/, '');
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}

function readSourceMap(url: string): SourceMap | undefined {
  try {
    const map: unknown = JSON.parse(readFileSync(fileURLToPath(`${url}.map`), 'utf8'));
    return isSourceMap(map)
      ? new SourceMap({ ...map, version: 3, file: '', names: [], sourcesContent: [], sourceRoot: '' })
      : undefined;
  } catch {
    return undefined;
  }
}

function isSourceMap(map: unknown): map is { readonly sources: string[]; readonly mappings: string } {
  return (
    typeof map === 'object' &&
    map !== null &&
    'sources' in map &&
    Array.isArray(map.sources) &&
    'mappings' in map &&
    typeof map.mappings === 'string'
  );
}
