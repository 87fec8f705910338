/** States of released versions, which every later version reads (docs/operations.md#upgrade). */
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { openStateStore, readConnectorState, writeConnectorState } from '../../src/state/index.js';
import { fixturePath } from '../tools/paths.js';
import { valueAt } from '../tools/value-at.js';

const versions = readdirSync(fixturePath('states'));
t.ok(versions.includes('0.1.0'), 'finds states');

for (const version of versions) {
  const folder = fixturePath('states', version);
  const expected: unknown = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));

  t.test(
    `reads the state file and the journal of ${version} without a loss, and stores them again`,
    async (t) => {
      const directory = t.testdir();
      for (const name of ['state.json', 'state.journal']) cpSync(join(folder, name), join(directory, name));
      const store = await openStateStore({ directory, name: 'state' });
      const loaded = store.ok ? store.value.load() : store;
      t.strictSame(loaded, { ok: true, value: expected });
      if (!store.ok || !loaded.ok || loaded.value === undefined) return;
      t.ok(store.value.save(loaded.value).ok);
      t.strictSame(store.value.load(), { ok: true, value: expected });
    },
  );

  t.test(`reads what ${version} stored in OpenCTI, and stores the same`, (t) => {
    const text = readFileSync(join(folder, 'connector-state.json'), 'utf8').trim();
    const read = readConnectorState(text);
    if (read.type === 'ours') t.strictSame(JSON.parse(writeConnectorState(read.state)), JSON.parse(text));
    else t.fail(`it is read as ${read.type}`);
    t.ok(valueAt(JSON.parse(text), 'teamt5_opencti', 'imports'), 'with all parts');
    t.end();
  });
}
