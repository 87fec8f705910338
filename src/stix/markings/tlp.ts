import type { TlpLevel } from '../conversion.js';
import { tlpIds } from '../ids/standard.js';
import type { MarkingDefinition } from '../importer/known-properties.js';
import { isJsonArray, type JsonObject } from '../json.js';
import { levels } from './levels.js';

/** The TLP 2.0 objects of OASIS, which a platform has only after an import (docs/opencti-api.md#markings). */
const oasisTlp2: Readonly<Record<string, TlpLevel>> = {
  'marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487': 'clear',
  'marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb': 'green',
  'marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421': 'amber',
  'marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003': 'amber+strict',
  'marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1': 'red',
};

/** Well-known ids: a bundle can refer to them without containing them. */
export const knownTlp: ReadonlyMap<string, TlpLevel> = new Map([
  ...levels.map((level): [string, TlpLevel] => [tlpIds[level], level]),
  ...Object.entries(oasisTlp2),
]);

/** In OpenCTI's form for levels that TLP 1 does not have (docs/opencti-api.md#markings). */
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
  // Exactly as in STIX 2.1 section 7.2.1.4, because libraries compare them.
  return {
    ...head,
    created: '2017-01-20T00:00:00.000Z',
    definition_type: 'tlp',
    name,
    definition: { tlp: level },
  };
}

/** The TLP levels that the objects refer to. */
export function usedTlpLevels(objects: readonly JsonObject[]): readonly TlpLevel[] {
  const used = new Set<TlpLevel>();
  for (const { object_marking_refs: refs } of objects) {
    if (!isJsonArray(refs)) continue;
    for (const ref of refs) {
      const level = typeof ref === 'string' ? knownTlp.get(ref) : undefined;
      if (level !== undefined) used.add(level);
    }
  }
  return [...used].sort();
}
