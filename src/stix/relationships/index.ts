import { entityType, hasSeveralEntityTypes } from '../entity-type.js';
import { textOf, type Json, type JsonObject } from '../json.js';
import type { TakeNote } from '../notes.js';
import { nearestType } from './nearest.js';

/**
 * Gives every relationship a type that the platform allows between its ends. The platform refuses others, and the
 * intelligence is lost (docs/opencti-api.md#relationships). The original type is kept in the description.
 */
export function allowedRelationships(objects: readonly JsonObject[], note: TakeNote): JsonObject[] {
  const types = entityTypes(objects);
  const decided = objects.map((object) => {
    // What has relationships for ends comes after these have got their type.
    if (object.type !== 'relationship' || touchesRelationship(object)) return object;
    const allowed = allowedRelationship(object, types, note);
    types.set(textOf(object, 'id') ?? '', entityType(allowed));
    return allowed;
  });
  return decided.map((object) =>
    object.type === 'relationship' && touchesRelationship(object)
      ? allowedRelationship(object, types, note)
      : object,
  );
}

/** OpenCTI's type of each object by its id; that of most hangs on the STIX type alone and is found once. */
function entityTypes(objects: readonly JsonObject[]): Map<string, string> {
  const names = new Map<string, string>();
  const types = new Map<string, string>();
  for (const object of objects) {
    const type = textOf(object, 'type') ?? '';
    let name = names.get(type);
    if (name === undefined) {
      name = entityType(object);
      if (!hasSeveralEntityTypes(type)) names.set(type, name);
    }
    types.set(textOf(object, 'id') ?? '', name);
  }
  return types;
}

function touchesRelationship({ source_ref, target_ref }: JsonObject): boolean {
  return isRelationshipId(source_ref) || isRelationshipId(target_ref);
}

const isRelationshipId = (id: Json | undefined): boolean =>
  typeof id === 'string' && id.startsWith('relationship--');

/** As the standard spells them. */
const plainWord = /^[a-z-]+$/;

function allowedRelationship(
  object: JsonObject,
  types: ReadonlyMap<string, string>,
  note: TakeNote,
): JsonObject {
  const given = textOf(object, 'relationship_type') ?? 'related-to';
  const word = plainWord.test(given)
    ? given
    : given
        .trim()
        .toLowerCase()
        .replace(/[\s_]+/g, '-');
  const source = types.get(textOf(object, 'source_ref') ?? '') ?? '';
  const target = types.get(textOf(object, 'target_ref') ?? '') ?? '';
  const { type, reversed } = nearestType(source, word, target);
  if (type === given && !reversed) return object;
  const sent = { ...object, relationship_type: type };
  const turned = reversed ? { ...sent, source_ref: object.target_ref, target_ref: object.source_ref } : sent;
  if (type === word && !reversed) return turned;
  note({
    code: reversed ? 'reversed-relationship' : 'retyped-relationship',
    objectId: textOf(object, 'id') ?? '',
    message: `OpenCTI does not allow ${source} ${word} ${target}: sent as ${type}${reversed ? ', the other way round' : ''}.`,
  });
  const said = `Relationship in the source: ${source} ${given} ${target}`;
  const description = textOf(object, 'description');
  return { ...turned, description: description === undefined ? said : `${description}\n\n${said}` };
}
