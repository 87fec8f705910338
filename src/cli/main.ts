import { runProgram } from './program.js';
import { watchStdout } from './stdout-error.js';

const argv = process.argv.slice(2);

watchStdout(argv);
// Whoever listened has gone, or has no room: a run must not end for want of listeners.
process.stderr.on('error', () => undefined);

// The only place that ends the process: a command answers its exit code, and this is where it becomes one.
process.exitCode = await runProgram(argv);
