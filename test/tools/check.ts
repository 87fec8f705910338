/** `npm test` and `npm run check`: runs the named steps; a skipped test is a failure. COVERAGE=true prints the coverage. */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';

import { runWithCoverage } from './coverage.js';
import { failures, skips } from './failures.js';
import { runFiles, type Tally } from './run-files.js';
import { entriesOf } from './test-files.js';

type Step = () => Promise<Tally>;

const nothing: Tally = { passed: 0, failed: 0, skipped: 0 };

const node = process.execPath;
const steps: Readonly<Record<string, Step>> = {
  format: () =>
    command('format', ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']),
  lint: () => command('lint', ['node_modules/eslint/bin/eslint.js', '.']),
  knip: () => command('knip', ['node_modules/knip/bin/knip.js']),
  publint: () => command('publint', ['node_modules/publint/src/cli.js', '--strict']),
  // Some of these tests wait, for example for limits of time.
  unit: () => tap('unit', entriesOf('unit'), availableParallelism() + 2),
  // Most of these tests wait, for limits of time and for the stand-ins.
  e2e: () => tap('e2e', entriesOf('e2e'), 3 * availableParallelism()),
};

const names = process.argv.slice(2);
process.exitCode = process.env.COVERAGE === 'true' ? runWithCoverage(names, []) : await main(names);

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.find((name) => !(name in steps));
  if (unknown !== undefined) {
    console.error(`There is no step ${unknown}. Steps: ${Object.keys(steps).join(', ')}.`);
    return 2;
  }
  mkdirSync('.tap', { recursive: true });
  const tallies: Tally[] = [];
  for (const name of names.length > 0 ? names : ['unit', 'e2e']) {
    tallies.push((await steps[name]?.()) ?? nothing);
  }
  const { passed, failed, skipped } = sum(tallies);
  console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return failed === 0 && skipped === 0 ? 0 : 1;
}

async function command(name: string, args: readonly string[]): Promise<Tally> {
  const begun = Date.now();
  const child = spawn(node, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk));
  const code = await closed(child);
  console.log(`> ${name}: ${code === 0 ? 'passed' : 'failed'} (${seconds(begun)})`);
  if (output.length > 0) console.log(Buffer.concat(output).toString().trimEnd());
  return code === 0 ? { ...nothing, passed: 1 } : { ...nothing, failed: 1 };
}

async function tap(name: string, files: readonly string[], jobs: number): Promise<Tally> {
  const begun = Date.now();
  console.log(`> ${name} tests: ${files.length} processes, ${jobs} at a time`);
  // test/tools/platforms.ts
  const run = await runFiles(files, jobs, { TEAMT5_TEST_RELEASES: 'in-turns', ...process.env });
  await writeFile(`.tap/${name}.tap`, run.report);
  console.log(`> ${name} tests: ${run.failed === 0 ? 'passed' : 'failed'} (${seconds(begun)})`);
  for (const line of [...failures(run.report), ...skips(run.report)]) console.log(line);
  return run;
}

function sum(tallies: readonly Tally[]): Tally {
  const total = (of: (tally: Tally) => number): number => tallies.reduce((n, each) => n + of(each), 0);
  return {
    passed: total(({ passed }) => passed),
    failed: total(({ failed }) => failed),
    skipped: total(({ skipped }) => skipped),
  };
}

function closed(child: ReturnType<typeof spawn>): Promise<number | null> {
  return new Promise((resolve) => child.on('close', resolve));
}

function seconds(begun: number): string {
  return `${Math.round((Date.now() - begun) / 1000)} s`;
}
