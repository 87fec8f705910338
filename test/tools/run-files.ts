import { type ChildProcess, spawn } from 'node:child_process';
import { basename } from 'node:path';

/** The results of one process; skipped ones include `todo`. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface FilesRun extends Tally {
  /** TAP 14: one subtest per file. */
  readonly report: string;
}

interface FileRun extends Tally {
  readonly report: string;
  readonly name: string;
  readonly milliseconds: number;
}

/** Seconds without an end of a file after which it fails. */
const limit = 600;

/**
 * Runs test files, each in a process of its own, `jobs` at the same time, and prints a line per file.
 * A test file prints TAP without `tap run`, whose module hooks (TypeScript, mocks) take 30 % of the CPU time.
 */
export async function runFiles(
  files: readonly string[],
  jobs: number,
  env: Readonly<Record<string, string | undefined>>,
): Promise<FilesRun> {
  const waiting = [...files];
  const runs: FileRun[] = [];
  const worker = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const run = await runFile(file, env);
      runs.push(run);
      console.log(`  ${run.failed === 0 ? 'ok' : 'not ok'} ${run.name} (${run.milliseconds} ms)`);
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  const total = (of: (run: Tally) => number): number => runs.reduce((sum, run) => sum + of(run), 0);
  return {
    passed: total(({ passed }) => passed),
    failed: total(({ failed }) => failed),
    skipped: total(({ skipped }) => skipped),
    report: `TAP version 14\n${runs.map(subtest).join('')}1..${runs.length}\n`,
  };
}

async function runFile(file: string, env: Readonly<Record<string, string | undefined>>): Promise<FileRun> {
  const begun = Date.now();
  // The import `#program`: files that c8 counts, like `unbundledPath` (./binary.ts).
  const conditions = process.env.NODE_V8_COVERAGE === undefined ? [] : ['--conditions=coverage'];
  const child = spawn(process.execPath, ['--enable-source-maps', ...conditions, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { TAP_TIMEOUT: String(limit), ...process.env, ...env },
    // A busy loop keeps tap from its own time-out.
    timeout: (limit + 10) * 1000,
    killSignal: 'SIGKILL',
  });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  const ended = await end(child);
  const tap = Buffer.concat(output).toString();
  const tests = tally(tap);
  const name = basename(file, '.js').replace(/^\d+-/, '');
  const milliseconds = Date.now() - begun;
  // A process can break without a failed assertion, for example when it ends before its tests.
  const isPlain = (ended === 0 && tests.passed > 0) || tests.failed > 0;
  if (isPlain) return { ...tests, name, milliseconds, report: tap };
  const broken = `not ok - the process ended with ${ended} after ${tests.passed} passed assertions\n`;
  return { ...tests, failed: 1, name, milliseconds, report: `${tap}${broken}` };
}

function end(child: ChildProcess): Promise<number | NodeJS.Signals | 'nothing'> {
  return new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? signal ?? 'nothing')));
}

/** From tap's closing comment, which is missing if tap itself broke. */
function tally(tap: string): Tally {
  const comment = /^# (\{ total: .*\})$/m.exec(tap)?.[1] ?? '';
  const count = (name: string): number => Number(new RegExp(`\\b${name}: (\\d+)`).exec(comment)?.[1] ?? 0);
  return { passed: count('pass'), failed: count('fail'), skipped: count('skip') + count('todo') };
}

function subtest({ name, report, failed, milliseconds }: FileRun, index: number): string {
  const lines = report.replace(/^TAP version 14\n/, '').replaceAll(/^(?=.)/gm, '    ');
  const result = failed === 0 ? 'ok' : 'not ok';
  return `# Subtest: ${name}\n${lines}${result} ${index + 1} - ${name} # time=${milliseconds}ms\n`;
}
