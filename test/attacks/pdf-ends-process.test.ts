/** PDFs that end the process in which they are read, as a string of 60 million characters does (60 kB in the file). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import t from 'tap';

import { createIsolatedReader } from '../../src/converter/isolated-reader.js';
import { plainPdf } from '../pdf/samples.js';
import { until } from '../sync/pushed.js';

const ended = { type: 'none', message: 'ended the process that reads it, for example for lack of memory' };
const real = new URL('../../src/converter/text-process.js', import.meta.url).href;

const crashes = [
  ['an abort', 'process.abort();'],
  ['an exit', 'process.exit(0);'],
  ['a kill', "process.kill(process.pid, 'SIGKILL');"],
  ['an exception', "throw new Error('x');"],
] as const;

for (const [what, code] of crashes)
  t.test(`${what} costs the text of the PDF only`, async (t) => {
    const folder = t.testdir({
      'process.mjs': `
        process.on('message', (pdf) => {
          if (pdf.length === 0) { ${code} }
          else process.send({ type: 'whole', html: JSON.stringify(process.env) });
        });`,
    });
    const reader = createIsolatedReader(pathToFileURL(`${folder}/process.mjs`));
    t.teardown(() => reader.close());
    t.strictSame(await reader.read(new Uint8Array()), ended);
    const next = await reader.read(new Uint8Array(1));
    t.match(next, { type: 'whole' });
    t.notMatch(next.type === 'whole' && next.html, 'PATH', 'without the environment of the run');
  });

t.test('a process that cannot be started costs the text', async (t) => {
  const reader = createIsolatedReader(pathToFileURL(join(t.testdir(), 'missing.mjs')));
  t.strictSame(await reader.read(plainPdf()), ended);
});

t.test('the process ends with the run, also with one that is killed', async (t) => {
  const folder = t.testdir({
    'process.mjs': `
      import { writeFileSync } from 'node:fs';
      writeFileSync(new URL('./pid', import.meta.url), String(process.pid));
      await import(${JSON.stringify(real)});`,
    'run.mjs': `
      const { createIsolatedReader } = await import(${JSON.stringify(real.replace('text-process', 'isolated-reader'))});
      const reader = createIsolatedReader(new URL('./process.mjs', import.meta.url));
      await reader.read(new Uint8Array(1));
      if (process.argv[2] === 'killed') process.kill(process.pid, 'SIGKILL');`,
  });
  for (const how of ['killed', 'done']) {
    const [code] = (await once(spawn(process.execPath, [join(folder, 'run.mjs'), how]), 'exit')) as [unknown];
    t.equal(code, how === 'done' ? 0 : null);
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    await until(() => !existsSync(`/proc/${pid}`));
  }
});
