import { runProgram } from './program.js';

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode);
  throw error;
});

// The only place that ends the process: a command answers its exit code, and this is where it becomes one.
process.exitCode = await runProgram(process.argv.slice(2));
