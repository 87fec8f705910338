/** Whatever value a property has, the importer refuses nothing that leaves the conversion. */
import fc from 'fast-check';
import t from 'tap';

import { convert } from '../../../src/stix/index.js';
import { propertiesOf } from '../../../src/stix/importer/known-properties.js';
import { directives, types } from '../../../src/stix/importer/limits.js';
import { words } from '../../../src/stix/importer/rows.js';
import { textOf, type Json, type JsonObject } from '../../../src/stix/json.js';
import { importBundles } from '../../sandbox/opencti/import/index.js';
import { contextFor, probeContext, probes } from '../../sandbox/opencti-probes.js';
import { runs } from '../../tools/runs.js';
import { anyJson } from '../convert/arbitrary-stix.js';
import { settings } from '../convert/convert-source.js';
import { notTaken } from './not-taken.js';

const seed = Number(process.env.TEAMT5_STIX_SEED ?? 20_240_115);
const numRuns = runs(400);

const context = probeContext();

/** One object of each type that the platform took. */
const bases = new Map<string, JsonObject>(
  probes()
    .toReversed()
    .flatMap(({ object, result }) => {
      const type = isObject(object) ? textOf(object, 'type') : undefined;
      return result === 'arrived' && isObject(object) && type !== undefined ? [[type, object] as const] : [];
    }),
);

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const commands = [...words(directives), 'merge_target_id', 'opencti_field_patch', 'x_any_ref', 'x_any_refs'];
const openctiExtension = 'extension-definition--ea279b3e-5c71-4632-ac08-831c66a786ba';

/** Values beside any JSON that many properties take, or nearly take. */
const values = fc.oneof(
  anyJson,
  fc.constantFrom<Json>(
    ...['9.8', 'true', 'AS64500', '2024-01-01', '2024-01-01T00:00:00Z', 'unknown', ' ', '\ud800'],
    ...[2 ** 31, -1, 1.5, 101, 1e300, true, [], {}, [null], ['', ' '], [[]]],
    [{ value: 'x' }],
    [{ name: 'x', score: '5' }],
    ...context.map(({ id }) => id),
    context.map(({ id }) => id),
  ),
);

const changedObjects = fc
  .constantFrom(...Object.keys(types).filter((type) => bases.has(type)))
  .chain((type) => {
    const names = [...(propertiesOf(type)?.keys() ?? []), ...commands].filter((name) => name !== 'type');
    const changes = fc.array(fc.tuple(fc.constantFrom(...names), values, fc.boolean()), {
      minLength: 1,
      maxLength: 4,
    });
    return changes.map((all) => changed(bases.get(type) ?? {}, all));
  });

function changed(base: JsonObject, changes: readonly (readonly [string, Json, boolean])[]): JsonObject {
  const top = changes.flatMap(([name, value, inExtension]) => (inExtension ? [] : [[name, value] as const]));
  const extension = changes.flatMap(([name, value, inExtension]): (readonly [string, Json])[] =>
    inExtension ? [[name.replace(/^x_opencti_/, ''), value]] : [],
  );
  const extensions = extension.length > 0 ? { [openctiExtension]: Object.fromEntries(extension) } : undefined;
  return { ...base, ...(extensions && { extensions }), ...Object.fromEntries(top) };
}

t.test('nothing that leaves the conversion is refused by the importer', (t) => {
  t.comment(`TEAMT5_STIX_SEED=${seed}, ${numRuns} runs, ${bases.size} types`);
  const property = fc.property(changedObjects, (object) => {
    const others = contextFor(object, context).filter(({ id }) => id !== object.id);
    const { bundles } = convert(
      {
        kind: 'bundles',
        id: '7',
        date: 1_709_251_200,
        stix: { type: 'bundle', objects: [...others, object] },
      },
      settings,
    );
    const failures = notTaken(importBundles(bundles.map(({ json }) => json)));
    if (failures.length > 0) throw new Error(failures.join('\n'));
  });
  t.doesNotThrow(() => fc.assert(property, { seed, numRuns }));
  t.end();
});
