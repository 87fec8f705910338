import t from 'tap';

import { noteLines } from '../../src/cli/ui/item-notes.js';
import { caseObjects } from '../stix/cases/case-objects.js';
import { createLocalRig } from '../tools/local-rig.js';

const malwareId = (n: number) => `malware--00000000-0000-4000-8000-0000000000${n}`;
const marking = (n: number) => `marking-definition--00000000-0000-4000-8000-00000000000${n}`;
const bundle = {
  type: 'bundle',
  id: 'bundle--1',
  objects: [
    ...caseObjects('F09-tlp-fails-open'),
    {
      type: 'x-vendor-note',
      id: 'x-vendor-note--00000000-0000-4000-8000-000000000001',
      spec_version: '2.1',
      name: '內部',
    },
    {
      type: 'malware',
      id: malwareId(16),
      spec_version: '2.1',
      created: '2024-01-15T10:30:00.000Z',
      modified: '2024-01-15T10:30:00.000Z',
      name: 'Example Malware 16',
      is_family: 'yes',
      object_marking_refs: [marking(9)],
    },
  ],
};

t.test('show names each object with its changes, those that lost most first', async (t) => {
  const rig = await createLocalRig(t);
  rig.threatVision.addBundle({ id: 'f09', date: 1_760_000_000, stix: JSON.stringify(bundle) });
  const run = await rig.call(['bundles', 'show', 'f09']);
  t.equal(run.code, 0, run.stderr);
  t.match(
    run.stdout,
    `Changed or left out by the conversion:
  malware "Example Malware 16"
    ${malwareId(16)}
    - Removed the property is_family: STIX 2.1 or OpenCTI does not allow its value.
    - Marked TLP:RED: the marking ${marking(9)} is not in the bundle, so its level is unknown.
  x-vendor-note "內部"
    x-vendor-note--00000000-0000-4000-8000-000000000001
    - OpenCTI does not import objects of type x-vendor-note.
  malware "Example Malware 15"
    ${malwareId(15)}
    - Changed the property object_marking_refs from a text to a list.
  marking-definition
    ${marking(1)}
    - Replaced by OpenCTI's marking TLP:AMBER+STRICT.
  marking-definition
    ${marking(3)}
    - Replaced by OpenCTI's marking TLP:AMBER+STRICT.
`,
  );
  const json = await rig.call(['bundles', 'show', 'f09', '--json']);
  t.match(json.json(), {
    notes: [
      { code: 'changed-property', objectId: malwareId(15), objectName: 'Example Malware 15' },
      { code: 'dropped-property', objectType: 'malware', objectName: 'Example Malware 16' },
      { code: 'dropped-type', objectType: 'x-vendor-note', objectName: '內部' },
      { code: 'replaced-marking' },
      { code: 'replaced-marking' },
      { code: 'unknown-marking', objectId: malwareId(16) },
    ],
  });
});

t.test('a run logs one warning for an item with markings that cannot be read', async (t) => {
  const rig = await createLocalRig(t);
  rig.threatVision.addBundle({ id: 'f09', date: 1_760_000_000, stix: JSON.stringify(bundle) });
  const run = await rig.call(['bundles', 'push', 'f09', '--log-level', 'warn']);
  t.equal(run.code, 0, run.stderr);
  t.match(run.stderr, 'bundle f09: TLP:RED, because 1 marking cannot be read (bundles show f09 lists them)');
});

t.test('a terminal shows the first objects and changes with a count of the rest, within its width', (t) => {
  const notes = Array.from({ length: 14 }, (_, n) =>
    Array.from({ length: 7 }, (_, change) => ({
      code: 'dropped-property',
      objectId: malwareId(10 + n),
      objectType: 'malware',
      objectName: `Malware ${'long '.repeat(20)}${n}`,
      message: `Removed the property x_${change}: ${'STIX 2.1 does not allow it. '.repeat(3)}`,
    })),
  ).flat();
  const lines = noteLines(notes, 80);
  t.ok(lines.every((line) => line.length <= 80));
  t.equal(lines.filter((line) => line.startsWith('    malware--')).length, 10);
  t.equal(lines.filter((line) => line === '    … and 2 more changes').length, 10);
  t.equal(lines.at(-1), '  … and 4 more objects (--json has all)');
  t.equal(noteLines(notes, Infinity).filter((line) => line.startsWith('    - ')).length, 14 * 7);
  t.end();
});

t.test('a note without an object stands alone', (t) => {
  const note = { code: 'dropped-null', message: 'Removed a null from the list of objects.' };
  t.same(noteLines([note, note], 80), ['  Removed a null from the list of objects.']);
  t.end();
});
