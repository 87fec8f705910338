import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { isThere, writeWhole } from '../../src/cli/core/files.js';

t.test('a file is written whole, with its mode, into folders that are made for it', async (t) => {
  const home = t.testdir();
  const path = join(home, 'a', 'b', 'file');
  t.match(await writeWhole(path, 'text', { force: false, mode: 0o600 }), { ok: true });
  t.equal(readFileSync(path, 'utf8'), 'text');
  t.equal(statSync(path).mode & 0o777, 0o600);
  t.strictSame(readdirSync(join(home, 'a', 'b')), ['file']);
});

t.test('what is there stays unless it may be replaced, also what nobody looked for before', async (t) => {
  const home = t.testdir({ file: 'mine' });
  const path = join(home, 'file');
  t.match(await writeWhole(path, 'new', { force: false }), {
    ok: false,
    failure: { reason: 'file-exists', path },
  });
  t.equal(readFileSync(path, 'utf8'), 'mine');
  t.match(await writeWhole(path, 'new', { force: true }), { ok: true });
  t.equal(readFileSync(path, 'utf8'), 'new');
  symlinkSync('nowhere', join(home, 'link'));
  t.equal(await isThere(join(home, 'link')), true, 'a link to nowhere is something');
  t.match(await writeWhole(join(home, 'link'), 'new', { force: false }), { ok: false });
  t.strictSame(readdirSync(home), ['file', 'link'], 'nothing is left beside them');
});

t.test('a place that cannot be written to is a failure, not an exception', async (t) => {
  const home = t.testdir();
  writeFileSync(join(home, 'file'), '');
  mkdirSync(join(home, 'folder'));
  for (const path of [join(home, 'file', 'below'), join(home, 'folder')]) {
    const written = await writeWhole(path, 'text', { force: true });
    t.match(written, { ok: false, failure: { reason: 'output-not-writable', path, message: String } });
    t.notMatch(JSON.stringify(written), '.tmp', 'the names of temporary files concern nobody');
  }
  const folder = await writeWhole(join(home, 'folder'), 'text', { force: true });
  t.match(folder, { failure: { message: 'it is a directory' } });
  t.strictSame(readdirSync(home), ['file', 'folder']);
});
