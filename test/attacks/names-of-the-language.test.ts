/** Names that every object of JavaScript has: they are neither known nor an exception, in the conversion and in the stand-in. */
import t from 'tap';

import { importBundles } from '../sandbox/opencti/import/index.js';
import { observablesOf, storedPattern } from '../sandbox/opencti/import/indicator-patterns.js';
import { convert } from '../../src/stix/index.js';
import { settings } from '../stix/convert/convert-source.js';

const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];
const uuid = '00000000-aaaa-4000-8000-000000000000';
const times = { created: '2024-01-01T00:00:00.000Z', modified: '2024-01-01T00:00:00.000Z' };

/** Also sets `__proto__` as a property, as `JSON.parse` does. */
const objectOf = (
  type: string,
  properties: readonly (readonly [name: string, value: unknown])[],
): unknown => {
  const given = Object.entries({ type, spec_version: '2.1', id: `${type}--${uuid}`, ...times, name: 'x' });
  const texts = [...given, ...properties].map(
    ([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`,
  );
  return JSON.parse(`{${texts.join()}}`);
};

function arrived(objects: readonly unknown[]): number {
  const { bundles } = convert(
    { kind: 'bundles', id: '1', date: 1, stix: { type: 'bundle', objects } },
    settings,
  );
  const { objects: imported } = importBundles(bundles.map(({ json }) => json));
  return imported.filter(({ result }) => result.startsWith('arrived')).length;
}

const patterns = (name: string): readonly string[] => [
  `[${name}:value = 'x']`,
  `[file:${name} = 'x']`,
  `[file:hashes.${name} = 'x']`,
  `[file:hashes.'${name}' != 'x']`,
  `[ipv4-addr:${name}.${name} = 'x']`,
  `[NOT EXISTS ${name}:${name}]`,
];

const wordsOf: readonly (readonly [type: string, property: string, isList: boolean])[] = [
  ['malware', 'malware_types', true],
  ['malware', 'capabilities', true],
  ['threat-actor', 'roles', true],
  ['threat-actor', 'sophistication', false],
  ['identity', 'sectors', true],
  ['infrastructure', 'infrastructure_types', true],
];

for (const name of names) {
  t.test(`${name} in a pattern`, (t) => {
    for (const pattern of patterns(name)) {
      t.strictSame(observablesOf(pattern), [], pattern);
      t.type(storedPattern('stix', pattern), 'string', pattern);
      const indicator = [
        ['pattern', pattern],
        ['valid_from', times.created],
      ] as const;
      t.ok(arrived([objectOf('indicator', [...indicator, ['pattern_type', 'stix']])]) > 0, pattern);
      t.ok(arrived([objectOf('indicator', [...indicator, ['pattern_type', name]])]) > 0, pattern);
    }
    t.equal(storedPattern(name, 'any text'), 'any text');
    t.end();
  });
  for (const [type, property, isList] of wordsOf)
    t.test(`${name} as a word of ${property}, a property and a key`, (t) => {
      const object = objectOf(type, [
        [property, isList ? [name] : name],
        [name, name],
        ['x_dictionary', { [name]: name }],
        ['is_family', true],
      ]);
      t.ok(arrived([object]) > 0);
      t.end();
    });
  t.test(`${name} as a type, an id and a kind of relationship`, (t) => {
    const relationship = objectOf('relationship', [
      ['relationship_type', name],
      ['source_ref', `${name}--${uuid}`],
      ['target_ref', `malware--${uuid}`],
    ]);
    const malware = objectOf('malware', [['is_family', true]]);
    t.equal(arrived([objectOf(name, []), relationship, malware]), arrived([malware]));
    t.end();
  });
}

for (const [given, sent] of [
  ["[IPV4-ADDR:VALUE = '198.51.100.1']", "[ipv4-addr:value = '198.51.100.1']"],
  ["[file:NAME = 'a' AND file:x_Own = 'b']", "[file:name = 'a' AND file:x_Own = 'b']"],
] as const)
  t.test(`letter case that matches nothing is corrected: ${given}`, (t) => {
    const indicator = objectOf('indicator', [
      ['pattern', given],
      ['valid_from', times.created],
      ['pattern_type', 'stix'],
    ]);
    const stix = { type: 'bundle', objects: [indicator] };
    const { bundles, notes } = convert({ kind: 'bundles', id: '1', date: 1, stix }, settings);
    t.ok(bundles[0]?.json.includes(JSON.stringify(sent)));
    t.ok(notes.some(({ message }) => message.includes('property names')));
    t.end();
  });
