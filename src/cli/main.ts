import { homedir } from 'node:os';

import { exitNow } from './core/exit.js';
import { exitCodes } from './core/failure.js';
import type { Host } from './core/host.js';
import { endBySignals } from './core/interruption.js';
import { openLastNet } from './core/last-net.js';
import { runProgram } from './program.js';

const argv = process.argv.slice(2);

const host: Host = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  userId: () => process.getuid?.(),
  workingDirectory: () => unlessThrown(() => process.cwd()),
  homeDirectory: () => unlessThrown(homedir),
};

// What libraries create is private, too (docs/operations.md#files-and-permissions).
process.umask(0o077);

endBySignals();

process.stdout.once('error', (error: NodeJS.ErrnoException) => void endWithoutStdout(error));
// Every write that follows fails, too.
process.stdout.on('error', () => undefined);
// EPIPE or ENOSPC on stderr: losing the reader of the log must not end a run.
process.stderr.on('error', () => undefined);

process.exitCode = await runProgram(
  argv,
  host,
  openLastNet((error) => void endByBug(error)),
);

/** A reader that has seen enough (`| head`) is not a failure; everything else, a full disk for one, is. */
async function endWithoutStdout({ code, message }: NodeJS.ErrnoException): Promise<void> {
  if (code === 'EPIPE') exitNow(process.exitCode);
  await (
    await openOutput()
  ).logFailure({
    reason: 'output-not-writable',
    path: 'stdout',
    message,
  });
  exitNow(exitCodes.usage);
}

/** An exception that no call awaits, before a command has an output of its own. */
async function endByBug(error: unknown): Promise<void> {
  const { reportBug } = await import('./ui/report-bug.js');
  exitNow(reportBug(error, await openOutput()));
}

async function openOutput() {
  const [{ createOutput }, { readCommonOptions }] = await Promise.all([
    import('./ui/output.js'),
    import('./core/flags.js'),
  ]);
  return createOutput(host, readCommonOptions(argv));
}

function unlessThrown(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
