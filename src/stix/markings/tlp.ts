import type { TlpLevel } from '../conversion.js';
import { tlpIds, tlpOfName } from '../ids/index.js';
import { isJsonObject, textOf, type JsonObject } from '../json.js';
import type { MarkingDefinition } from '../schema/index.js';

/** From the widest audience to the narrowest. */
const levels: readonly TlpLevel[] = ['clear', 'green', 'amber', 'amber+strict', 'red'];

export function stricter(one: TlpLevel, other: TlpLevel): TlpLevel {
  return levels.indexOf(one) > levels.indexOf(other) ? one : other;
}

/** The ids of OASIS's own TLP 2.0 objects. The platform knows them only once it has met the objects. */
const oasisTlp2: Readonly<Record<string, TlpLevel>> = {
  'marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487': 'clear',
  'marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb': 'green',
  'marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421': 'amber',
  'marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003': 'amber+strict',
  'marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1': 'red',
};

/** Every TLP marking that is known by its id alone, so that a bundle may refer to it without containing it. */
export const knownTlp: ReadonlyMap<string, TlpLevel> = new Map([
  ...levels.map((level): [string, TlpLevel] => [tlpIds[level], level]),
  ...Object.entries(oasisTlp2),
]);

const tlp2Extension = 'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d';

/**
 * The level that a marking-definition stands for, in any of its forms: TLP 1 (STIX 2.1 section 7.2.1.4), TLP 2 by
 * OASIS's extension, OpenCTI's properties, or its text alone. Undefined for every other marking.
 */
export function tlpOf(marking: JsonObject): TlpLevel | undefined {
  const known = knownTlp.get(textOf(marking, 'id') ?? '');
  if (known !== undefined) return known;
  const { extensions, definition } = marking;
  const extension = isJsonObject(extensions) ? extensions[tlp2Extension] : undefined;
  if (isJsonObject(extension)) return tlpOfName(textOf(extension, 'tlp_2_0') ?? '');
  const type = textOf(marking, 'x_opencti_definition_type') ?? textOf(marking, 'definition_type');
  const texts = [
    textOf(marking, 'x_opencti_definition'),
    typeof definition === 'string' ? definition : undefined,
    ...(isJsonObject(definition) ? Object.values(definition) : []),
    textOf(marking, 'name'),
  ];
  for (const text of texts) {
    if (typeof text !== 'string') continue;
    // A statement may be the one word "red"; only where it says TLP is it one.
    if (type?.toLowerCase() === 'tlp' || /^\s*tlp/i.test(text)) {
      const level = tlpOfName(text);
      if (level !== undefined) return level;
    }
  }
  return undefined;
}

/** The marking object to send (docs/opencti-api.md#markings): OpenCTI's form if TLP 1 of STIX has no such level. */
export function tlpMarking(level: TlpLevel): MarkingDefinition {
  const head = { type: 'marking-definition', spec_version: '2.1', id: tlpIds[level] };
  const name = `TLP:${level.toUpperCase()}`;
  if (level === 'clear' || level === 'amber+strict')
    return {
      ...head,
      created: '2022-10-01T00:00:00.000Z',
      definition_type: 'statement',
      definition: { statement: 'custom' },
      x_opencti_definition_type: 'TLP',
      x_opencti_definition: name,
    };
  // Exactly as the standard prints them; libraries compare.
  return {
    ...head,
    created: '2017-01-20T00:00:00.000Z',
    definition_type: 'tlp',
    name,
    definition: { tlp: level },
  };
}
