/** `npm run test:package`: installs the packed package and runs it with each supported release of Node.js. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';

import { ownContent } from '../sandbox/content/index.js';
import { startOpenCti } from '../sandbox/opencti.js';
import { startThreatVision } from '../sandbox/threatvision.js';
import { settingsFor } from '../tools/settings.js';
import { projectRoot } from '../tools/paths.js';
import { nodeFolder } from './nodes.js';

const supported = [20, 22, 24, 26];
const tooOld = 18;

interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Expectation {
  readonly args: readonly string[];
  readonly code: number;
  /** Must match stdout and stderr together. */
  readonly output: RegExp;
}

const smoke: readonly Expectation[] = [
  { args: ['--version'], code: 0, output: /^\d+\.\d+\.\d+\n$/ },
  { args: ['--help'], code: 0, output: /^ {2}sync\b/m },
  { args: ['auth'], code: 0, output: /ThreatVision[^]*OpenCTI/ },
  { args: ['sync', '--json'], code: 0, output: /"outcome": ?"delivered"/ },
  { args: ['sync', '--json'], code: 0, output: /"outcome": ?"nothing-new"/ },
  { args: ['status', '--check'], code: 0, output: /./ },
  { args: ['reports', '--json'], code: 0, output: /"state": ?"delivered"/ },
];

const work = mkdtempSync(join(tmpdir(), 'teamt5-opencti-package-'));
const failures: string[] = [];
try {
  const tarball = packed(work);
  const installed = join(work, 'installed');
  mkdirSync(installed);
  writeFileSync(join(installed, 'package.json'), '{ "private": true }\n');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--offline', tarball], {
    cwd: installed,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const program = join(installed, 'node_modules', '.bin', 'teamt5-opencti');
  for (const major of supported) await withRelease(major, (bin) => runSmoke(major, bin, program));
  await withRelease(tooOld, async (bin) => {
    const { code, stdout, stderr } = await run(program, ['auth'], environment(bin));
    check(`Node.js ${tooOld} prints one line`, code === 2 && stdout === '' && /^.+\n$/.test(stderr), stderr);
  });
  await runWithNpx(tarball);
  checkGlobalInstallation(tarball);
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.exitCode = failures.length === 0 ? 0 : 1;
console.log(failures.length === 0 ? 'the package works' : `${failures.length} checks failed`);

function packed(folder: string): string {
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {
    cwd: projectRoot,
    stdio: 'ignore',
  });
  const name = readdirSync(folder).find((file) => file.endsWith('.tgz'));
  if (name === undefined) throw new Error('npm pack wrote no package');
  return join(folder, name);
}

async function withRelease(major: number, test: (bin: string) => Promise<void>): Promise<void> {
  const running = Number.parseInt(process.versions.node, 10);
  const bin = running === major ? dirname(process.execPath) : nodeFolder(major);
  if (typeof bin === 'string') return test(bin);
  if (bin.ok) return test(bin.value);
  check(`Node.js ${major} can be installed`, false, bin.failure);
}

async function runSmoke(major: number, bin: string, program: string): Promise<void> {
  const services = await startServices();
  const env = {
    ...environment(bin),
    ...services.env,
    TEAMT5_STATE_DIR: join(work, `state-${major}`),
    TEAMT5_REPORT_TEXT: 'true',
  };
  for (const { args, code, output } of smoke) {
    const { code: actual, stdout, stderr } = await run(program, args, env);
    const text = `${stdout}${stderr}`;
    check(
      `Node.js ${major}: ${args.join(' ')}`,
      actual === code && output.test(text),
      `exit code ${String(actual)}\n${text}`,
    );
  }
  const pushed = JSON.stringify(services.openCti.pushes.map(({ bundle }) => bundle));
  check(
    `Node.js ${major}: reads PDFs`,
    /"x_opencti_content":"<(?:p|h1)>/.test(pushed),
    pushed.slice(0, 1000),
  );
  await services.close();
}

/** Without an installation. npx takes a relative path for a package, and an absolute one for a program. */
async function runWithNpx(tarball: string): Promise<void> {
  const services = await startServices();
  const env = {
    ...environment(dirname(process.execPath)),
    ...services.env,
    npm_config_cache: join(work, 'npm'),
  };
  const { code, stdout, stderr } = await run(
    'npx',
    ['--yes', '--offline', `./${basename(tarball)}`, 'auth'],
    env,
  );
  check('npx PACKAGE auth', code === 0, `${stdout}${stderr}`);
  await services.close();
}

/** man searches `share/man` beside each `bin` of PATH. */
function checkGlobalInstallation(tarball: string): void {
  const prefix = join(work, 'global');
  execFileSync(
    'npm',
    ['install', '--global', '--prefix', prefix, '--no-audit', '--no-fund', '--offline', tarball],
    { cwd: work, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const manual = join(prefix, 'share', 'man', 'man1', 'teamt5-opencti.1');
  check('npm install --global installs the manual', existsSync(manual), manual);
}

async function startServices() {
  const [threatVision, openCti] = await Promise.all([
    startThreatVision({ content: ownContent() }),
    startOpenCti(),
  ]);
  return {
    openCti,
    env: settingsFor(threatVision, openCti),
    close: () => Promise.all([threatVision.close(), openCti.close()]),
  };
}

function environment(bin: string): Record<string, string> {
  return { PATH: [bin, process.env.PATH ?? ''].join(delimiter), HOME: work };
}

function run(program: string, args: readonly string[], env: Record<string, string>): Promise<Finished> {
  const child = spawn(program, args, { cwd: work, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const out: Buffer[] = [];
  const error: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => error.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(error).toString() }),
    );
  });
}

function check(name: string, passed: boolean, details: string): void {
  console.log(`${passed ? 'ok' : 'not ok'} - ${name}`);
  if (passed) return;
  failures.push(name);
  console.log(details);
}
