import { readFileSync } from 'node:fs';
import t from 'tap';

import { importerLimits, limitsPath } from '../../tools/importer-limits.js';

t.test('src/stix/importer/limits.ts is generated from the fixture; npm run docs updates it', async (t) => {
  t.equal(readFileSync(limitsPath, 'utf8'), await importerLimits());
});
