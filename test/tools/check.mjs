// `npm test`: everything that must hold, in order, and one true tally as the last line.
// A failing step does not hide the ones after it.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';

const report = '.tap/report.tap';

/** Runs a step with its output shown; null where it was ended by a signal. */
function run(name, args) {
  console.log(`\n> ${name}`);
  return spawnSync(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] }).status;
}

/** Runs tap; of its progress, which it redraws line by line, only what is news is shown. */
async function runTests() {
  console.log('\n> tests');
  const args = [
    'node_modules/tap/dist/esm/run.mjs',
    'run',
    '--reporter=terse',
    '--no-color',
    `--output-file=${report}`,
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    const text = line.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '');
    if (!/^(Asserts|Suites):|^\s*$/.test(text)) console.log(text);
  }
  return new Promise((resolve) =>
    child.exitCode === null ? child.on('close', resolve) : resolve(child.exitCode),
  );
}

/** The assertions of a tap run: its own closing comment, which is missing when the runner itself broke. */
function tally(file) {
  const comment = readFileSync(file, 'utf8').match(/^# (\{ total: .*\})$/m)?.[1] ?? '';
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
const status = await runTests();
let tests = { passed: 0, failed: 0, skipped: 0 };
try {
  tests = tally(report);
} catch {
  // Counted below: without a report the run has failed.
}
passed += tests.passed;
failed += tests.failed;
if (status !== 0 && tests.failed === 0) failed++;
if (tests.passed === 0) failed++;

console.log(`\n${passed} passed, ${failed} failed${tests.skipped > 0 ? `, ${tests.skipped} skipped` : ''}`);
process.exitCode = failed === 0 ? 0 : 1;
