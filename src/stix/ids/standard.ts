/** The ids of OpenCTI for domain objects, relationships and markings (docs/opencti-api.md#standard-ids). */
import type { TlpLevel } from '../conversion.js';
import { locationType, threatActorType } from '../entity-type.js';
import { isJsonObject, objectsOf, textOf, textsOf, type JsonObject } from '../json.js';
import { deterministicId } from './uuid.js';

/** The properties that are hashed; undefined if the object lacks a required one. */
type HashedProperties = (object: JsonObject) => JsonObject | undefined;

const normalized = (text: string): string => text.toLowerCase().trim();

const byName: HashedProperties = (object) => {
  const name = textOf(object, 'name');
  return name === undefined ? undefined : { name: normalized(name) };
};

const byNameAndCreated: HashedProperties = (object) => {
  const name = textOf(object, 'name');
  const created = textOf(object, 'created');
  return name === undefined || created === undefined ? undefined : { name: normalized(name), created };
};

/** OpenCTI takes the id from `x_mitre_id` or the reference to ATT&CK (docs/opencti-api.md#properties). */
const byMitreIdOrName: HashedProperties = (object) => {
  const reference = objectsOf(object, 'external_references').find(
    ({ source_name }) => source_name === 'mitre-attack',
  );
  const mitre = textOf(object, 'x_mitre_id') ?? (reference && textOf(reference, 'external_id'));
  return mitre === undefined ? byName(object) : { x_mitre_id: normalized(mitre) };
};

const byPlace: HashedProperties = (object) => {
  const { latitude, longitude } = object;
  const type = locationType(object);
  if (type !== 'Position') {
    const named = byName(object);
    return named && { ...named, x_opencti_location_type: type };
  }
  if (typeof latitude !== 'number' && typeof longitude !== 'number') return byName(object);
  return {
    latitude: typeof latitude === 'number' ? latitude : undefined,
    longitude: typeof longitude === 'number' ? longitude : undefined,
  };
};

const rules = new Map<string, HashedProperties>([
  ['attack-pattern', byMitreIdOrName],
  ['campaign', byName],
  ['course-of-action', byMitreIdOrName],
  [
    'grouping',
    (object) => {
      const hashed = byNameAndCreated(object);
      const context = textOf(object, 'context');
      return hashed && context === undefined ? undefined : { ...hashed, context: normalized(context ?? '') };
    },
  ],
  [
    'identity',
    (object) => {
      const hashed = byName(object);
      const identityClass = textOf(object, 'identity_class');
      return hashed && identityClass !== undefined
        ? { ...hashed, identity_class: identityClass.toLowerCase() }
        : undefined;
    },
  ],
  ['incident', byNameAndCreated],
  [
    'indicator',
    (object) => {
      const pattern = textOf(object, 'pattern');
      return pattern === undefined ? undefined : { pattern: pattern.trim() };
    },
  ],
  ['infrastructure', byName],
  ['intrusion-set', byName],
  ['location', byPlace],
  ['malware', byName],
  [
    'malware-analysis',
    (object) => {
      const result = textOf(object, 'result_name');
      const product = textOf(object, 'product');
      if (result === undefined || product === undefined) return undefined;
      return { result_name: normalized(result), product, submitted: textOf(object, 'submitted') };
    },
  ],
  [
    'marking-definition',
    (object) => {
      const type = textOf(object, 'x_opencti_definition_type') ?? textOf(object, 'definition_type');
      if (type === undefined) return undefined;
      // Only the text is hashed: the statement of `{"statement": "…"}`.
      const { definition } = object;
      const text = isJsonObject(definition)
        ? textOf(definition, type)
        : textOf(object, 'x_opencti_definition');
      return text === undefined ? undefined : { definition_type: type, definition: text };
    },
  ],
  [
    'note',
    (object) => {
      const content = textOf(object, 'content');
      const abstract = textOf(object, 'abstract') ?? textOf(object, 'attribute_abstract');
      if (content === undefined) return undefined;
      return {
        content: content.trim(),
        created: textOf(object, 'created'),
        attribute_abstract: abstract?.trim(),
      };
    },
  ],
  [
    'observed-data',
    (object) => {
      const objects = textsOf(object, 'object_refs');
      return objects.length === 0 ? undefined : { objects };
    },
  ],
  [
    'opinion',
    (object) => {
      const opinion = textOf(object, 'opinion');
      const created = textOf(object, 'created');
      return opinion === undefined || created === undefined ? undefined : { opinion, created };
    },
  ],
  [
    'report',
    (object) => {
      const named = byName(object);
      const published = textOf(object, 'published');
      return named && published !== undefined ? { ...named, published } : undefined;
    },
  ],
  [
    'threat-actor',
    (object) => {
      const named = byName(object);
      return named && { ...named, opencti_type: threatActorType(object) };
    },
  ],
  ['tool', byName],
  ['vulnerability', byName],
  [
    'relationship',
    (object) => {
      const relationship_type = textOf(object, 'relationship_type');
      const source_ref = textOf(object, 'source_ref');
      const target_ref = textOf(object, 'target_ref');
      if (relationship_type === undefined || source_ref === undefined || target_ref === undefined) return;
      const start_time = textOf(object, 'start_time');
      const stop_time = start_time === undefined ? undefined : textOf(object, 'stop_time');
      return { relationship_type, source_ref, target_ref, start_time, stop_time };
    },
  ],
  [
    'sighting',
    (object) => {
      const sighting_of_ref = textOf(object, 'sighting_of_ref');
      if (sighting_of_ref === undefined) return undefined;
      const first_seen = textOf(object, 'first_seen');
      const last_seen = first_seen === undefined ? undefined : textOf(object, 'last_seen');
      const where_sighted_refs = textsOf(object, 'where_sighted_refs');
      return { type: 'sighting', sighting_of_ref, where_sighted_refs, first_seen, last_seen };
    },
  ],
  // Domain objects of OpenCTI.
  ['case-incident', byNameAndCreated],
  ['case-rfi', byNameAndCreated],
  ['case-rft', byNameAndCreated],
  ['channel', byName],
  ['data-component', byName],
  ['data-source', byName],
  ['event', byName],
  ['feedback', byName],
  ['language', byName],
  ['narrative', byName],
  ['task', byNameAndCreated],
]);

/** The id by OpenCTI's client library; undefined for other types and without identifying properties. */
export function standardId(object: JsonObject): string | undefined {
  const type = textOf(object, 'type') ?? '';
  if (type === 'marking-definition' && object.x_opencti_definition_type === 'TLP') {
    const level = tlpOfName(textOf(object, 'x_opencti_definition') ?? '');
    if (level !== undefined) return tlpIds[level];
  }
  const hashed = rules.get(type)?.(object);
  return hashed && deterministicId(type, hashed);
}

/** The five TLP markings that every platform has (docs/opencti-api.md#markings). */
export const tlpIds: Readonly<Record<TlpLevel, string>> = {
  clear: 'marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9',
  green: 'marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da',
  amber: 'marking-definition--f88d31f6-486f-44da-b317-01333bde0b82',
  'amber+strict': 'marking-definition--826578e1-40ad-459f-bc73-ede076f81f37',
  red: 'marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed',
};

/** With or without `TLP:`, in any case; the white of TLP 1 is the clear of TLP 2. */
function tlpOfName(name: string): TlpLevel | undefined {
  switch (
    name
      .trim()
      .toLowerCase()
      .replace(/^tlp[:_ -]?/, '')
  ) {
    case 'white':
    case 'clear':
      return 'clear';
    case 'green':
      return 'green';
    case 'amber':
      return 'amber';
    case 'amber+strict':
    case 'amber-strict':
    case 'amber_strict':
      return 'amber+strict';
    case 'red':
      return 'red';
    default:
      return undefined;
  }
}
