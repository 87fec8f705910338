/** The manual, which `npm install --global` puts beside the program. */
import { readFileSync } from 'node:fs';

import t from 'tap';

import { describeCommands } from '../../src/cli/commands/index.js';
import { manPage, manPagePath } from '../tools/man-page.js';
import { check, isInstalled } from './programs.js';

t.test('the manual is up to date; `npm run docs` writes it', async (t) => {
  t.equal(readFileSync(manPagePath, 'utf8'), await manPage());
});

t.test('mandoc accepts the manual, and prints every command and option', async (t) => {
  if (!isInstalled(t, 'mandoc', ['-h'])) return;
  const { output } = check('mandoc', ['-T', 'lint', '-W', 'warning', manPagePath]);
  // A date would change the text with each build.
  const remarks = output.split('\n').filter((line) => line !== '' && !line.includes('missing date'));
  t.strictSame(remarks, []);
  const { output: text } = check('mandoc', ['-T', 'utf8', '-O', 'width=200', manPagePath]);
  // A bold character is written twice, with a backspace in between.
  const plain = text.replaceAll(/.\x08/g, '');
  const lines = plain.split('\n').map((line) => line.trim());
  for (const { usage, definition } of await describeCommands()) {
    t.ok(plain.includes(`\n   ${usage}\n`), usage);
    for (const { flags } of definition?.options ?? [])
      t.ok(
        lines.some((line) => line === flags || line.startsWith(`${flags} `)),
        `${usage}: ${flags}`,
      );
  }
  t.match(plain, /^ +130, 143\n? +interrupted/m);
  t.match(plain, /OPENCTI_TOKEN_FILE/);
});
