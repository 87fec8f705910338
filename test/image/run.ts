/**
 * `npm run test:image`: builds the image of `deploy/docker` and runs it against stand-ins of both services, with docker
 * or podman. Passes without them, except in CI.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { projectRoot } from '../tools/paths.js';
import { valueAt } from '../tools/value-at.js';
import { baseImage } from './base.js';
import { checkSignal, checkSignalOutsideRun, commandChecks } from './commands.js';
import { call, type Engine, findEngine } from './engine.js';
import { checkFacts } from './facts.js';
import { checkSchedule, checkScheduleInterrupted } from './schedule.js';
import { openStage } from './stage.js';
import { measureStartUp } from './start-up.js';

const tag = 'localhost/teamt5-opencti:test';
const failures: string[] = [];
process.exitCode = await main();

async function main(): Promise<number> {
  const engine = findEngine();
  if (engine === undefined) {
    const required = !['', '0', 'false'].includes(process.env.CI ?? '');
    const needs = 'needs docker, or podman, buildah, runc and debootstrap as root';
    console.error(`test:image ${required ? 'failed' : 'skipped'}: ${needs}`);
    return required ? 1 : 0;
  }
  const version = String(
    valueAt(JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')), 'version'),
  );
  await check(`builds with ${engine.name}`, () => build(engine, version));
  if (failures.length === 0) await runChecks(engine, version);
  if (failures.length === 0) engine.call('image', 'rm', tag);
  console.log(failures.length === 0 ? 'the image works' : `${failures.length} checks failed`);
  return failures.length === 0 ? 0 : 1;
}

async function runChecks(engine: Engine, version: string): Promise<void> {
  await check('facts', () => checkFacts(engine, tag, version));
  for (const [name, run] of commandChecks) {
    await check(name, async () => {
      const stage = await openStage(engine, tag);
      try {
        await run(stage);
      } finally {
        await stage.close();
      }
    });
  }
  await check('reports list: SIGTERM ends the process', () => checkSignalOutsideRun(engine, tag));
  await check('sync: SIGTERM saves the state', () => checkSignal(engine, tag));
  await check('schedule: goes on after a failed run, and ends with SIGTERM', () =>
    checkSchedule(engine, tag),
  );
  await check('schedule: SIGTERM during a run saves the state', () => checkScheduleInterrupted(engine, tag));
  if (engine.name === 'docker')
    await check('docker compose reads compose.yaml', () => {
      const file = join(projectRoot, 'deploy', 'docker', 'compose.yaml');
      engine.call('compose', '--file', file, 'config', '--quiet');
    });
  await check('start-up', async () => {
    const { image, bare } = await measureStartUp(engine, tag);
    const ratio = (image / bare).toFixed(2);
    console.log(`start to first request: ${image} ms in the image, ${bare} ms outside, ratio ${ratio}`);
  });
}

/** From the packed package, in a folder of its own: earlier packages in the working directory do not matter. */
function build(engine: Engine, version: string): void {
  const context = mkdtempSync(join(tmpdir(), 'teamt5-opencti-image-'));
  try {
    mkdirSync(join(context, 'deploy'));
    for (const name of ['.dockerignore', join('deploy', 'docker')])
      cpSync(join(projectRoot, name), join(context, name), { recursive: true });
    call('npm', 'pack', '--ignore-scripts', '--pack-destination', context, projectRoot);
    const base = baseImage(engine);
    engine.build(context, tag, { VERSION: version, ...(base === undefined ? {} : { BASE_IMAGE: base }) });
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
}

async function check(name: string, run: () => void | Promise<void>): Promise<void> {
  const begun = performance.now();
  let failure: string | undefined;
  try {
    await run();
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
  }
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(`${failure === undefined ? 'ok' : 'not ok'} - ${name} (${seconds} s)`);
  if (failure === undefined) return;
  failures.push(name);
  console.log(failure);
}
