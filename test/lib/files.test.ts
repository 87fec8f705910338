import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { fileNameOf, pathExists, systemErrorMessage, writeFileAtomically } from '../../src/lib/index.js';

t.test('a file is replaced completely, with its mode, and no temporary file stays', (t) => {
  const directory = t.testdir({ 'a.json': 'old' });
  const path = join(directory, 'a.json');
  writeFileAtomically(path, 'new', { mode: 0o600 });
  t.equal(readFileSync(path, 'utf8'), 'new');
  t.equal(statSync(path).mode & 0o777, 0o600);
  t.strictSame(readdirSync(directory), ['a.json']);
  t.end();
});

t.test('without replace, an existing file stays and the call throws EEXIST', (t) => {
  const directory = t.testdir({ 'a.json': 'old' });
  const path = join(directory, 'a.json');
  t.throws(() => writeFileAtomically(path, 'new', { mode: 0o600, replace: false }), { code: 'EEXIST' });
  t.equal(readFileSync(path, 'utf8'), 'old');
  t.strictSame(readdirSync(directory), ['a.json']);
  writeFileAtomically(join(directory, 'b.json'), 'b', { mode: 0o600, replace: false });
  t.equal(readFileSync(join(directory, 'b.json'), 'utf8'), 'b');
  t.end();
});

t.test('a failed write leaves no temporary file, and a message without its path', (t) => {
  const directory = t.testdir();
  mkdirSync(join(directory, 'in-the-way'));
  try {
    writeFileAtomically(join(directory, 'in-the-way'), 'x', { mode: 0o600 });
    t.fail('a directory was replaced');
  } catch (error) {
    t.match(systemErrorMessage(error), /^E[A-Z]+: [^']+$/);
  }
  t.strictSame(readdirSync(directory), ['in-the-way']);
  t.end();
});

t.test('a link planted under a guessable temporary name is not followed', (t) => {
  const directory = t.testdir({ victim: 'precious' });
  for (const name of ['a.json.tmp', `a.json.${process.pid}.tmp`])
    symlinkSync(join(directory, 'victim'), join(directory, name));
  writeFileAtomically(join(directory, 'a.json'), 'x', { mode: 0o600 });
  t.equal(readFileSync(join(directory, 'victim'), 'utf8'), 'precious');
  t.end();
});

t.test('a dangling link exists', (t) => {
  const directory = t.testdir();
  symlinkSync(join(directory, 'nowhere'), join(directory, 'link'));
  t.equal(pathExists(join(directory, 'link')), true);
  t.equal(existsSync(join(directory, 'link')), false);
  t.end();
});

t.test('different ids never share a file name, and every name is one that a file system accepts', (t) => {
  const directory = t.testdir();
  const long = '報告'.repeat(60);
  const ids = [
    'plain',
    'a/b',
    'a%2Fb',
    '..',
    '.hidden',
    'a(b)',
    'a*b',
    `${long}一`,
    `${long}二`,
    'x'.repeat(300),
    `${'x'.repeat(300)}y`,
    'lone \ud800',
    'lone \ufffd',
  ];
  const names = ids.map(fileNameOf);
  t.equal(new Set(names.map((name) => name.toLowerCase())).size, ids.length, names.join('\n'));
  for (const name of names) {
    t.notMatch(name, /%.?$|^\.|\//);
    writeFileSync(join(directory, `report-${name}.original.json`), 'x');
  }
  t.equal(readdirSync(directory).length, ids.length);
  t.end();
});
