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
  const eslint = new ESLint({
    cwd: projectRoot,
    ruleFilter: ({ ruleId }) => ruleId === 'project/no-dropped-result',
  });
  const problems = async (code: string): Promise<number> => {
    const [result] = await eslint.lintText(declarations + code, {
      // The rule needs types, and therefore a file of the TypeScript project.
      filePath: join(projectRoot, 'src', 'log', 'log.ts'),
    });
    t.equal(result?.fatalErrorCount, 0, 'the code parses');
    return (result?.messages ?? []).filter(({ ruleId }) => ruleId === 'project/no-dropped-result').length;
  };
  for (const code of refused) t.equal(await problems(code), 1, code);
  for (const code of accepted) t.equal(await problems(code), 0, code);
});
