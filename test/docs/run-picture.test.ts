import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { projectRoot } from '../tools/paths.js';
import { runPicture, runPicturePath } from '../tools/run-picture.js';

t.test('the picture of a run in the README shows what a run prints; `npm run docs` writes it', async (t) => {
  const picture = await runPicture();
  t.match(picture, />2026-11-26 09:13:07 info {2}Done \(0\.2 s\)\. reports: 24 listed, 24 delivered;/);
  t.equal(readFileSync(runPicturePath, 'utf8'), picture);
});

t.test('the README shows both pictures with a text in their place', (t) => {
  const readme = readFileSync(join(projectRoot, 'README.md'), 'utf8');
  for (const path of ['docs/images/run.svg', 'docs/images/graph-light.jpg'])
    t.match(readme, new RegExp(`!\\[[^\\]]{20,}\\]\\(${path.replaceAll('.', '\\.')}\\)`));
  t.end();
});
