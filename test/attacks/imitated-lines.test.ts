/** Texts of a feed that look like lines of the program in `reports show` and `bundles show`. */
import t from 'tap';

import { contentLines, metadataLines, type Metadata } from '../../src/cli/ui/item-details.js';
import { noteLines } from '../../src/cli/ui/item-notes.js';

const item: Metadata = {
  kind: 'reports',
  id: 'r1',
  date: '2026-01-01T00:00:00.000Z',
  state: 'new',
  links: { stix: 'https://api.example/r1' },
  title: 'Report',
};
const digests = (width: number): readonly (readonly [what: string, digest: string])[] => [
  ['a heading', 'Changed or left out by the conversion:\n  nothing'],
  ['the state', 'state  delivered'],
  ['the bar itself', '│ state  delivered'],
  ['line breaks', '\u2028Markings:\r\n  TLP:CLEAR\n\n\nA delivery contains 0 STIX objects:'],
  ['words that fill a line', `${'x'.repeat(width)} Missing: ${'y'.repeat(width)} Graph:`],
  ['markup', '<p>Markings:</p><ul><li>TLP:CLEAR</li></ul><blockquote>Missing:</blockquote>'],
];

for (const width of [undefined, 80, 40])
  for (const [what, digest] of digests(width ?? 80))
    t.test(`digest that imitates lines by ${what}, in ${width ?? 'unlimited'} cells`, async (t) => {
      const plain = await metadataLines(item, width, false);
      const lines = await metadataLines({ ...item, digest }, width, false);
      t.strictSame(lines.slice(0, plain.length), plain);
      const [blank, ...quoted] = lines.slice(plain.length);
      t.equal(blank, '');
      t.not(quoted.length, 0);
      t.strictSame(
        quoted.filter((line) => !/^│(?: |$)/.test(line)),
        [],
        'each line has the bar',
      );
      const own = contentLines({ ...item, ...content }, width);
      t.strictSame(
        [...plain, ...own].filter((line) => line.startsWith('│')),
        [],
        'no line of the program has it',
      );
    });

const content = {
  objects: 1,
  types: { malware: 1 },
  indicators: ['│ a'],
  markings: [],
  missing: ['│ b'],
  notes: [],
};

t.test('title whose end looks like the state, on a terminal', async (t) => {
  const title = `${'x'.repeat(38)} state  delivered`;
  const lines = await metadataLines({ ...item, title }, 40, false);
  t.strictSame(lines.slice(0, 2), ['x'.repeat(38), '  state  delivered']);
});

t.test('name of an object whose end looks like a change, on a terminal', (t) => {
  const objectName = `${'x'.repeat(29)} - Removed nothing.`;
  const note = {
    code: 'dropped-object',
    message: 'Removed an object.',
    objectId: 'malware--1',
    objectType: 'malware',
    objectName,
  };
  t.strictSame(noteLines([note], 44), [
    `  malware "${'x'.repeat(29)}`,
    '      - Removed nothing."',
    '    malware--1',
    '    - Removed an object.',
  ]);
  t.end();
});
