import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import {
  createFile,
  directoryFault,
  makeDirectory,
  readRegularFile,
  removeTemporaryFiles,
  writeFileAtomically,
} from '../../src/lib/index.js';

const modeOf = (path: string): number => statSync(path).mode & 0o777;

t.test('the mode of what is written does not depend on the umask', (t) => {
  const home = t.testdir();
  const before = process.umask(0o022);
  t.teardown(() => process.umask(before));
  for (const umask of [0o000, 0o022, 0o077]) {
    process.umask(umask);
    const directory = join(home, `u${umask}`);
    makeDirectory(join(directory, 'private', 'sub'));
    makeDirectory(join(directory, 'public', 'sub'), 0o755);
    const file = join(directory, 'private', 'file');
    writeFileAtomically(file, 'x');
    t.equal(modeOf(file), 0o600);
    writeFileAtomically(file, 'x', { mode: 0o644 });
    t.equal(modeOf(file), 0o644);
    writeFileAtomically(file, 'x', { replace: true });
    t.equal(modeOf(file), 0o600, 'over an existing mode');
    t.strictSame(
      ['private', 'private/sub', 'public', 'public/sub'].map((name) => modeOf(join(directory, name))),
      [0o700, 0o700, 0o755, 0o755],
    );
  }
  t.end();
});

t.test('a file is created only if nothing is there, not even a dangling link', (t) => {
  const home = t.testdir({ file: '' });
  symlinkSync(join(home, 'nowhere'), join(home, 'link'));
  for (const name of ['file', 'link']) t.throws(() => createFile(join(home, name)), { code: 'EEXIST' });
  t.strictSame(readdirSync(home), ['file', 'link']);
  t.end();
});

t.test('only temporary files of the same path are removed', (t) => {
  const id = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
  const others = ['.a.json.tmp', `.b.json.${id}.tmp`, `.a.json.${id}.tmp.bak`, 'a.json'];
  const home = t.testdir(Object.fromEntries([`.a.json.${id}.tmp`, ...others].map((name) => [name, ''])));
  removeTemporaryFiles(join(home, 'a.json'));
  t.strictSame(readdirSync(home).sort(), [...others].sort());
  t.end();
});

t.test('a file is read up to the limit, also one whose size is unknown', (t) => {
  const home = t.testdir({ exact: 'x'.repeat(1024 * 1024), larger: 'x'.repeat(1024 * 1024 + 1) });
  const read = (path: string, maxBytes?: number) => readRegularFile(path, { followLinks: false, maxBytes });
  t.match(read(join(home, 'exact')), { ok: true, value: { text: /^x{9}/, mode: Number, owner: Number } });
  t.match(read(join(home, 'larger')), { ok: false, failure: 'it is larger than 1 MiB' });
  t.match(read(join(home, 'missing')), { ok: false, failure: 'ENOENT' });
  t.match(read('/proc/self/status'), { ok: true, value: { text: /^Name:/ } });
  symlinkSync('exact', join(home, 'link'));
  t.match(read(join(home, 'link')), { ok: false, failure: 'it is a symbolic link' });
  t.match(readRegularFile(join(home, 'link'), { followLinks: true }), { ok: true });
  t.end();
});

t.test('a directory is checked for its owner and its mode', (t) => {
  const home = t.testdir({ state: {} });
  const path = join(home, 'state');
  const { uid, gid } = statSync(path);
  const fault = (mode: number, user = uid) => {
    chmodSync(path, mode);
    return directoryFault(path, { user })?.message;
  };
  for (const mode of [0o700, 0o755, 0o500]) t.equal(fault(mode), undefined);
  for (const mode of [0o777, 0o702, 0o1777]) t.match(fault(mode), 'other users can write to it');
  // A private group has the id of its user; root's group is not private.
  if (uid === 0 || gid !== uid) t.match(fault(0o770), 'other users can write to it (mode 0770)');
  else t.equal(fault(0o770), undefined);
  if (uid !== 0) t.match(fault(0o700, uid + 1), `it belongs to another user (${uid}`);
  chmodSync(path, 0o755);
  t.equal(directoryFault(path, { tighten: true }), undefined);
  t.equal(modeOf(path), 0o700);
  mkdirSync(join(home, 'other'));
  writeFileSync(join(home, 'file'), '');
  t.throws(() => directoryFault(join(home, 'file')), { code: 'ENOTDIR' });
  t.end();
});
