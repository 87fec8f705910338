/** Generated STIX: valid objects by the project's own tables, damaged ones, and any JSON. */
import fc from 'fast-check';
import type { Json, JsonObject } from '../../../src/stix/json.js';
import { types as limits } from '../../../src/stix/importer/limits.js';
import { propertiesOf, requiredProperties } from '../../../src/stix/importer/known-properties.js';
import type { PropertyType } from '../../../src/stix/schema/property-types.js';

const types = Object.keys(limits).filter((type) => type !== 'marking-definition');

/** Other objects do not refer to these, which refer to others, so that no cycle remains without an anchor. */
const statements = new Set(['relationship', 'sighting', 'note', 'opinion', 'observed-data']);

const hash = { 'SHA-256': 'a'.repeat(64) };
const times = ['2024-01-01T00:00:00.000Z', '2024-02-03T04:05:06.789Z'];

const candidates: readonly Json[] = [
  ...['some text', 'Ω 攻擊 <b>', 'PlugX', 'unknown', 'malicious-activity', 'uses', 'agree', 'strongly-agree'],
  ...[true, false, 0, 1, 50, 0.5, -7, 70_000, 'c0ffee', 'Zm9v', ...times],
  ...[['one'], ['one', 'two'], { key: 'text' }, { key: ['text'] }, hash],
  [{ source_name: 'blog', url: 'https://blog.example/1' }],
  [{ kill_chain_name: 'lockheed-martin-cyber-kill-chain', phase_name: 'delivery' }],
  [{ name: 'value', data: 'data', data_type: 'REG_SZ' }],
  { 'ntfs-ext': { sid: '1234567' } },
];

/** Values that are valid only beside another property, or only in the platform's form. */
const fixedValues = new Map<string, readonly Json[]>([
  ['created', times.slice(0, 1)],
  ['modified', times.slice(1)],
  ['external_references', [[{ source_name: 'blog', url: 'https://blog.example/1' }]]],
  [
    'pattern',
    ["[domain-name:value = 'c2.example']", "([file:size > 5] FOLLOWEDBY [file:name = 'a']) WITHIN 5 SECONDS"],
  ],
  ['pattern_type', ['stix', 'yara', 'sigma']],
  ['identity_class', ['group', 'individual', 'organization']],
  ['x_opencti_main_observable_type', ['Domain-Name', 'StixFile']],
  ['x_opencti_location_type', ['City', 'Country']],
  ['x_opencti_type', ['Threat-Actor-Group', 'Threat-Actor-Individual']],
  ['latitude', []],
  ['longitude', []],
  ['precision', []],
  ['is_multipart', [false]],
  ['is_active', [false]],
  ['body_multipart', []],
]);

const plainValues = new Map([
  ['ipv4-addr', ['198.51.100.7']],
  ['ipv6-addr', ['2001:db8::7']],
  ['domain-name', ['c2.example']],
  ['hostname', ['host-7']],
  ['email-addr', ['somebody@mail.example']],
  ['mac-addr', ['00:53:00:00:00:07']],
  ['url', ['https://c2.example/x']],
]);
const plainText = ['some text'];

export function isRead(type: PropertyType, value: Json): boolean {
  let faults = 0;
  const read = type.read(value, () => (faults += 1));
  return faults === 0 && read !== undefined && JSON.stringify(read) === JSON.stringify(value);
}

const accepted = new WeakMap<readonly Json[], WeakMap<PropertyType, readonly Json[]>>();

/** Remembered for each list, because every generated object needs it. */
function acceptedOf(values: readonly Json[], kind: PropertyType): readonly Json[] {
  let ofList = accepted.get(values);
  if (ofList === undefined) accepted.set(values, (ofList = new WeakMap()));
  let found = ofList.get(kind);
  if (found === undefined) ofList.set(kind, (found = values.filter((value) => isRead(kind, value))));
  return found;
}

const formsOfType = new Map<string, readonly Json[]>();

/** Alone and in a list: each object of the type is accepted like this one. */
function referenceForms(type: string): readonly Json[] {
  const known = formsOfType.get(type);
  if (known !== undefined) return known;
  const id = `${type}--${uuid(0)}`;
  const forms = [id, [id]];
  formsOfType.set(type, forms);
  return forms;
}

function acceptedReferences(targets: readonly Seed[], kind: PropertyType): readonly Json[] {
  const forms = targets.map(({ type, id }) =>
    acceptedOf(referenceForms(type), kind).map((form) => (typeof form === 'string' ? id : [id])),
  );
  const ids = targets.map(({ id }) => id);
  const acceptsAll = ids.length > 1 && forms.every((of) => of.some(Array.isArray)) && isRead(kind, ids);
  return [...forms.flat(), ...(acceptsAll ? [ids] : [])];
}

const uuid = (n: number): string => `${n.toString(16).padStart(8, '0')}-1111-4222-8333-444455556666`;

interface Seed {
  readonly type: string;
  readonly id: string;
}

const seeds: fc.Arbitrary<readonly Seed[]> = fc
  .array(fc.constantFrom(...types), { minLength: 1, maxLength: 12 })
  .map((chosen) => chosen.map((type, n) => ({ type, id: `${type}--${uuid(n)}` })));

/** The tables accept each object unchanged. */
export const validObjects: fc.Arbitrary<readonly JsonObject[]> = seeds.chain((all) =>
  fc.tuple(...all.map((seed) => validObject(seed, all))).map((objects) => objects.filter(hasItsReferences)),
);

function validObject({ type, id }: Seed, all: readonly Seed[]): fc.Arbitrary<JsonObject> {
  const targets = all.filter((other) => other.id !== id && !statements.has(other.type));
  const required = requiredProperties(type);
  const model: Record<string, fc.Arbitrary<Json | undefined>> = {};
  for (const [name, kind] of propertiesOf(type) ?? []) {
    const fixed = name === 'value' ? (plainValues.get(type) ?? plainText) : fixedValues.get(name);
    const taken =
      fixed === undefined
        ? [...acceptedOf(candidates, kind), ...acceptedReferences(targets, kind)]
        : acceptedOf(fixed, kind);
    if (taken.length === 0) continue;
    const value = fc.constantFrom(...taken);
    // Few optional properties: an object with all of them hides the effect of a missing one.
    model[name] = required.includes(name)
      ? value
      : fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
  }
  return fc.record(model).map((object) => ({ ...withoutUndefined(object), type, spec_version: '2.1', id }));
}

function withoutUndefined(object: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

/** There can be nothing to refer to. */
function hasItsReferences(object: JsonObject): boolean {
  const type = typeof object.type === 'string' ? object.type : '';
  return requiredProperties(type).every((name) => object[name] !== undefined);
}

const oddKeys = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'type',
  'id',
  'objects',
  'x_custom_ref',
];
const oddTexts = [
  '',
  ' ',
  '__proto__',
  'constructor',
  'malware--1',
  'a\ud83db',
  'hxxp://c2[.]example',
  '2024-02-30',
];

/** Includes keys and words that are special to programs. */
export const anyJson: fc.Arbitrary<Json> = fc.letrec<{ json: Json }>((tie) => {
  const key = fc.oneof(fc.constantFrom(...oddKeys), fc.string({ maxLength: 8 }));
  return {
    json: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom<Json>(null, true, false, ...oddTexts, ...candidates),
      fc.double(),
      fc.array(tie('json'), { maxLength: 4 }),
      // Such entries make an own property of `__proto__`, as JSON.parse does.
      fc.array(fc.tuple(key, tie('json')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
    ),
  };
}).json;

const mistakes: readonly Json[] = [
  ...[
    '',
    ' ',
    'Remote Access Trojan',
    'not a url',
    '2024-02-30',
    '2023-12-31T00:00:00Z',
    '999.1.1.1',
    -91,
    181,
  ],
  ...[
    null,
    [],
    {},
    [null],
    ['one', 7, null],
    { sha256: 'B'.repeat(64), 'SHA-256': 'c'.repeat(64), MD5: 'zz' },
  ],
  [{ source_name: 'blog' }, { source_name: 'x', external_id: 'V-1', url: 'not a url' }, { external_id: ' ' }],
  [
    { marking_ref: `marking-definition--${uuid(99)}`, selectors: ['name'] },
    { lang: 'en', selectors: ['gone'] },
  ],
  [{ body: 'part', content_type: 'text/plain' }],
  { 'archive-ext': { contains_refs: ['file--1'], comment: 'x' }, 'pdf-ext': { version: 7 } },
];

const anyValues = [...candidates, ...mistakes];

/** Each property has a value, valid for it or not. */
export const ownValues: fc.Arbitrary<readonly Json[]> = seeds.chain((all) =>
  fc.tuple(...all.map(({ type, id }) => objectWithAnyValues(type, id, all))),
);

function objectWithAnyValues(type: string, id: string, all: readonly Seed[]): fc.Arbitrary<JsonObject> {
  const targets: Json[] = all.flatMap((one) => [one.id, [one.id, one.id, `${one.type}--${uuid(77)}`]]);
  const values = [...anyValues, ...targets];
  const anyValue = fc.constantFrom(...values);
  const model: Record<string, fc.Arbitrary<Json | undefined>> = {};
  for (const [name, kind] of propertiesOf(type) ?? []) {
    const own = [...acceptedOf(anyValues, kind), ...acceptedReferences(all, kind)];
    const value = own.length > 0 ? fc.constantFrom(...own) : anyValue;
    model[name] = requiredProperties(type).includes(name)
      ? fc.oneof({ weight: 9, arbitrary: value }, { weight: 1, arbitrary: anyValue })
      : fc.oneof(
          { weight: 4, arbitrary: fc.constant(undefined) },
          { weight: 2, arbitrary: value },
          { weight: 1, arbitrary: anyValue },
        );
  }
  const version = fc.constantFrom('2.0', '2.1', '2.1');
  return fc
    .tuple(fc.record(model), version)
    .map(([object, spec_version]) => ({ ...withoutUndefined(object), type, spec_version, id }));
}

/** Damaged, duplicated, removed or converted to STIX 2.0. */
export const brokenObjects: fc.Arbitrary<readonly Json[]> = validObjects.chain((objects) =>
  fc.tuple(...objects.map(brokenObject)).map((pieces) => pieces.flat()),
);

function brokenObject(object: JsonObject): fc.Arbitrary<readonly Json[]> {
  const keys = fc.constantFrom(
    ...Object.keys(object),
    ...oddKeys,
    'object_refs',
    'hashes',
    'granular_markings',
  );
  const changed = fc
    .array(fc.tuple(keys, anyJson), { minLength: 1, maxLength: 3 })
    .map((entries) => Object.fromEntries([...Object.entries(object), ...entries]));
  const without = keys.map((gone) =>
    Object.fromEntries(Object.entries(object).filter(([key]) => key !== gone)),
  );
  const old = fc.constant({
    ...object,
    spec_version: '2.0',
    labels: ['trojan', null],
    valid_from: '2024-01-01',
  });
  const marked = fc
    .constantFrom('613f2e26-407d-48c7-9eca-b8e91df99dc9', '5e57c739-391a-4eb3-b6be-7d15ca92d5ed', uuid(99))
    .map((marking) => ({ ...object, object_marking_refs: [`marking-definition--${marking}`] }));
  return fc.oneof(
    { weight: 6, arbitrary: fc.constant([object]) },
    { weight: 2, arbitrary: changed.map((one) => [one]) },
    { weight: 2, arbitrary: changed.map((one) => [one, object]) },
    { weight: 1, arbitrary: without.map((one) => [one]) },
    { weight: 1, arbitrary: old.map((one) => [one]) },
    { weight: 1, arbitrary: marked.map((one) => [one]) },
    { weight: 1, arbitrary: anyJson.map((one) => [one, embedding(object)]) },
    { weight: 1, arbitrary: fc.constant([]) },
  );
}

function embedding(object: JsonObject): JsonObject {
  const id = typeof object.id === 'string' ? object.id.replace(/^.*--/, 'observed-data--') : '';
  return { type: 'observed-data', id, number_observed: 1, objects: { '0': { ...object, id: null } } };
}

export const deep = (value: Json): Json => {
  let nested = value;
  for (let level = 0; level < 10_000; level += 1) nested = level % 2 === 0 ? [nested] : { x_more: nested };
  return nested;
};
