import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

import { projectRoot } from './paths.js';

/** The two groups of tests: `e2e` starts the built binary, `unit` does everything within one process. */
export const groups = ['unit', 'e2e'] as const;
export type Group = (typeof groups)[number];

const built = join(projectRoot, 'dist', 'test');
/** The only module that knows where the binary is (a lint rule guards this). */
const binaryModule = join(built, 'tools', 'binary.js');

/** The built test files of a group, as paths relative to the project. */
export function testFiles(group: Group): readonly string[] {
  return allTestFiles().filter((file) => groupOf(file) === group);
}

/**
 * The group of a built test file. It follows from what the file imports, so that no list can be out of date:
 * a file whose imports reach the module that starts the binary is `e2e`.
 */
export function groupOf(file: string): Group {
  return importsReach(resolve(projectRoot, file), binaryModule, new Set()) ? 'e2e' : 'unit';
}

/** The built file of a test file in `test/`, relative to the project; undefined if the path names no test file. */
export function builtFile(source: string): string | undefined {
  const path = relative(projectRoot, resolve(source));
  return /^test\/.*\.test\.ts$/.test(path) ? join('dist', path.replace(/\.ts$/, '.js')) : undefined;
}

/**
 * Writes one entry file per folder of unit tests, each importing the test files of that folder, and returns their
 * paths. Unit tests of a folder share a process, because starting a process and loading its modules takes longer
 * than most of these tests.
 */
export function unitEntries(): readonly string[] {
  const entries = join(built, 'unit');
  rmSync(entries, { recursive: true, force: true });
  mkdirSync(entries, { recursive: true });
  const files = testFiles('unit').map((file) => relative(join('dist', 'test'), file));
  return [...new Set(files.map((file) => dirname(file)))].map((folder) => {
    const imports = files.filter((file) => dirname(file) === folder).map((file) => `import '../${file}';\n`);
    const entry = join(entries, `${folder.replaceAll('/', '-')}.js`);
    writeFileSync(entry, imports.join(''));
    return relative(projectRoot, entry);
  });
}

/** Derived from the sources: `dist` can still hold the built file of a deleted test. */
function allTestFiles(): readonly string[] {
  return readdirSync(join(projectRoot, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .sort()
    .map((file) => join('dist', 'test', file.replace(/\.ts$/, '.js')));
}

function importsReach(file: string, target: string, seen: Set<string>): boolean {
  if (file === target) return true;
  // A generator of source has imports in its texts, too.
  if (seen.has(file) || !existsSync(file)) return false;
  seen.add(file);
  const imports = readFileSync(file, 'utf8').matchAll(
    /^(?:import|export|\})[^'\n]*'(\.{1,2}\/[^']+\.js)'|\bimport\('(\.{1,2}\/[^']+\.js)'\)/gm,
  );
  return [...imports].some(([, path, lazyPath]) =>
    importsReach(resolve(dirname(file), path ?? lazyPath ?? ''), target, seen),
  );
}
