/** `npm run coverage [-- FOLDER…]`: coverage per folder of `src`, and uncovered lines of each FOLDER. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { projectRoot } from './paths.js';
import { valueAt } from './value-at.js';

// tap empties .tap at the start of each run.
const reports = join('dist', 'coverage');
const raw = join(reports, 'v8');

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.exitCode = runWithCoverage(['unit', 'e2e'], process.argv.slice(2));

export function runWithCoverage(steps: readonly string[], folders: readonly string[]): number {
  rmSync(reports, { recursive: true, force: true });
  const tests = node([join('dist', 'test', 'tools', 'check.js'), ...steps], {
    NODE_V8_COVERAGE: join(projectRoot, raw),
    COVERAGE: 'false',
  });
  const report = node([
    'node_modules/c8/bin/c8.js',
    'report',
    // Built files, not the bundle, in which unused code is missing and would count as covered.
    ...['--all', '--src=dist/src', '--include=dist/src/**'],
    ...uncountedFiles().map((file) => `--exclude=${file}`),
    ...[
      `--temp-directory=${raw}`,
      `--reports-dir=${reports}`,
      '--reporter=json-summary',
      '--reporter=lcovonly',
    ],
  ]);
  // More than a gigabyte.
  rmSync(raw, { recursive: true, force: true });
  if (report !== 0) return report;
  console.table(perFolder());
  for (const folder of folders) console.log(uncovered(folder).join('\n'));
  return tests;
}

function node(args: readonly string[], env: Readonly<Record<string, string>> = {}): number {
  return spawnSync(process.execPath, args, { stdio: 'inherit', env: { ...process.env, ...env } }).status ?? 1;
}

/** Modules that hold types only are never loaded. What has no source map is the script of a page, or pdf.js. */
function uncountedFiles(): readonly string[] {
  return readdirSync(join(projectRoot, 'dist', 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.m?js$/.test(file))
    .map((file) => join('dist', 'src', file))
    .filter((file) => {
      if (!existsSync(join(projectRoot, `${file}.map`))) return true;
      const code = readFileSync(join(projectRoot, file), 'utf8').replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, '');
      return code.trim() === 'export {};';
    });
}

/** Folder of `src` -> metric -> percentage. */
function perFolder(): Readonly<Record<string, Readonly<Record<string, number>>>> {
  const summary: unknown = JSON.parse(readFileSync(join(reports, 'coverage-summary.json'), 'utf8'));
  if (typeof summary !== 'object' || summary === null) throw new Error('c8 wrote no summary');
  const files = Object.entries(summary);
  const folderOf = (file: string): string =>
    file === 'total' ? 'all' : (relative(join(projectRoot, 'src'), file).split('/')[0] ?? '');
  const folders = [...new Set(files.map(([file]) => folderOf(file)))].sort();
  if (folders.includes('..')) throw new Error('c8 counted a file outside of src');
  return Object.fromEntries(
    folders.map((folder) => {
      const within = files
        .filter(([file]) => folderOf(file) === folder)
        .map(([, metrics]): unknown => metrics);
      return [folder, percentages(within)];
    }),
  );
}

function percentages(files: readonly unknown[]): Readonly<Record<string, number>> {
  const sum = (metric: string, figure: string): number =>
    files.reduce<number>((total, file) => total + Number(valueAt(file, metric, figure)), 0);
  return Object.fromEntries(
    ['lines', 'branches', 'functions'].map((metric) => {
      const percentage = (100 * sum(metric, 'covered')) / sum(metric, 'total');
      return [metric, Math.round(percentage * 10) / 10];
    }),
  );
}

function uncovered(folder: string): readonly string[] {
  const records = readFileSync(join(reports, 'lcov.info'), 'utf8').split('end_of_record');
  return records.flatMap((record) => {
    const file = /^SF:(.*)$/m.exec(record)?.[1] ?? '';
    const lines = [...record.matchAll(/^DA:(\d+),0$/gm)].map((match) => Number(match[1]));
    const path = relative(projectRoot, join(projectRoot, file));
    return path.startsWith(`src/${folder}/`) && lines.length > 0 ? [`${path}: ${ranges(lines)}`] : [];
  });
}

function ranges(lines: readonly number[]): string {
  const starts = lines.filter((line) => !lines.includes(line - 1));
  const ends = lines.filter((line) => !lines.includes(line + 1));
  return starts
    .map((start, at) => (start === ends[at] ? `${start}` : `${start}-${ends[at] ?? ''}`))
    .join(', ');
}
