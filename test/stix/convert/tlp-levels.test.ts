/** No spelling of a TLP makes an object less restricted than its source or the configuration demands. */
import fc from 'fast-check';
import t from 'tap';
import type { TlpLevel } from '../../../src/stix/index.js';
import { tlpIds } from '../../../src/stix/ids/standard.js';
import { runs } from '../../tools/runs.js';
import { anyJson } from './arbitrary-stix.js';
import { malware, malwareId, sent } from './convert-source.js';

const seed = Number(process.env.TEAMT5_STIX_SEED ?? 20_240_115);
const levels: readonly TlpLevel[] = ['clear', 'green', 'amber', 'amber+strict', 'red'];
const strictness = (level: TlpLevel): number => levels.indexOf(level);
const markingId = 'marking-definition--aaaaaaaa-0000-4000-8000-000000000001';

function sentLevel(marking: object, configured: TlpLevel, refs: unknown = [markingId]): TlpLevel {
  const { byId } = sent(
    [
      {
        type: 'marking-definition',
        spec_version: '2.1',
        created: malware.created,
        ...marking,
        id: markingId,
      },
      { ...malware, object_marking_refs: refs },
    ],
    { tlp: configured },
  );
  const sentRefs = byId.get(malwareId)?.object_marking_refs;
  const found = levels.filter((level) => Array.isArray(sentRefs) && sentRefs.includes(tlpIds[level]));
  const [only] = found;
  if (only === undefined || found.length > 1) throw new Error(`${JSON.stringify(sentRefs)} is not one level`);
  if (!byId.has(tlpIds[only])) throw new Error(`${only} is not in the bundle`);
  return only;
}

const separator = fc.stringMatching(/^[ _:+\-]{0,3}$/);
const level = fc.constantFrom(...levels);
const anyCase = (text: string): fc.Arbitrary<string> =>
  fc
    .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
    .map((upper) =>
      upper.map((isUpper, at) => (isUpper ? text.charAt(at).toUpperCase() : text.charAt(at))).join(''),
    );

const spelling = level.chain((own) =>
  fc.tuple(
    fc.constant(own),
    fc
      .tuple(fc.constantFrom('tlp', 'TLP:', 'ＴＬＰ：', 'tlp_2.0 '), separator, separator, separator)
      .chain(([label, one, two, end]) =>
        anyCase(own.replace('+', '\0')).map((word) => `${label}${one}${word.replace('\0', two)}${end}`),
      ),
  ),
);

const forms: readonly ((text: string) => object)[] = [
  (text) => ({ definition_type: 'tlp', definition: { tlp: text } }),
  (text) => ({ definition_type: 'TLP', definition: text }),
  (text) => ({ definition_type: 'statement', definition: { statement: text } }),
  (text) => ({ name: text }),
  (text) => ({ x_opencti_definition_type: 'TLP', x_opencti_definition: text }),
];
const form = fc.constantFrom(...forms);

t.test('each spelling of a level is this level, unless the configured one is stricter', (t) => {
  const property = fc.property(spelling, form, level, ([own, text], formOf, configured) => {
    const expected = strictness(configured) > strictness(own) ? configured : own;
    const actual = sentLevel(formOf(text), configured);
    if (actual !== expected) throw new Error(`${text} is ${actual}`);
  });
  t.doesNotThrow(() => fc.assert(property, { seed, numRuns: runs(300) }));
  t.end();
});

t.test('any text after "TLP" means TLP:RED unless it names a level', (t) => {
  const words: Readonly<Record<TlpLevel, RegExp>> = {
    clear: /clear|white/i,
    green: /green/i,
    amber: /amber/i,
    'amber+strict': /amber.*str/is,
    red: /(?:)/,
  };
  const text = fc.oneof(
    fc.string(),
    fc.tuple(fc.constantFrom(...levels, 'white'), fc.string()).map((parts) => parts.join('')),
  );
  const property = fc.property(text, form, (own, formOf) => {
    const actual = sentLevel(formOf(`TLP:${own}`), 'clear');
    const hasReason = words[actual].test(own.normalize('NFKC'));
    if (!hasReason) throw new Error(`"TLP:${own}" is ${actual}`);
  });
  t.doesNotThrow(() => fc.assert(property, { seed, numRuns: runs(300) }));
  t.end();
});

t.test('no value beside a readable reference lifts its level', (t) => {
  const property = fc.property(level, level, anyJson, fc.boolean(), (own, configured, json, isFirst) => {
    const id = tlpIds[own];
    const actual = sentLevel({}, configured, isFirst ? [id, json] : [json, id.toUpperCase()]);
    const least = Math.max(strictness(own), strictness(configured));
    if (strictness(actual) < least) throw new Error(`${JSON.stringify(json)} makes ${own} ${actual}`);
  });
  t.doesNotThrow(() => fc.assert(property, { seed, numRuns: runs(300) }));
  t.end();
});
