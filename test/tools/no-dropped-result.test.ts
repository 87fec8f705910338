import { join } from 'node:path';

import { ESLint } from 'eslint';
import t from 'tap';

import { projectRoot } from './paths.js';

const declarations = `
type Result = { ok: true; value: number } | { ok: false; failure: { reason: 'missing' } };
declare function read(): Result;
declare function fetchIt(): Promise<Result>;
declare function log(): void;
declare const on: boolean;
declare const store: { read?: () => Result };
`;

const refused = [
  'read();',
  'void read();',
  'await fetchIt();',
  'void fetchIt();',
  'on && read();',
  'on ? read() : log();',
  'store.read?.();',
];
const accepted = ['log();', 'const result = read(); export { result };', 'if (read().ok) log();'];

t.test('the lint rule for source files refuses a dropped Result', async (t) => {
  // Needs types: a project of one file has them sooner than this project.
  const options = { strict: true, target: 'es2022', module: 'esnext', lib: ['es2022'], types: [] };
  const cwd = t.testdir({
    'tsconfig.json': JSON.stringify({ compilerOptions: options, include: ['src'] }),
    src: { log: { 'log.ts': '' } },
  });
  const eslint = new ESLint({
    cwd,
    overrideConfigFile: join(projectRoot, 'eslint.config.js'),
    ruleFilter: ({ ruleId }) => ruleId === 'project/no-dropped-result',
  });
  const problems = async (code: string): Promise<number> => {
    const [result] = await eslint.lintText(declarations + code, {
      filePath: join(cwd, 'src', 'log', 'log.ts'),
    });
    t.equal(result?.fatalErrorCount, 0, 'the code parses');
    return (result?.messages ?? []).filter(({ ruleId }) => ruleId === 'project/no-dropped-result').length;
  };
  for (const code of refused) t.equal(await problems(code), 1, code);
  for (const code of accepted) t.equal(await problems(code), 0, code);
});
