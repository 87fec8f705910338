import { runProgram } from './program.js';

// The only place that ends the process: a command answers its exit code, and this is where it becomes one.
process.exitCode = await runProgram(process.argv.slice(2));
