import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import t, { type Test } from 'tap';

import { ownContent } from '../sandbox/content/index.js';
import { createRig, type Rig } from '../tools/rig.js';

const own = ownContent();
const content = { reports: own.reports.slice(0, 3), bundles: own.bundles.slice(0, 2) };

async function runWithUmask(rig: Rig, umask: number, args: readonly string[], env = {}) {
  const before = process.umask(umask);
  const running = rig.start(args, env);
  process.umask(before);
  return running.finished;
}

function modesBelow(directory: string): ReadonlyMap<string, string> {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  return new Map(names.map((name) => [name, (statSync(join(directory, name)).mode & 0o777).toString(8)]));
}

/** 0600 for files and 0700 for directories, except for these names. */
function assertPrivate(t: Test, directory: string, exceptions: Readonly<Record<string, string>> = {}) {
  const modes = modesBelow(directory);
  t.ok(modes.size > 0, 'something was written');
  for (const [name, mode] of modes) {
    const isDirectory = statSync(join(directory, name)).isDirectory();
    t.equal(mode, exceptions[name] ?? (isDirectory ? '700' : '600'), name);
  }
}

for (const umask of [0o000, 0o777]) {
  t.test(`umask ${umask.toString(8).padStart(3, '0')}: all that is written is private`, async (t) => {
    const rig = await createRig(t, { threatVision: { content } });
    const run = async (...args: string[]) => {
      const done = await runWithUmask(rig, umask, args);
      t.equal(done.code, 0, `${args.join(' ')}: ${done.stderr}`);
    };
    await run('sync', '--metrics-file', 'metrics/sub/m.prom');
    await run('sync', '--output', 'bundles/sub');
    await run('reports', 'export', 'glassheron-2026', '--format', 'pdf', '--output', 'exports/sub/r.pdf');
    await run('bundles', 'export', '4100', '--format', 'csv', '--output', 'exports/');
    await run('init', '--output', 'made/.teamt5rc');
    // The collector of the metrics runs as another user.
    assertPrivate(t, rig.home, { metrics: '755', 'metrics/sub': '755', 'metrics/sub/m.prom': '644' });
    t.ok(readdirSync(join(rig.home, '.config', 'teamt5-opencti')).includes('token.json'));
  });
}

t.test('a state and a token of mode 0644 or 0666 become private', async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  const state = join(rig.home, 'state');
  const env = { TEAMT5_STATE_DIR: state };
  t.equal((await rig.run(['sync', '--max-items', '1'], env)).code, 0);
  const names = readdirSync(state);
  t.ok(names.includes('token.json') && names.includes(`${rig.connectorId}.json`));
  for (const [at, name] of names.entries()) chmodSync(join(state, name), at % 2 === 0 ? 0o644 : 0o666);
  chmodSync(state, 0o755);
  rig.threatVision.revokeTokens();
  t.equal((await rig.run(['sync', '--max-items', '1'], env)).code, 0);
  assertPrivate(t, state);
  t.equal(statSync(state).mode & 0o777, 0o700, 'it holds nothing but these files');
});

t.test('a state directory with files of others keeps its mode, and an export folder, too', async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  const shared = join(rig.home, 'shared');
  mkdirSync(shared);
  chmodSync(shared, 0o755);
  writeFileSync(join(shared, 'notes.txt'), '');
  const mode = () => statSync(shared).mode & 0o777;
  t.equal((await rig.run(['sync', '--max-items', '1'], { TEAMT5_STATE_DIR: shared })).code, 0);
  t.equal(mode(), 0o755);
  t.equal((await rig.run(['sync', '--max-items', '1', '--output', 'shared'])).code, 0);
  t.equal(mode(), 0o755);
});

t.test('an export over a file of mode 0666 is private', async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  const path = join(rig.home, 'b.csv');
  writeFileSync(path, 'old');
  chmodSync(path, 0o666);
  const run = await rig.run(['bundles', 'export', '4100', '--format', 'csv', '--output', path, '--force']);
  t.equal(run.code, 0, run.stderr);
  t.match(readFileSync(path, 'utf8'), /^type,value/);
  t.equal(statSync(path).mode & 0o777, 0o600);
});
