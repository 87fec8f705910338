/** Each conversion of a costly input ends, and sends little more than it reads. */
import t from 'tap';
import { convertDownload } from '../../src/converter/download.js';
import type { Conversion } from '../../src/stix/index.js';
import { textOf, type JsonObject } from '../../src/stix/json.js';
import { readPattern } from '../../src/stix/pattern/read.js';
import { referencesOf } from '../../src/stix/references/walk.js';
import { objectsOf } from '../stix/convert/convert-source.js';
import { longQuotes, manyEntries, manyMarkings, manyNames } from './costly-downloads.js';
import { conversionOf, longPatterns, longTexts, manyObjects, otherTexts, settings } from './costly-inputs.js';

const maxBundleBytes = 256 * 1024;
const mebibyte = 1024 * 1024;

/** Parts of a split item repeat at most half of themselves, and a quarter of a closed part is new. */
const mostGrowth = 8;

for (const { name, objects } of manyObjects) {
  t.test(`converts at the size of the source: ${name}`, (t) => {
    const given = objects(1_500);
    const { bundles } = conversionOf(given, { maxBundleBytes });
    const bytesIn = Buffer.byteLength(JSON.stringify(given));
    const bytesOut = bundles.reduce((sum, { json }) => sum + Buffer.byteLength(json), 0);
    // A sighting of many objects at many places becomes up to 8 MiB of sightings.
    const most = mostGrowth * bytesIn + (name.startsWith('sighting') ? 40 * mebibyte : 0);
    t.ok(bytesOut <= most, `${bytesOut} bytes of ${bytesIn}`);
    t.ok(bundles.length <= 1 + (8 * bytesOut) / maxBundleBytes, `${bundles.length} bundles`);
    const tooLarge = bundles.filter(
      ({ json, objects }) => objects > 3 && Buffer.byteLength(json) > maxBundleBytes,
    );
    t.equal(tooLarge.length, 0, 'bundles over the limit');
    t.end();
  });
}

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null;

/** Owner and target of each reference in the bundles of a conversion. */
function referencesIn({ bundles }: Conversion): ReadonlySet<string> {
  const references = bundles.flatMap(({ json }) =>
    objectsOf(json)
      .filter(isObject)
      .flatMap((object) =>
        referencesOf(object).map((reference) => `${textOf(object, 'id') ?? ''} ${reference}`),
      ),
  );
  return new Set(references);
}

/** Up to ten items that only one of both sets contains: tap compares and prints large sets slowly. */
function different(one: ReadonlySet<string>, other: ReadonlySet<string>): string[] {
  const items = [
    ...[...one].filter((item) => !other.has(item)),
    ...[...other].filter((item) => !one.has(item)),
  ];
  return items.slice(0, 10);
}

for (const { name, objects, isProduct } of manyObjects) {
  t.test(`loses no reference when it splits: ${name}`, (t) => {
    const given = objects(isProduct === true ? 80 : 400);
    const split = conversionOf(given, { maxBundleBytes: 64 * 1024 });
    const whole = referencesIn(conversionOf(given, { maxBundleBytes: Infinity }));
    t.strictSame(different(referencesIn(split), whole), []);
    const isComplete = !split.notes.some(({ code }) => code === 'incomplete-bundle');
    const outside = (isComplete ? split.bundles : []).flatMap((bundle) => {
      const ids = new Set(objectsOf(bundle.json).map(({ id }) => id));
      const references = [...referencesIn({ ...split, bundles: [bundle] })];
      return references.filter((reference) => !ids.has(reference.split(' ')[1]));
    });
    t.strictSame(outside.slice(0, 10), [], 'references to an object of another bundle');
    t.end();
  });
}

/** With a quadratic expression, a row takes minutes. */
const longText = 300_000;

for (const { name, objects } of longTexts) {
  t.test(`converts a long text in one pass: ${name}`, (t) => {
    const { bundles } = conversionOf(objects(longText));
    t.ok(bundles.reduce((sum, { json }) => sum + json.length, 0) < 4 * longText);
    t.end();
  });
}

for (const { name, objects } of longPatterns) {
  t.test(`reads a long pattern in one pass: ${name}`, (t) => {
    const [bundle] = conversionOf(objects(longText / 6)).bundles;
    t.match(bundle?.json, 'indicator--');
    t.end();
  });
}

for (const { name, text, read } of otherTexts) {
  t.test(`reads a long text in one pass: ${name}`, (t) => {
    t.not(read(text(longText)), undefined);
    t.end();
  });
}

for (const { name, stix } of manyEntries)
  t.test(`is refused before the conversion: ${name}`, (t) => {
    const source = { kind: 'bundles', id: '7' } as const;
    const read = (count: number) =>
      convertDownload({ source, stix: Buffer.from(stix(count)), settings: { ...settings, maxObjects: 200 } });
    // Merged, or without content: the conversion itself would end with fewer objects.
    t.match(read(201), {
      failure: {
        reason: 'conversion-limit',
        message: 'has 201 objects, more than teamt5.max_item_objects (200)',
      },
    });
    t.ok(read(100).ok);
    t.end();
  });

for (const { name, stix } of manyNames)
  t.test(`is refused before it is parsed: ${name}`, (t) => {
    const source = { kind: 'bundles', id: '7' } as const;
    const read = (count: number) => convertDownload({ source, stix: Buffer.from(stix(count)), settings });
    t.match(read(60_000), { failure: { message: 'has more than 50000 names of properties' } });
    t.ok(read(1000).ok);
    t.end();
  });

for (const { name, objects } of longQuotes)
  t.test(`shortens what notes quote: ${name}`, (t) => {
    const { notes, subjects } = conversionOf(objects(100_000));
    t.not(notes.length, 0);
    t.ok(JSON.stringify([notes, ...subjects]).length < 10_000);
    t.end();
  });

for (const { name, objects } of manyMarkings)
  t.test(`reads at most 1000 markings of a list or text: ${name}`, (t) => {
    const levelOf = (count: number): string | undefined => {
      const [sent] = conversionOf(objects(count)).bundles;
      return objectsOf(sent?.json ?? '').flatMap(({ type, name }) =>
        type === 'marking-definition' && typeof name === 'string' ? name : [],
      )[0];
    };
    t.strictSame([levelOf(1000), levelOf(1001)], ['TLP:GREEN', 'TLP:RED']);
    t.end();
  });

const longestPattern = 1024 * 1024;
const valid = (length: number): string => {
  const [before, after] = ["[file:name = '", "']"];
  return before + 'a'.repeat(length - before.length - after.length) + after;
};

for (const [excess, type] of [
  [0, 'stix'],
  [1, 'stix-invalid'],
] as const)
  t.test(`a pattern of the longest length and ${excess} characters arrives as ${type}`, (t) => {
    const given = valid(longestPattern + excess);
    const { bundles, notes } = conversionOf([
      {
        type: 'indicator',
        spec_version: '2.1',
        id: 'indicator--00000000-aaaa-4000-8000-000000000000',
        created: '2024-01-01T00:00:00.000Z',
        modified: '2024-01-01T00:00:00.000Z',
        valid_from: '2024-01-01T00:00:00.000Z',
        pattern: given,
        pattern_type: 'stix',
      },
    ]);
    const [indicator] = objectsOf(bundles[0]?.json ?? '').filter(({ type }) => type === 'indicator');
    t.equal(indicator?.pattern_type, type);
    t.ok(indicator?.pattern === given);
    t.equal(notes.filter(({ code }) => code === 'refused-by-platform').length, excess);
    t.end();
  });

for (const [steps, accepted] of [
  [1000, true],
  [1001, false],
] as const)
  t.test(`an object path of ${steps} steps is ${accepted ? '' : 'not '}read`, (t) => {
    t.equal(readPattern(`[a:b${'.a'.repeat(steps - 1)} = 'c']`).accepted, accepted);
    t.end();
  });

t.test('a literal of 10 MB in a pattern of STIX 2.0 does not exceed the stack', (t) => {
  const [input] = longTexts.filter(({ name }) => name === 'pattern of STIX 2.0: one literal');
  t.equal(conversionOf(input?.objects(10_000_000) ?? []).objects, 3);
  t.end();
});

/** A greedy expression needs memory for each character of a match, and its stack ends at about four million. */
const manyCharacters = 10_000_000;

for (const { name, text, read } of otherTexts.filter(({ name }) =>
  [
    'search: combining marks',
    'plainText: combining marks',
    'plainText: escape sequence of parameters',
  ].includes(name),
))
  t.test(`ten million characters do not exceed the stack: ${name}`, (t) => {
    const result = read(text(manyCharacters));
    t.ok(typeof result === 'string' && result.length < 100, String(result).slice(0, 100));
    t.end();
  });

t.test('ten million escape characters become a text of a limited length', (t) => {
  const [input] = otherTexts.filter(({ name }) => name === 'plainText: escape characters');
  const shown = input?.read(input.text(manyCharacters));
  t.ok(typeof shown === 'string' && shown.length < 2 * manyCharacters);
  t.end();
});
