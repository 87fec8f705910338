import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import {
  type Change,
  freshState,
  type LocalState,
  openStateStore,
  readConnectorState,
  type StateStore,
} from '../../src/state/index.js';
import { projectRoot } from '../tools/paths.js';

const local: LocalState = { state: freshState(100), confirmed: ['d1'], openWorks: [] };
const settled = (id: string): Change => ({ kind: 'reports', recent: [id, 500, 'abcdef'] });
const never = (): LocalState => {
  throw new Error('the whole state was asked for');
};

async function open(directory: string): Promise<StateStore> {
  const store = await openStateStore({ directory, name: 'c' });
  if (!store.ok) throw new Error(JSON.stringify(store.failure));
  return store.value;
}

t.test('a saved and recorded state is present after a restart', async (t) => {
  const directory = t.testdir();
  const store = await open(directory);
  t.same(store.load(), { ok: true, value: undefined });
  t.ok(store.save(local).ok);
  t.ok(store.record([settled('a'), { kind: 'reports', watermark: 500 }], never).ok);
  t.ok(store.record([{ openWorks: ['w'] }, { confirmed: ['d1', 'd2'] }], never).ok);
  t.match((await open(directory)).load(), {
    value: {
      state: { reports: { start: 100, watermark: 500, recent: { '0': { a: 'abcdef' } } } },
      confirmed: ['d1', 'd2'],
      openWorks: ['w'],
    },
  });
  for (const name of readdirSync(directory))
    t.equal(statSync(join(directory, name)).mode & 0o777, 0o600, name);
});

t.test('ignores the truncated last line of a journal, and a stale journal', async (t) => {
  const directory = t.testdir();
  const store = await open(directory);
  store.save(local);
  store.record([settled('a')], never);
  const journal = join(directory, 'c.journal');
  appendFileSync(journal, '{"kind":"reports","recent":["b",50');
  t.match((await open(directory)).load(), {
    value: { state: { reports: { recent: { '0': { a: 'abcdef' } } } } },
  });

  const stale = readFileSync(journal);
  store.save(local);
  t.notOk(existsSync(journal));
  writeFileSync(journal, stale);
  t.same((await open(directory)).load(), { ok: true, value: local });
});

t.test('the first record of a process, and one after a long journal, write the complete state', async (t) => {
  const directory = t.testdir();
  (await open(directory)).save(local);
  const store = await open(directory);
  let asked = 0;
  const whole = (): LocalState => {
    asked += 1;
    return local;
  };
  store.record([settled('a')], whole);
  t.equal(asked, 1);
  const many = Array.from({ length: 500 }, (_, n) => settled(`report-${n}`));
  for (let n = 0; n < 20; n++) store.record(many, whole);
  t.ok(asked > 2);
  const size = readdirSync(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
  t.ok(size < 256 * 1024, `${size} bytes`);
});

t.test('rejects a damaged or newer state, and leaves it unchanged', async (t) => {
  for (const text of ['{"state":', '', '{"state":{"version":2},"confirmed":[],"openWorks":[]}']) {
    const directory = t.testdir({ 'c.json': text });
    const store = await openStateStore({ directory, name: 'c' });
    const loaded = store.ok ? store.value.load() : store;
    t.match(loaded, { ok: false, failure: { reason: 'state-unreadable' } }, text);
    t.equal(readFileSync(join(directory, 'c.json'), 'utf8'), text);
  }
});

t.test('names the format of a newer state', async (t) => {
  const directory = t.testdir({ 'c.json': '{"state":{"version":2},"confirmed":[],"openWorks":[]}' });
  const message = 'a later version of this program wrote it (format 2; this version reads format 1)';
  t.match((await open(directory)).load(), { failure: { reason: 'state-unreadable', message } });
  t.match(readConnectorState('{"teamt5_opencti":{"version":2}}'), {
    type: 'unreadable',
    why: `in its part "teamt5_opencti", ${message}`,
  });
  t.match(readConnectorState('{"teamt5_opencti":{"version":"x"}}'), { why: /it is damaged$/ });
  t.end();
});

t.test('a directory that cannot be created is reported as not writable, not as unreadable', async (t) => {
  const directory = t.testdir({ file: '' });
  t.match(await openStateStore({ directory: join(directory, 'file', 'state'), name: 'c' }), {
    failure: { reason: 'state-not-writable' },
  });
});

const program = `
  import { openStateStore, freshState } from ${JSON.stringify(join(projectRoot, 'dist', 'src', 'state', 'index.js'))};
  const store = await openStateStore({ directory: process.argv[1], name: 'c' });
  const recent = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => ['report-' + n, 'abcdef']));
  const state = freshState(200);
  const large = { ...state, reports: { ...state.reports, recent: { 0: recent } } };
  const local = { state: large, confirmed: [], openWorks: [] };
  const saved = store.value.save(local);
  const recorded = store.value.record([{ confirmed: ['x'] }], () => local);
  console.log(JSON.stringify({ saved, recorded }));`;

t.test('a disk that fills up during a write leaves the previous state', async (t) => {
  const directory = t.testdir();
  (await open(directory)).save(local);
  // 16 blocks: a write beyond that is cut off, as on a full disk, and then rejected.
  const run = 'ulimit -f 16; trap "" XFSZ; exec "$@"';
  const { stdout } = spawnSync(
    'bash',
    ['-c', run, 'bash', process.execPath, '--input-type=module', '-e', program, directory],
    { encoding: 'utf8' },
  );
  t.match(JSON.parse(stdout), {
    saved: { failure: { reason: 'state-not-writable' } },
    recorded: { ok: false },
  });
  t.same((await open(directory)).load(), { ok: true, value: local });
  t.strictSame(readdirSync(directory), ['c.json'], 'no other file that fills the disk');
});

t.test(
  'a crash between write and rename leaves the previous state, and at most one temporary file',
  async (t) => {
    const directory = t.testdir();
    (await open(directory)).save(local);
    const dying = `import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module';
    fs.renameSync = () => process.kill(process.pid, 'SIGKILL'); syncBuiltinESMExports();`;
    const preload = `data:text/javascript,${encodeURIComponent(dying)}`;
    for (let crash = 0; crash < 2; crash++) {
      const args = ['--import', preload, '--input-type=module', '-e', program, directory];
      t.equal(spawnSync(process.execPath, args).signal, 'SIGKILL');
      t.equal(readdirSync(directory).length, 2, 'one temporary file at most');
    }
    t.same((await open(directory)).load(), { ok: true, value: local });
    t.ok((await open(directory)).save(local).ok);
    t.strictSame(readdirSync(directory), ['c.json']);
  },
);

t.test('an item id that is a property of Object.prototype is kept in the retry queue', async (t) => {
  const directory = t.testdir();
  const store = await openStateStore({ directory, name: 'c' });
  if (!store.ok) throw new Error(store.failure.message);
  const entry = {
    lack: 'item' as const,
    date: 1,
    fingerprint: 'f',
    reason: 'r',
    message: 'm',
    firstAttempt: 1,
    lastAttempt: 1,
    attempts: 1,
    raw: {},
  };
  const state = freshState(0);
  const waiting = Object.fromEntries([
    ['__proto__', entry],
    ['constructor', entry],
  ]);
  t.ok(
    store.value.save({
      state: { ...state, reports: { ...state.reports, waiting } },
      confirmed: [],
      openWorks: [],
    }).ok,
  );
  const again = await openStateStore({ directory, name: 'c' });
  const loaded = again.ok ? again.value.load() : again;
  const reports = loaded.ok ? loaded.value?.state.reports : undefined;
  t.strictSame(Object.keys(reports?.waiting ?? {}).sort(), ['__proto__', 'constructor']);
});
