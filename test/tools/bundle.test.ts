import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import t from 'tap';

import { projectRoot } from './paths.js';

/** `esbuild.config.js` replaces packages that conf loads but needs for schemas and migrations only. */

const store = `
  import Conf from 'conf';
  const options = { projectName: 'bundle-test', cwd: process.argv[2] };
  new Conf(options).set('watermark.reports', 1700000000);
  console.log(JSON.stringify(new Conf(options).store));
`;

const build = `
  import { bundle } from '${pathToFileURL(join(projectRoot, 'esbuild.config.js')).href}';
  const { metafile } = await bundle([process.argv[2]], process.argv[3]);
  console.log(JSON.stringify(Object.keys(metafile.inputs).filter((input) => input.startsWith('stubs:')).sort()));
`;

t.test('a store of conf works in a bundle', (t) => {
  // Inside of the project, so that the bundler finds the project's packages.
  const folder = t.testdir({ 'store.mjs': store, 'build.mjs': build });
  const node = (file: string, ...args: readonly string[]): unknown => {
    const { stdout, stderr } = spawnSync(process.execPath, [join(folder, file), ...args], {
      encoding: 'utf8',
    });
    t.equal(stderr, '');
    return JSON.parse(stdout);
  };
  const stubs = node('build.mjs', join(folder, 'store.mjs'), join(folder, 'bundle'));
  t.strictSame(stubs, ['stubs:ajv-formats', 'stubs:ajv/dist/2020.js', 'stubs:semver']);
  t.strictSame(node(join('bundle', 'store.js'), folder), { watermark: { reports: 1_700_000_000 } });
  t.end();
});
