import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { projectRoot } from './paths.js';
import { valueAt } from './value-at.js';

t.test('the SBOM of a release lists each bundled package with its hash', (t) => {
  const document: unknown = JSON.parse(
    execFileSync(process.execPath, [join(projectRoot, 'test/tools/sbom.mjs')], {
      cwd: projectRoot,
      encoding: 'utf8',
    }),
  );
  const components = valueAt(document, 'components');
  const names = Array.isArray(components)
    ? components.map((one) => `${String(valueAt(one, 'name'))} ${String(valueAt(one, 'version'))}`)
    : [];
  const licenses = readFileSync(join(projectRoot, 'dist/bundle/LICENSES.txt'), 'utf8');
  t.strictSame(
    names,
    [...licenses.matchAll(/^== (\S+ \S+) /gm)].map(([, name]) => name),
  );
  t.ok(names.length > 10, 'finds packages');
  t.match(valueAt(document, 'components', 0, 'hashes', 0, 'content'), /^[0-9a-f]{128}$/);
  t.end();
});
