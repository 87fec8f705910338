import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';

import t from 'tap';

import { acquireLock } from '../../src/state/lock.js';
import { ownContent } from '../sandbox/content/index.js';
import { createRig } from '../tools/rig.js';
import { giveToOtherUser } from './other-user.js';

const content = ownContent();
const sync = ['sync', '--max-items', '1', '--json'];

t.test('a link or a pipe planted as a file of the state is refused and not followed', async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  const state = join(rig.home, 'state');
  const victim = join(rig.home, 'victim');
  mkdirSync(state, { mode: 0o700 });
  writeFileSync(victim, '{}');
  const id = rig.connectorId;
  const own = ['.json', '.journal', '.lock', '.converting', '.failure.json', '.history.json'].map(
    (suffix) => `${id}${suffix}`,
  );
  for (const name of [...own, 'token.json']) {
    const planted = join(state, name);
    symlinkSync(victim, planted);
    const run = await rig.call(sync, { TEAMT5_STATE_DIR: state });
    t.equal(run.code, 2, run.stderr);
    t.match(run.json(), {
      error: { reason: 'state-not-private', message: `${planted} cannot`, hint: /Move it away/ },
    });
    t.match(run.stderr, 'a symbolic link');
    rmSync(planted);
    spawnSync('mkfifo', [planted]);
    const status = await rig.call(['status', '--offline'], { TEAMT5_STATE_DIR: state });
    t.equal(status.code, 2, status.stderr);
    t.match(status.stderr, 'a named pipe');
    rmSync(planted);
  }
  t.equal(readFileSync(victim, 'utf8'), '{}');
  t.equal(rig.openCti.requests.length, 0);
});

t.test('links planted under names of temporary files are not followed', async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  const state = join(rig.home, 'state');
  const victim = join(rig.home, 'victim');
  mkdirSync(state, { mode: 0o700 });
  writeFileSync(victim, 'precious');
  const id = rig.connectorId;
  const names = [`${id}.json.tmp`, `${id}.failure.json.tmp`, `${id}.journal.tmp`, 'token.json.tmp'];
  for (const name of names) symlinkSync(victim, join(state, name));
  // The pids that the program gets next.
  for (let pid = process.pid; pid < process.pid + 500; pid++)
    symlinkSync(victim, join(state, `${id}.lock.${pid}`));
  t.equal((await rig.call(sync, { TEAMT5_STATE_DIR: state })).code, 0);
  t.equal((await rig.call(sync, { TEAMT5_STATE_DIR: state, OPENCTI_TOKEN: 'wrong' })).code, 3);
  t.equal(readFileSync(victim, 'utf8'), 'precious');
});

t.test('a link or a pipe under the name of an output is refused, also with --force', async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  const at = (name: string): string => join(rig.home, name);
  writeFileSync(at('victim'), 'precious');
  symlinkSync('victim', at('link'));
  symlinkSync('nowhere', at('dangling'));
  spawnSync('mkfifo', [at('pipe')]);
  const exported = ['bundles', 'export', '4100', '--format', 'csv', '--output'];
  t.match((await rig.call([...exported, 'link'])).stderr, `${at('link')} already exists`);
  const metrics = ['sync', '--max-items', '1', '--metrics-file'];
  const init = ['init', '--force', '--output'];
  for (const [name, type, args] of [
    ['link', 'a symbolic link', [...exported, 'link', '--force']],
    ['link', 'a symbolic link', [...metrics, 'link']],
    ['dangling', 'a symbolic link', [...init, 'dangling']],
    ['pipe', 'a named pipe', [...exported, 'pipe', '--force']],
    ['pipe', 'a named pipe', [...metrics, 'pipe']],
  ] as const) {
    const run = await rig.call(args);
    t.equal(run.code, 2, args.join(' '));
    t.match(run.stderr, new RegExp(`${name} cannot be written: it is ${type}`, 'i'));
  }
  t.equal(readFileSync(at('victim'), 'utf8'), 'precious');
  t.notOk(existsSync(at('nowhere')));
});

t.test('links planted under the names of bundles are replaced, not followed', async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  const victim = join(rig.home, 'victim');
  const out = join(rig.home, 'out');
  writeFileSync(victim, 'precious');
  mkdirSync(out);
  for (const { id } of content.bundles) symlinkSync(victim, join(out, `bundle-${id}.json`));
  t.equal((await rig.call(['sync', '--only', 'bundles', '--output', 'out'])).code, 0);
  t.equal(readFileSync(victim, 'utf8'), 'precious');
  for (const name of readdirSync(out)) t.ok(lstatSync(join(out, name)).isFile(), name);
});

t.test('a state or output directory that others may write to is refused, with what to do', async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  const open = join(rig.home, 'open');
  mkdirSync(open);
  for (const [mode, args, env] of [
    [0o1777, sync, { TEAMT5_STATE_DIR: open }],
    [0o772, ['status'], { TEAMT5_STATE_DIR: open }],
    [0o777, ['reset'], { TEAMT5_STATE_DIR: open }],
    [0o777, [...sync, '--output', 'open'], {}],
    [0o777, [...sync, '--output', 'open', '--dry-run'], {}],
  ] as const) {
    chmodSync(open, mode);
    const run = await rig.call(args, env);
    t.equal(run.code, 2, args.join(' '));
    t.match(run.stderr, `${open} cannot be used for the state: other users can write to it (mode 0`);
    t.match(run.stderr, `chmod go-w ${open}`);
  }
  t.strictSame(readdirSync(open), []);
  t.equal(rig.openCti.requests.length, 0);
  t.equal(
    (await rig.call(sync, { TEAMT5_STATE_DIR: join(open, 'own') })).code,
    0,
    'a new directory below it',
  );
  t.equal(lstatSync(join(open, 'own')).mode & 0o777, 0o700);
  // Exports do not read the directory: everyone is allowed to put files into a shared folder.
  const exported = await rig.call(['bundles', 'export', '4100', '--format', 'csv', '--output', 'open/']);
  t.equal(exported.code, 0, exported.stderr);
});

t.test('a directory that others may write to holds no token', async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  const open = join(rig.home, 'open');
  mkdirSync(open);
  chmodSync(open, 0o777);
  t.equal((await rig.call(['reports'], { TEAMT5_STATE_DIR: open })).code, 0);
  t.strictSame(readdirSync(open), []);
});

const noUsers = process.getuid === undefined && 'no user ids on this system';

t.test('a state directory of another user is refused, with what to do', { skip: noUsers }, async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  const state = join(rig.home, 'state');
  mkdirSync(state, { mode: 0o700 });
  const asProgram = giveToOtherUser(state);
  const run = await rig.run(sync, { TEAMT5_STATE_DIR: state, ...asProgram });
  t.equal(run.code, 2);
  t.match(run.stderr, `${state} cannot be used for the state: it belongs to another user`);
  t.match(run.stderr, /run the program as that user, or run: chown \d+ /i);
  t.strictSame(readdirSync(state), []);
});

t.test('a link of another user to a directory of our own is refused', { skip: noUsers }, async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  mkdirSync(join(rig.home, 'real', 'state'), { mode: 0o700, recursive: true });
  const link = join(rig.home, 'link');
  symlinkSync(join(rig.home, 'real'), link);
  const env = { TEAMT5_STATE_DIR: join(link, 'state') };
  t.equal((await rig.call(sync, env)).code, 0, 'a link of our own is followed');
  const run = await rig.call(sync, { ...env, ...giveToOtherUser(link) });
  t.equal(run.code, 2);
  t.match(run.stderr, `${link} is a symbolic link of another user`);
});

const onlyRoot = process.getuid?.() !== 0 && 'only root can give single files to another user';

t.test('a state, token or lock of another user is refused', { skip: onlyRoot }, async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  const state = join(rig.home, 'state');
  const env = { TEAMT5_STATE_DIR: state };
  for (const name of [`${rig.connectorId}.json`, 'token.json', `${rig.connectorId}.lock`]) {
    mkdirSync(state, { mode: 0o700, recursive: true });
    const path = join(state, name);
    if (!existsSync(path)) writeFileSync(path, '{}');
    giveToOtherUser(path);
    const run = await rig.call(sync, env);
    t.equal(run.code, 2, name);
    t.match(run.json(), { error: { reason: 'state-not-private', message: `${path} cannot` } });
    t.match(run.stderr, 'it belongs to another user (4242; this process runs as 0)');
    rmSync(path);
  }
});

t.test('a lock without a valid date does not end status', async (t) => {
  const rig = await createRig(t);
  const state = join(rig.home, 'state');
  mkdirSync(state, { mode: 0o700 });
  const env = { TEAMT5_STATE_DIR: state };
  for (const [since, ...flags] of [['yesterday'], [9e15, '--json']] as const) {
    const lock = JSON.stringify({ pid: 1, host: 'elsewhere.example', since });
    writeFileSync(join(state, `${rig.connectorId}.lock`), lock);
    const run = await rig.call(['status', '--offline', ...flags], env);
    t.equal(run.code, 0, `${lock} ${run.stderr}`);
  }
  t.equal((await rig.call(['sync'], env)).code, 7);
});

for (const pid of [-1, 0, -process.pid, 1.5, 1e300])
  t.test(`a lock of the process ${pid}, which always seems to run, is taken over`, (t) => {
    const directory = t.testdir();
    const holder = { pid, host: hostname(), since: new Date().toISOString() };
    writeFileSync(join(directory, 'c.lock'), JSON.stringify(holder));
    const inTenMinutes = (): number => Date.now() + 10 * 60_000;
    t.ok(acquireLock(directory, 'c', inTenMinutes).ok);
    t.end();
  });

t.test('a lock of ten gigabytes, or a directory in its place, is refused and not read', async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  const state = join(rig.home, 'state');
  mkdirSync(state, { mode: 0o700 });
  const lock = join(state, `${rig.connectorId}.lock`);
  // A huge lock is no reason for `status` to fail.
  for (const [plant, code] of [
    [() => writeSparse(lock, 10 * 1024 ** 3), 0],
    [() => mkdirSync(lock), 2],
  ] as const) {
    plant();
    const run = await rig.call(sync, { TEAMT5_STATE_DIR: state });
    t.equal(run.code, 2, run.stderr);
    t.match(run.stderr, lock);
    t.equal((await rig.call(['status', '--offline'], { TEAMT5_STATE_DIR: state })).code, code);
    rmSync(lock, { recursive: true });
  }
});

function writeSparse(path: string, bytes: number): void {
  writeFileSync(path, '');
  truncateSync(path, bytes);
}
