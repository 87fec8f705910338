import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

import t from 'tap';

import { acquireLock, lockHolder } from '../../src/state/index.js';
import { until } from '../sync/pushed.js';

const minute = 60_000;

t.test('rejects a second run with pid, host and age, and accepts it after the release', (t) => {
  const directory = t.testdir();
  const now = Date.now();
  const first = acquireLock(directory, 'c', () => now);
  t.ok(first.ok);
  t.match(
    acquireLock(directory, 'c', () => now + 90_000),
    {
      ok: false,
      failure: { reason: 'locked', holder: { pid: process.pid, host: hostname() }, ageSeconds: 90 },
    },
  );
  t.match(lockHolder(directory, 'c'), { pid: process.pid });
  t.ok(acquireLock(directory, 'other').ok, 'another connector has its own lock');
  if (first.ok) first.value.release();
  t.equal(lockHolder(directory, 'c'), undefined);
  t.ok(acquireLock(directory, 'c').ok);
  t.end();
});

t.test('a lock is valid while its process is alive', async (t) => {
  const directory = t.testdir();
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  const written = { pid: child.pid, host: hostname(), since: new Date().toISOString() };
  writeFileSync(join(directory, 'c.lock'), JSON.stringify(written));
  t.match(acquireLock(directory, 'c'), { failure: { reason: 'locked', holder: { pid: child.pid ?? -1 } } });
  child.kill('SIGKILL');
  await once(child, 'exit');
  t.ok(acquireLock(directory, 'c').ok);
  t.match(JSON.parse(readFileSync(join(directory, 'c.lock'), 'utf8')), { pid: process.pid });
});

t.test('a zombie does not hold the lock', { skip: !existsSync('/proc/self/stat') }, async (t) => {
  // The shell starts a child and becomes a process that never collects its status.
  const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  t.teardown(() => parent.kill('SIGKILL'));
  const output: readonly unknown[] = await once(parent.stdout, 'data');
  const pid = Number(String(output[0]));
  const ofProcess = (id: number, file: string): string => readFileSync(`/proc/${id}/${file}`, 'latin1');
  await until(() => ofProcess(parent.pid ?? 0, 'comm') === 'sleep\n');
  process.kill(pid);
  await until(() => /\) (\S)/.exec(ofProcess(pid, 'stat'))?.[1] === 'Z');
  const directory = t.testdir();
  const written = { pid, host: hostname(), since: new Date().toISOString() };
  writeFileSync(join(directory, 'c.lock'), JSON.stringify(written));
  t.ok(acquireLock(directory, 'c').ok);
});

t.test('a lock without a valid date is judged by its age, and is readable', (t) => {
  const directory = t.testdir();
  writeFileSync(join(directory, 'c.lock'), JSON.stringify({ pid: 1, host: hostname(), since: 'yesterday' }));
  t.match(acquireLock(directory, 'c'), {
    failure: { reason: 'locked', holder: { host: 'unknown' }, ageSeconds: Number },
  });
  t.match(lockHolder(directory, 'c')?.since, /^\d{4}-/);
  t.end();
});

t.test(
  'the lock of a process whose pid has been reused is not valid',
  { skip: !existsSync('/proc/self/stat') },
  (t) => {
    const directory = t.testdir();
    const written = { pid: process.ppid, host: hostname(), since: new Date(0).toISOString() };
    writeFileSync(join(directory, 'c.lock'), JSON.stringify({ ...written, started: '1' }));
    t.ok(acquireLock(directory, 'c').ok, 'another process has that pid');
    writeFileSync(join(directory, 'd.lock'), JSON.stringify(written));
    t.notOk(acquireLock(directory, 'd').ok, 'without a start time, the pid alone decides');
    t.end();
  },
);

for (const [where, holder] of [
  ['another host', { pid: process.pid, host: 'elsewhere.example', since: new Date().toISOString() }],
  ['another container', { pid: 1, host: hostname(), space: 'pid:[1]', since: new Date().toISOString() }],
  ['an unknown host (half a file)', undefined],
] as const) {
  t.test(`a holder on ${where} is judged by the age of its last refresh`, (t) => {
    const directory = t.testdir();
    const path = join(directory, 'c.lock');
    writeFileSync(path, holder === undefined ? '{"pid":' : JSON.stringify(holder));
    const refreshed = Date.now();
    utimesSync(path, new Date(refreshed), new Date(refreshed));
    t.match(
      acquireLock(directory, 'c', () => refreshed + 4 * minute),
      { failure: { reason: 'locked' } },
    );
    t.ok(acquireLock(directory, 'c', () => refreshed + 6 * minute).ok);
    t.end();
  });
}

t.test('refresh updates the lock without an empty file, and leaves a foreign lock unchanged', (t) => {
  const directory = t.testdir();
  const path = join(directory, 'c.lock');
  const lock = acquireLock(directory, 'c');
  if (!lock.ok) throw new Error('no lock');
  const text = readFileSync(path, 'utf8');
  utimesSync(path, new Date(0), new Date(0));
  lock.value.refresh();
  t.ok(Date.now() - statSync(path).mtimeMs < minute);
  t.equal(readFileSync(path, 'utf8'), text);

  writeFileSync(path, '{"pid":1,"host":"elsewhere.example","since":"2026-01-01T00:00:00.000Z"}');
  lock.value.release();
  t.ok(existsSync(path), 'the lock of the process that took over stays');
  t.strictSame(readdirSync(directory), ['c.lock'], 'no other file is left');
  t.end();
});

t.test('a directory that is not writable is a failure, not an exception', (t) => {
  const directory = t.testdir({ file: 'not a directory' });
  t.match(acquireLock(join(directory, 'file'), 'c'), { failure: { reason: 'lock-not-writable' } });
  t.end();
});
