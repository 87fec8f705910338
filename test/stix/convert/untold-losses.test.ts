import fc from 'fast-check';
import t from 'tap';
import { convert } from '../../../src/stix/index.js';
import type { Json } from '../../../src/stix/json.js';
import { corpus } from '../../tools/corpus.js';
import { runs } from '../../tools/runs.js';
import { brokenObjects, ownValues, validObjects } from './arbitrary-stix.js';
import { objectsOfBundle } from '../upgrade/samples.js';
import { address, malware, malwareId, settings } from './convert-source.js';
import { untoldLosses } from './untold-losses.js';

function losses(objects: readonly Json[]): string[] {
  const stix = { type: 'bundle', objects };
  return untoldLosses(objects, convert({ kind: 'bundles', id: '7', date: 1_705_314_600, stix }, settings));
}

t.test('the comparison finds a loss', (t) => {
  const sent = convert({ kind: 'bundles', id: '7', stix: [malware] }, settings);
  const told = { ...sent, notes: [{ code: 'dropped-property', objectId: malwareId, message: 'aliases' }] };
  const source = [{ ...malware, aliases: ['Korplug'] }];
  t.match(untoldLosses(source, sent), [/^malware--.*: aliases/]);
  t.same(untoldLosses(source, told), []);
  t.match(untoldLosses([malware, address], sent), [/^ipv4-addr--.* as a whole$/]);
  t.match(untoldLosses([{ ...malware, name: 'Sogu' }], sent), [/: name "Sogu" became "PlugX"/]);
  t.end();
});

t.test('every loss of a bundle of the corpus has a note', (t) => {
  for (const { name, stix } of corpus()) t.same(losses(objectsOfBundle(stix)), [], name);
  t.end();
});

const seed = Number(process.env.TEAMT5_STIX_SEED ?? 20_240_115);

for (const [what, objects] of [
  ['valid objects', validObjects],
  ['broken objects', brokenObjects],
  ['objects whose properties have invalid values', ownValues],
] as const)
  t.test(`every loss of ${what} has a note`, (t) => {
    t.comment(`TEAMT5_STIX_SEED=${seed}`);
    const property = fc.property(objects, (source) => {
      const untold = losses([...source]);
      if (untold.length > 0) throw new Error(untold.join('\n'));
    });
    t.doesNotThrow(() => fc.assert(property, { seed, numRuns: runs(400) }));
    t.end();
  });
