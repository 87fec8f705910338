import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

import { projectRoot } from './paths.js';

/** `e2e` runs commands of the built program, `unit` calls functions of it. */
export const groups = ['unit', 'e2e'] as const;
export type Group = (typeof groups)[number];

const built = join(projectRoot, 'dist', 'test');
/** They start the program, or run a command of it in the process of the test. */
const programModules = ['binary.js', 'local-rig.js'].map((file) => join(built, 'tools', file));

export function testFiles(group: Group): readonly string[] {
  return allTestFiles().filter((file) => groupOf(file) === group);
}

/** A file whose imports reach a module that runs the program is `e2e`: no list can be out of date. */
export function groupOf(file: string): Group {
  return importsReach(resolve(projectRoot, file), programModules, new Set()) ? 'e2e' : 'unit';
}

/** Relative to the project; undefined if the path names no test file. */
export function builtFile(source: string): string | undefined {
  const path = relative(projectRoot, resolve(source));
  return /^test\/.*\.test\.ts$/.test(path) ? join('dist', path.replace(/\.ts$/, '.js')) : undefined;
}

const filesPerEntry: Readonly<Record<Group, number>> = { unit: 16, e2e: 4 };
/** Folders with fewer files share a process: its modules take longer than most of their tests. */
const fewFiles = 6;

/** Entry files with the tests of a folder or of small folders, so that modules are loaded once for many tests. */
export function entriesOf(group: Group): readonly string[] {
  const entries = join(built, group);
  rmSync(entries, { recursive: true, force: true });
  mkdirSync(entries, { recursive: true });
  const files = testFiles(group).map((file) => relative(join('dist', 'test'), file));
  const folders = [...new Set(files.map((file) => dirname(file)))];
  // In reverse: `sync` takes long and must not start last.
  const perFolder = folders.reverse().map((folder) => ({
    name: folder === '.' ? 'top' : folder.replaceAll('/', '-'),
    files: files.filter((file) => dirname(file) === folder),
  }));
  const large = perFolder.filter((folder) => folder.files.length > fewFiles);
  const small = perFolder.filter((folder) => folder.files.length <= fewFiles);
  const several = small.length === 0 ? [] : [{ name: 'others', files: small.flatMap(({ files }) => files) }];
  const chunks = [...several, ...large].flatMap(({ name, files }) =>
    chunksOf(files, filesPerEntry[group]).map((chunk, index, all) => ({
      name: all.length > 1 ? `${name}-${index + 1}` : name,
      chunk,
    })),
  );
  return chunks.map(({ name, chunk }, index) => {
    const entry = join(entries, `${String(index).padStart(2, '0')}-${name}.js`);
    writeFileSync(entry, chunk.map((file) => `import '../${file}';\n`).join(''));
    return relative(projectRoot, entry);
  });
}

function chunksOf<T>(values: readonly T[], size: number): readonly (readonly T[])[] {
  return values.length <= size ? [values] : [values.slice(0, size), ...chunksOf(values.slice(size), size)];
}

/** Derived from the sources: `dist` can still hold the built file of a deleted test. */
function allTestFiles(): readonly string[] {
  return readdirSync(join(projectRoot, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .sort()
    .map((file) => join('dist', 'test', file.replace(/\.ts$/, '.js')));
}

function importsReach(file: string, targets: readonly string[], seen: Set<string>): boolean {
  if (targets.includes(file)) return true;
  // A generator of source has imports in its texts, too.
  if (seen.has(file) || !existsSync(file)) return false;
  seen.add(file);
  const imports = readFileSync(file, 'utf8').matchAll(
    /^(?:import|export|\})[^'\n]*'(\.{1,2}\/[^']+\.js)'|\bimport\('(\.{1,2}\/[^']+\.js)'\)/gm,
  );
  return [...imports].some(([, path, lazyPath]) =>
    importsReach(resolve(dirname(file), path ?? lazyPath ?? ''), targets, seen),
  );
}
