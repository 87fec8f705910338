/** What an installation contains, and that it runs no foreign code (SECURITY.md). */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';

import t from 'tap';

import { binaryPath } from './binary.js';
import { projectRoot } from './paths.js';
import { valueAt } from './value-at.js';

const read = (...path: readonly string[]): string => readFileSync(join(projectRoot, ...path), 'utf8');
const manifest: unknown = JSON.parse(read('package.json'));

const pages = [
  'architecture',
  'configuration',
  'containers',
  'decisions',
  'opencti-api',
  'operations',
  'output',
  'threatvision-api',
];

const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(projectRoot, join(parentPath, name)));

t.test('the package contains the listed files and bundled modules, and nothing else', (t) => {
  const packed: unknown = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: projectRoot,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    }),
  );
  const entries = valueAt(packed, 0, 'files');
  const paths = Array.isArray(entries) ? entries.map((entry) => String(valueAt(entry, 'path'))) : [];
  const isModule = (path: string): boolean =>
    /^dist\/bundle\/cli\/(?:[\w.-]+\.js(?:\.map)?|(?:graph|status)-page\.css|pdfjs\/.*)$/.test(path);
  t.ok(paths.includes('dist/bundle/cli/main.js'), 'contains the program');
  t.strictSame(
    paths.filter((path) => path.startsWith('dist/bundle/cli/pdfjs/') && !path.endsWith('.bcmap')).sort(),
    ['cmaps/LICENSE', 'pdf.min.mjs', 'pdf.worker.min.mjs'].map((file) => `dist/bundle/cli/pdfjs/${file}`),
    'of pdf.js, its program and the maps of characters',
  );
  t.strictSame(
    paths.filter((path) => !isModule(path)).sort(),
    [
      relative(projectRoot, binaryPath),
      ...pages.map((page) => `docs/${page}.md`),
      ...['deploy', 'man'].flatMap(filesIn),
      ...['.teamt5rc.example', 'CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md', 'package.json'],
      'dist/bundle/LICENSES.txt',
    ].sort(),
  );
  t.end();
});

t.test('an installation runs no script and downloads no dependency', (t) => {
  for (const kind of ['dependencies', 'optionalDependencies', 'peerDependencies', 'bundleDependencies'])
    t.equal(valueAt(manifest, kind), undefined, kind);
  for (const script of ['preinstall', 'install', 'postinstall', 'prepare'])
    t.equal(valueAt(manifest, 'scripts', script), undefined, script);
  t.end();
});

t.test('no native module of pdf.js is installed', (t) => {
  t.notMatch(read('package-lock.json'), /@napi-rs\/canvas|"hasInstallScript": true[^}]*canvas/);
  t.end();
});

t.test('each bundled package has its license text', (t) => {
  const sections = read('dist', 'bundle', 'LICENSES.txt').split(/^== /m).slice(1);
  t.ok(sections.length > 10, 'finds packages');
  for (const section of sections) {
    const [name = '', ...text] = section.split('\n');
    t.match(
      text.join('\n'),
      /Permission (?:is hereby granted|to use, copy)|Redistribution and use|Apache License/i,
      name,
    );
    t.match(text.join('\n'), /copyright/i, name);
  }
  t.end();
});

t.test('two builds give the same bytes', (t) => {
  const folder = t.testdir({
    'build.mjs': `
      import { bundleProgram } from '${pathToFileURL(join(projectRoot, 'esbuild.config.js')).href}';
      await bundleProgram(process.argv[2]);
    `,
  });
  const build = (name: string): ReadonlyMap<string, string> => {
    const out = join(folder, name);
    execFileSync(process.execPath, [join(folder, 'build.mjs'), out], { cwd: projectRoot });
    const files = readdirSync(out).sort();
    return new Map(files.map((file) => [file, readFileSync(join(out, file), 'latin1')]));
  };
  const first = build('one');
  t.ok(first.size > 10, 'builds');
  t.strictSame(build('two'), first);
  t.end();
});
