import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { projectRoot } from '../tools/paths.js';

const page = readFileSync(join(projectRoot, 'SECURITY.md'), 'utf8');

t.test('every promise of SECURITY.md names its tests, and each of them exists', (t) => {
  const promises = promisesOf(page);
  t.ok(promises.length > 20, 'finds the promises');
  for (const { promise, tests } of promises) {
    const names = testNames(tests);
    t.ok(names.length > 0, promise);
    t.strictSame(names.map((name) => `\`${name}\``).join(', '), tests, `${promise}: nothing but tests`);
    for (const name of names) t.ok(existsSync(join(projectRoot, name)), name);
  }
  t.end();
});

t.test('every attack suite is named', (t) => {
  const named = new Set(testNames(page));
  for (const name of [
    'bounds',
    'modes',
    'planted-files',
    'read-files',
    'requests',
    'secrets',
    'feed-content',
  ])
    t.ok(named.has(`test/attacks/${name}.test.ts`), name);
  t.end();
});

t.test('a promise without a test is found', (t) => {
  t.strictSame(promisesOf('## Promises\n\n| promise | test |\n| --- | --- |\n| none | later |\n'), [
    { promise: 'none', tests: 'later' },
  ]);
  t.strictSame(testNames('later'), []);
  t.end();
});

function promisesOf(text: string): readonly { readonly promise: string; readonly tests: string }[] {
  const section = text.split('\n## ').find((part) => part.replace(/^## /, '').startsWith('Promises\n')) ?? '';
  return [...section.matchAll(/^\| (.+?) +\| (.+?) +\|$/gm)]
    .map(([, promise = '', tests = '']) => ({ promise, tests }))
    .filter(({ promise, tests }) => promise !== 'promise' && !/^-+$/.test(tests));
}

function testNames(text: string): readonly string[] {
  return [...text.matchAll(/`(test\/[\w/-]+\.test\.ts)`/g)].map(([, name = '']) => name);
}
