import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import t from 'tap';
import { projectRoot } from '../tools/paths.js';

function checkWithoutPython(
  folder: string,
  ci: string,
): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(projectRoot, 'dist', 'test', 'interop', 'run.js')],
    { env: { PATH: folder, TEAMT5_INTEROP_VENV: join(folder, 'venv'), CI: ci }, encoding: 'utf8' },
  );
  return { status, output: `${stdout}${stderr}`.trim() };
}

const why = 'Python 3 is not installed, or not on the path.';

t.test('the check is skipped with a message without Python, and fails in CI', (t) => {
  const folder = t.testdir();
  t.same(checkWithoutPython(folder, ''), { status: 0, output: `test:interop skipped: ${why}` });
  t.same(checkWithoutPython(folder, 'true'), { status: 1, output: `test:interop failed: ${why}` });
  t.end();
});
