import { exitCodes } from './core/failure.js';

/**
 * Ends the process where stdout takes no more: there is nothing left to print. A reader that has seen enough (`| head`)
 * is no failure; all else (a full disk) is one, in one line.
 */
export function watchStdout(argv: readonly string[]): void {
  let told = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode);
    // Every write that follows fails, too.
    if (told) return;
    told = true;
    void tell(error, argv).finally(() => process.exit(exitCodes.usage));
  });
}

async function tell({ message }: Error, argv: readonly string[]): Promise<void> {
  const [{ createOutput }, { legibleOptions }] = await Promise.all([
    import('./ui/output.js'),
    import('./core/flags.js'),
  ]);
  await createOutput(legibleOptions(argv)).tell({ reason: 'output-not-writable', path: 'stdout', message });
}
