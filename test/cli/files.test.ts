import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { isThere, writeWhole } from '../../src/cli/core/files.js';

t.test('writes a complete file with its mode, and creates missing directories', async (t) => {
  const home = t.testdir();
  const path = join(home, 'a', 'b', 'file');
  t.match(await writeWhole(path, 'text', { force: false }), { ok: true });
  t.equal(readFileSync(path, 'utf8'), 'text');
  t.equal(statSync(path).mode & 0o777, 0o600);
  t.strictSame(readdirSync(join(home, 'a', 'b')), ['file']);
});

t.test('keeps an existing file unless it may be replaced, also without an earlier check', async (t) => {
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
  t.equal(await isThere(join(home, 'link')), true, 'treats a dangling link as an existing file');
  t.match(await writeWhole(join(home, 'link'), 'new', { force: false }), { ok: false });
  t.strictSame(readdirSync(home), ['file', 'link'], 'no other file is left');
});

t.test('returns a failure for a path that is not writable', async (t) => {
  const home = t.testdir();
  writeFileSync(join(home, 'file'), '');
  mkdirSync(join(home, 'folder'));
  for (const path of [join(home, 'file', 'below'), join(home, 'folder')]) {
    const written = await writeWhole(path, 'text', { force: true });
    t.match(written, { ok: false, failure: { reason: 'output-not-writable', path, message: String } });
    t.notMatch(
      JSON.stringify(written),
      '.tmp',
      'the message does not contain the name of the temporary file',
    );
  }
  const folder = await writeWhole(join(home, 'folder'), 'text', { force: true });
  t.match(folder, { failure: { message: 'it is a directory' } });
  t.strictSame(readdirSync(home), ['file', 'folder']);
});
