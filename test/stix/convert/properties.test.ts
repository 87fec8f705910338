/** Properties of every conversion, on generated sources. A failure prints its smallest case. */
import fc from 'fast-check';
import t from 'tap';
import { convert, type BundleSource, type Conversion, type ReportSource } from '../../../src/stix/index.js';
import { isJsonObject, textOf, textsOf, type Json, type JsonObject } from '../../../src/stix/json.js';
import { knownTlp } from '../../../src/stix/markings/tlp.js';
import { referencesOf } from '../../../src/stix/references/walk.js';
import { propertiesOf, requiredProperties } from '../../../src/stix/importer/known-properties.js';
import { runs } from '../../tools/runs.js';
import { anyJson, brokenObjects, deep, isRead, validObjects } from './arbitrary-stix.js';
import { author, objectsOf, reportSource, settings } from './convert-source.js';

const seed = Number(process.env.TEAMT5_STIX_SEED ?? 20_240_115);

/** The values depend only on the seed. */
function holds<T>(name: string, usual: number, values: fc.Arbitrary<T>, property: (value: T) => void): void {
  t.test(name, (t) => {
    const numRuns = runs(usual);
    t.comment(`TEAMT5_STIX_SEED=${seed}, ${numRuns} runs`);
    t.doesNotThrow(() => fc.assert(fc.property(values, property), { seed, numRuns }));
    t.end();
  });
}

function expect(holdsTrue: boolean, what: string): void {
  if (!holdsTrue) throw new Error(what);
}

type Source = ReportSource | BundleSource;

function sources(stix: Json): readonly Source[] {
  return [reportSource(undefined, { stix }), { kind: 'bundles', id: '7', date: 1_705_314_600, stix }];
}

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null;

function bundles({ bundles }: Conversion): JsonObject[][] {
  return bundles.map(({ json }) => objectsOf(json).filter(isObject));
}

const idOf = (object: JsonObject): string => textOf(object, 'id') ?? '';
const texts = (conversion: Conversion): string => conversion.bundles.map(({ json }) => json).join('\n');
const propertyName = /^[a-z][a-z0-9_]{2,249}$/;

function checkSchema(object: JsonObject): void {
  const type = textOf(object, 'type') ?? '';
  const known = propertiesOf(type);
  expect(known !== undefined, `${type} is no type`);
  for (const name of requiredProperties(type))
    expect(object[name] !== undefined, `${idOf(object)} lacks ${name}`);
  for (const [name, value] of Object.entries(object)) {
    const kind = known?.get(name);
    const good = kind === undefined ? propertyName.test(name) : isRead(kind, value ?? null);
    expect(good, `${idOf(object)}: ${name} is ${JSON.stringify(value)}`);
  }
}

function checkBundle(objects: readonly JsonObject[]): void {
  const ids = new Set(objects.map(idOf));
  expect(ids.size === objects.length, 'an id twice');
  for (const object of objects) {
    checkSchema(object);
    for (const reference of referencesOf(object))
      expect(ids.has(reference), `${idOf(object)} refers to ${reference}`);
    if (object.type === 'sighting')
      expect(
        textsOf(object, 'where_sighted_refs').length === 1 && object.observed_data_refs === undefined,
        `${idOf(object)} is more than one sighting`,
      );
    if (object.type === 'marking-definition') continue;
    const levels = textsOf(object, 'object_marking_refs').filter((marking) => knownTlp.has(marking));
    expect(levels.length === 1, `${idOf(object)} has ${levels.length} TLP levels`);
  }
}

const stixObjects = fc.oneof(brokenObjects, validObjects);

holds('converts any JSON to STIX that the tables accept', 300, anyJson, (stix) => {
  for (const source of sources(stix)) bundles(convert(source, settings)).forEach(checkBundle);
});

holds('converts a list of any JSON likewise', 100, fc.array(anyJson), (objects) => {
  for (const source of sources({ type: 'bundle', objects }))
    bundles(convert(source, settings)).forEach(checkBundle);
});

holds(
  'accepts 10,000 levels in any position',
  20,
  fc.tuple(stixObjects, anyJson, fc.nat()),
  ([objects, json, at]) => {
    const more = objects.map((object, n) =>
      n === at % objects.length && isJsonObject(object)
        ? { ...object, x_more: deep(json), name: deep(json) }
        : object,
    );
    for (const source of sources([...more, deep(json)]))
      bundles(convert(source, settings)).forEach(checkBundle);
  },
);

holds('schema, references and TLP are valid for any damage', 150, stixObjects, (objects) => {
  for (const source of sources([...objects])) bundles(convert(source, settings)).forEach(checkBundle);
});

holds('each bundle of a split item is complete', 150, stixObjects, (objects) => {
  for (const source of sources([...objects]))
    bundles(convert(source, { ...settings, maxBundleBytes: 3_000 })).forEach(checkBundle);
});

holds('converts its own output to the same output', 80, stixObjects, (objects) => {
  for (const source of sources([...objects])) {
    const first = convert(source, settings);
    const second = convert({ ...source, stix: { objects: bundles(first).flat() } }, settings);
    expect(texts(second) === texts(first), `${texts(first)}\nbecame\n${texts(second)}`);
  }
});

const shuffled = stixObjects.chain((objects) =>
  fc.tuple(fc.constant(objects), fc.shuffledSubarray([...objects], { minLength: objects.length })),
);

holds('the order of the objects does not change the result', 80, shuffled, ([objects, others]) => {
  const [source, other] = [sources([...objects]), sources([...others])];
  for (const [n, one] of source.entries()) {
    const first = convert(one, settings);
    const second = convert(other[n] ?? one, settings);
    expect(texts(second) === texts(first), `${texts(first)}\nbecame\n${texts(second)}`);
    expect(JSON.stringify(second.notes) === JSON.stringify(first.notes), 'other notes');
  }
});

const ours = new Set([
  'created_by_ref',
  'x_opencti_created_by_ref',
  'object_marking_refs',
  'granular_markings',
]);

holds('keeps a valid object unchanged, or names it in a note', 150, validObjects, (objects) => {
  for (const source of sources([...objects])) {
    const conversion = convert(source, settings);
    const sent = new Map(bundles(conversion).flatMap((all) => all.map((one) => [idOf(one), one] as const)));
    const told = new Set(conversion.notes.map(({ objectId }) => objectId));
    for (const object of objects) {
      const id = idOf(object);
      if (told.has(id) || id === author) continue;
      const output = sent.get(id);
      expect(output !== undefined, `${id} is lost`);
      for (const [name, value] of Object.entries(object)) {
        if (ours.has(name)) continue;
        expect(
          JSON.stringify(output?.[name]) === JSON.stringify(value),
          `${id}: ${name} ${JSON.stringify(value)} became ${JSON.stringify(output?.[name])}`,
        );
      }
    }
  }
});
