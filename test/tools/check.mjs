// `npm test`: everything that must hold, in order, and one true tally as the last line.
// A failing step does not hide the ones after it.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';

import { failures } from './failures.mjs';

const report = '.tap/report.tap';

/** Runs a step with its output shown; null where it was ended by a signal. */
function run(name, args) {
  console.log(`\n> ${name}`);
  return spawnSync(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] }).status;
}

/** Runs tap into the report; its reporters are drawings for a terminal, so the failures are told from the report. */
function runTests() {
  console.log('\n> tests (some minutes)');
  const args = ['node_modules/tap/dist/esm/run.mjs', 'run', '--reporter=silent', `--output-file=${report}`];
  return spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] }).status;
}

/** The assertions of a tap run: its own closing comment, which is missing when the runner itself broke. */
function tally(tap) {
  const comment = tap.match(/^# (\{ total: .*\})$/m)?.[1] ?? '';
  const figure = (name) => Number(comment.match(new RegExp(`${name}: (\\d+)`))?.[1] ?? 0);
  return { passed: figure('pass'), failed: figure('fail'), skipped: figure('skip') };
}

mkdirSync('.tap', { recursive: true });
rmSync(report, { force: true });
let passed = 0;
let failed = 0;
const count = (status) => (status === 0 ? passed++ : failed++);

count(run('format', ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']));
count(run('lint', ['node_modules/eslint/bin/eslint.js', '.']));
const status = runTests();
const tap = existsSync(report) ? readFileSync(report, 'utf8') : '';
console.log(failures(tap).join('\n'));
const tests = tally(tap);
passed += tests.passed;
failed += tests.failed;
if (status !== 0 && tests.failed === 0) {
  console.log(`tap itself ended with ${String(status)}; its report: ${report}`);
  failed++;
}
if (tests.passed === 0) failed++;

console.log(`\n${passed} passed, ${failed} failed${tests.skipped > 0 ? `, ${tests.skipped} skipped` : ''}`);
process.exitCode = failed === 0 ? 0 : 1;
