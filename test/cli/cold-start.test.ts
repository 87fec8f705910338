import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { createRig, type Rig } from '../tools/rig.js';
import { projectRoot } from '../tools/paths.js';

/** A loader hook that records the URL of every loaded module. */
const recorder = `data:text/javascript,${encodeURIComponent(`
  import { appendFileSync } from 'node:fs';
  export async function load(url, context, next) {
    appendFileSync(process.env.LOADED_MODULES, url + '\\n');
    return next(url, context);
  }`)}`;
const registration = `data:text/javascript,${encodeURIComponent(`
  import { register } from 'node:module';
  register(${JSON.stringify(recorder)});`)}`;

/** Modules that the bundle contains count as well. */
function loadedBy(
  rig: Rig,
  args: readonly string[],
): { code: number | null; packages: Set<string>; folders: Set<string> } {
  const list = join(rig.home, `${args.join('-').replaceAll(/\W/g, '-')}.txt`);
  const main = join(projectRoot, 'dist', 'src', 'cli', 'main.js');
  const { status } = spawnSync(process.execPath, ['--import', registration, main, ...args], {
    cwd: rig.home,
    // No service responds: `spawnSync` blocks this process, in which the sandbox servers run.
    env: { ...rig.env, TEAMT5_API_BASE_URL: 'http://127.0.0.1:9', LOADED_MODULES: list },
  });
  const urls = readFileSync(list, 'utf8').split('\n');
  const named = (pattern: RegExp): Set<string> =>
    new Set(urls.flatMap((url) => pattern.exec(url)?.[1] ?? []));
  return {
    code: status,
    packages: named(/.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//),
    folders: named(/\/dist\/src\/(\w+)\//),
  };
}

t.test('--version loads only commander', async (t) => {
  const rig = await createRig(t);
  const { code, packages, folders } = loadedBy(rig, ['--version']);
  t.equal(code, 0);
  t.strictSame([...packages], ['commander']);
  t.notOk(
    folders.has('opencti') || folders.has('state') || folders.has('stix') || folders.has('threatvision'),
  );
});

t.test(
  'without a terminal, no terminal package and no module for help or descriptions is loaded',
  async (t) => {
    const rig = await createRig(t);
    const { code, packages, folders } = loadedBy(rig, ['sync', '--log-level', 'info', '--output', 'there']);
    t.equal(code, 4);
    t.notOk(folders.has('stix'), 'the conversion is loaded by its thread only');
    t.notOk(folders.has('pdf'), 'the text of PDFs is read in its thread only');
    t.notOk(packages.has('pdfjs-dist'));
    for (const name of ['ora', 'chalk', 'string-width', 'zod']) t.notOk(packages.has(name), name);
    t.ok(packages.has('node-fetch'), 'the list contains loaded modules');
  },
);
