/**
 * `npm run test:one -- test/http/secrets.test.ts …`: builds, then runs the named test files with tap.
 * With `--watch` (`npm run test:watch`) it runs them again after every change of a source file.
 * Options of tap can follow, for example `-g 'part of a title'`. Plain JavaScript, because it runs before a build.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';

const tsc = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'];
const args = process.argv.slice(2).filter((arg) => arg !== '--watch');
const sources = args.filter((arg) => arg.endsWith('.ts'));
const options = args.filter((arg) => !arg.endsWith('.ts'));

if (sources.length === 0)
  fail('Name a test file, for example: npm run test:one -- test/http/secrets.test.ts');
for (const source of sources) if (!existsSync(source)) fail(`${source} does not exist.`);
if (process.argv.includes('--watch')) watch();
else process.exitCode = node(tsc) ?? (await runTests());

/** Builds the bundle, then runs the files. Returns the exit code. */
async function runTests() {
  const { builtFile } = await import('../../dist/test/tools/test-files.js');
  const files = sources.map(
    (source) => builtFile(source) ?? fail(`${source} is not a test file (test/**/*.test.ts).`),
  );
  const tap = ['node_modules/tap/dist/esm/run.mjs', 'run', ...options, ...files];
  return node(['esbuild.config.js']) ?? node(tap) ?? 0;
}

function watch() {
  const compiler = spawn(process.execPath, [...tsc, '--watch', '--preserveWatchOutput'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let running;
  createInterface({ input: compiler.stdout }).on('line', (line) => {
    console.log(line);
    // The compiler prints this line after each compilation. A change during a run starts the next run after it.
    if (/Found 0 errors\. Watching/.test(line)) running = Promise.resolve(running).then(runTests);
  });
}

/** Runs a script with node and returns its exit code, or undefined if that is 0. */
function node(script) {
  const { status } = spawnSync(process.execPath, script, { stdio: 'inherit' });
  return status === 0 ? undefined : (status ?? 1);
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
