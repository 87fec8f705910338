import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { Linter } from 'eslint';
import t from 'tap';

import { projectRoot } from './paths.js';
import { valueAt } from './value-at.js';

const refused = [
  't.match(run.json(), { failures: [] });',
  't.match(run.json(), { a: { b: [{ errors: [] }] } }, "a message");',
  't.match(run.json(), []);',
  't.has(run.json(), { counts: {} });',
  't.test("a", () => new Promise((resolve) => setTimeout(resolve, 100)));',
  'const rig = await createRig(t);',
  'await createRig(t);',
  't.ok({ a, ...{ b, c } });',
  "import { setTimeout as sleep } from 'node:timers/promises';",
  "const binary = join(root, 'bin', 'teamt5-opencti.js');",
];

const accepted = [
  't.match(run.json(), { failures: [{ id: "a" }] });',
  't.match({ errors: [] }, { errors: Array });',
  't.strictSame(run.json().failures, []);',
  't.match(text, /[]/);',
  't.setTimeout(180_000);',
  't.ok({ a, ...b, ...(c ? {} : { c }) });',
  't.test("a", async (t) => { await createRig(t); });',
];

t.test(
  'the lint rules for tests refuse powerless patterns, sleeps, awaits of a module, paths of the binary and spreads of literals',
  async (t) => {
    const url = pathToFileURL(join(projectRoot, 'test', 'tools', 'restricted-syntax.mjs'));
    const module: unknown = await import(url.href);
    const inTestFiles = valueAt(module, 'inTestFiles');
    const selectors: readonly unknown[] = Array.isArray(inTestFiles) ? inTestFiles : [];
    const problems = (code: string): number =>
      new Linter().verify(code, { rules: { 'no-restricted-syntax': ['error', ...selectors] } }).length;
    for (const code of refused) t.equal(problems(code), 1, code);
    for (const code of accepted) t.equal(problems(code), 0, code);
  },
);
