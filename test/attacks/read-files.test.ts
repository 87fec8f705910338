import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { defaultToken } from '../sandbox/opencti.js';
import { startBinary } from '../tools/binary.js';
import { createRig } from '../tools/rig.js';
import { everythingIsForeign, giveToOtherUser } from './other-user.js';

const mebibyte = 1024 * 1024;

t.test('a pipe, a device, a directory and a huge file are refused wherever a file is read', async (t) => {
  const rig = await createRig(t);
  const at = (name: string): string => join(rig.home, name);
  spawnSync('mkfifo', [at('pipe')]);
  mkdirSync(at('directory'));
  writeFileSync(at('huge'), '');
  truncateSync(at('huge'), 2 * 1024 * mebibyte);
  writeFileSync(at('large'), 'x'.repeat(mebibyte + 1));
  const token = (path: string) => ({ OPENCTI_TOKEN: '', OPENCTI_TOKEN_FILE: path });
  const pipe = 'it is a named pipe, not a regular file';
  for (const [path, fault, args, env] of [
    [at('pipe'), pipe, ['config'], token(at('pipe'))],
    [at('pipe'), pipe, ['config'], { HTTPS_CA_CERTIFICATES: at('pipe') }],
    [at('pipe'), pipe, ['config', '--config', at('pipe')], {}],
    [at('pipe'), pipe, ['init'], token(at('pipe'))],
    ['/dev/zero', 'it is a device, not a regular file', ['config', '--config', '/dev/zero'], {}],
    [at('directory'), 'it is a directory, not a regular file', ['config'], token(at('directory'))],
    [at('huge'), 'it is larger than 1 MiB', ['config'], { HTTPS_CA_CERTIFICATES: at('huge') }],
    [at('large'), 'it is larger than 1 MiB', ['init'], token(at('large'))],
  ] as const) {
    const run = await rig.call(args, env);
    t.equal(run.code, 2, `${args.join(' ')} ${JSON.stringify(env)}`);
    t.match(run.stdout + run.stderr, fault);
    t.match(run.stdout + run.stderr, path.slice(0, 40));
  }
  renameSync(at('pipe'), at('.teamt5rc'));
  const searched = await rig.call(['sync']);
  t.equal(searched.code, 2);
  t.match(searched.stderr, `${at('.teamt5rc')}): expected a readable file (it is a named pipe`);
});

t.test('a secret mounted as a link is followed, and its own mode counts', async (t) => {
  const rig = await createRig(t);
  // The form of a Kubernetes volume: token -> ..data/token, ..data -> ..2026
  const volume = join(rig.home, 'volume');
  const file = join(volume, '..2026', 'token');
  mkdirSync(join(volume, '..2026'), { recursive: true });
  writeFileSync(file, defaultToken, { mode: 0o600 });
  symlinkSync('..2026', join(volume, '..data'));
  symlinkSync('..data/token', join(volume, 'token'));
  const env = { OPENCTI_TOKEN: '', OPENCTI_TOKEN_FILE: join(volume, 'token') };
  const quiet = await rig.call(['sync'], env);
  t.equal(quiet.code, 0);
  t.equal(quiet.stderr, '');
  chmodSync(file, 0o644);
  const warned = await rig.call(['sync'], env);
  t.equal(warned.code, 0);
  t.match(warned.stderr, `(OPENCTI_TOKEN_FILE) contains a secret and can be read by every user (mode 0644)`);
  t.match(warned.stderr, `chmod 600 ${join(volume, 'token')}`);
  chmodSync(file, 0o646);
  const refused = await rig.call(['sync'], env);
  t.equal(refused.code, 2);
  t.match(refused.stderr, 'every user can change it (mode 0646); run: chmod o-w ');
});

t.test('certificates that every user can change are refused', async (t) => {
  const rig = await createRig(t);
  const file = join(rig.home, 'ca.pem');
  writeFileSync(file, '-----BEGIN CERTIFICATE-----\nAA\n');
  chmodSync(file, 0o666);
  const run = await rig.call(['config'], { HTTPS_CA_CERTIFICATES: file });
  t.equal(run.code, 2);
  t.match(run.stdout + run.stderr, 'every user can change it (mode 0666)');
});

t.test('a configuration that others may change is refused, also with --quiet and --config', async (t) => {
  const rig = await createRig(t);
  const file = join(rig.home, '.teamt5rc');
  writeFileSync(file, 'opencti:\n  url: https://attacker.example\n');
  for (const [mode, ...args] of [
    [0o666, 'sync'],
    [0o664, 'sync', '--quiet'],
    [0o602, 'sync', '--config', file],
  ] as const) {
    chmodSync(file, mode);
    const run = await rig.call(args);
    t.equal(run.code, 2);
    t.match(run.stderr, `${file}): expected a file that only its owner can change`);
    t.match(run.stderr, `chmod go-w ${file}`);
  }
});

const noUsers = process.getuid === undefined && 'no user ids on this system';

t.test('a configuration of another user is refused, and a link to one, too', { skip: noUsers }, async (t) => {
  const rig = await createRig(t);
  const file = join(rig.home, 'theirs');
  const link = join(rig.home, '.teamt5rc');
  writeFileSync(file, 'opencti:\n  url: https://attacker.example\n', { mode: 0o600 });
  symlinkSync(file, link);
  const run = await rig.call(['config'], giveToOtherUser(file));
  if (everythingIsForeign) t.match(run.stderr, 'is not used, because');
  else t.match(run.stdout + run.stderr, 'a file of your own (it belongs to user 4242)');
  t.notMatch(run.stdout, 'attacker.example');
});

t.test('the search stops at a directory that others may write to', async (t) => {
  const rig = await createRig(t);
  const shared = join(rig.home, 'outer', 'shared');
  const cwd = join(shared, 'work');
  mkdirSync(cwd, { recursive: true });
  const place = (directory: string, name: string): void => {
    mkdirSync(directory, { recursive: true });
    const content = `connector:\n  name: ${name}\n`;
    writeFileSync(join(directory, '.teamt5rc'), content, { mode: 0o600 });
  };
  const output = async (): Promise<string> => {
    const { stdout, stderr } = await startBinary(['config'], { cwd, env: rig.env }).finished;
    return stdout + stderr;
  };
  place(shared, 'Planted');
  place(join(rig.home, 'outer'), 'Above');
  t.match(await output(), 'Planted');
  place(join(rig.home, '.config', 'teamt5'), 'Own');
  for (const mode of [0o1777, 0o772]) {
    chmodSync(shared, mode);
    const stopped = await output();
    t.notMatch(stopped, /Planted|Above/);
    t.match(stopped, 'Own', 'the directory of the user is searched');
    const file = join(shared, '.teamt5rc');
    t.match(stopped, `${file} is not used, because ${shared} can be changed by other users`);
    t.match(stopped, `name it: --config ${file}`);
  }
  renameSync(join(shared, '.teamt5rc'), join(shared, 'elsewhere'));
  t.notMatch(await output(), /Above|is not used/, 'without a file there, nothing is reported');
});

t.test('100,000 keys, as many anchors and a key of 1 MiB are refused with a short message', async (t) => {
  const rig = await createRig(t);
  const file = join(rig.home, '.teamt5rc');
  const keys = (count: number): string => Array.from({ length: count }, (_, n) => `k${n}: 1\n`).join('');
  const anchors = Array.from({ length: 100_000 }, (_, n) => `a${n}: &b 1\n`).join('');
  for (const [text, fault] of [
    [anchors.slice(0, mebibyte), 'YAML with at most 100 anchors'],
    [keys(100_000), '99980 more keys are unknown'],
    [`${'k'.repeat(mebibyte - 10)}: 1\n`, 'an option that exists'],
  ] as const) {
    writeFileSync(file, text, { mode: 0o600 });
    const run = await rig.call(['sync']);
    t.equal(run.code, 2);
    t.match(run.stderr, fault);
    t.ok(run.stderr.length < 10_000, `${run.stderr.length} characters`);
  }
});
