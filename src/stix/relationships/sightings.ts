/** Sightings as OpenCTI has them: of one object, at one place (docs/opencti-api.md#sightings). */
import type { StepContext } from '../context.js';
import { deterministicId } from '../ids/uuid.js';
import { isJsonArray, textOf, textsOf, type Json, type JsonObject } from '../json.js';

const own = { of: 'x_opencti_sighting_of_ref', places: 'x_opencti_where_sighted_refs' } as const;

/**
 * Replaces OpenCTI's own properties for the ends of a sighting by those of STIX 2.1 section 5.2. Clients write an observable
 * into them, and a placeholder into the standard's property, so that they win.
 */
export function standardSightingEnds(object: JsonObject, { note }: StepContext): JsonObject {
  if (object.type !== 'sighting') return object;
  const { [own.of]: of, [own.places]: places, ...rest } = object;
  if (of === undefined && places === undefined) return object;
  const [ofIds, placeIds] = [stixIds(of), stixIds(places)];
  for (const [name, value, ids] of [
    [own.of, of, ofIds],
    [own.places, places, placeIds],
  ] as const) {
    if (value === undefined) continue;
    note({
      code: ids.length > 0 ? 'changed-property' : 'dropped-property',
      objectId: textOf(object, 'id'),
      message:
        ids.length > 0
          ? `Changed the property ${name} to the property of STIX.`
          : `Removed the property ${name}: it names an object of another platform.`,
    });
  }
  return {
    ...rest,
    sighting_of_ref: ofIds[0] ?? rest.sighting_of_ref,
    where_sighted_refs: placeIds.length > 0 ? placeIds : rest.where_sighted_refs,
  };
}

/** Platforms also write their internal ids, which are no STIX ids. */
function stixIds(value: Json | undefined): readonly string[] {
  const items = isJsonArray(value) ? value : [value];
  return items.filter((item): item is string => typeof item === 'string' && item.includes('--'));
}

/**
 * Splits each sighting into one for each pair of an object and a place; the objects are the one that was sighted and the
 * observed data. The first sighting keeps the id, the ids of the others are computed from it. Containers refer to all of
 * them.
 */
export function splitSightings(objects: readonly JsonObject[], context: StepContext): readonly JsonObject[] {
  const parts = new Map<string, readonly JsonObject[]>();
  for (const object of objects) {
    if (object.type !== 'sighting') continue;
    const split = partsOf(object, context);
    if (split !== undefined) parts.set(textOf(object, 'id') ?? '', split);
  }
  if (parts.size === 0) return objects;
  return objects.flatMap((object) => parts.get(textOf(object, 'id') ?? '') ?? [withParts(object, parts)]);
}

/** Returns the sightings that OpenCTI stores for one; undefined if that is the sighting itself. */
function partsOf(sighting: JsonObject, { authorId, note }: StepContext): readonly JsonObject[] | undefined {
  const id = textOf(sighting, 'id') ?? '';
  const places = textsOf(sighting, 'where_sighted_refs');
  const observed = textsOf(sighting, 'observed_data_refs');
  if (places.length <= 1 && observed.length === 0) return undefined;
  const sighted = new Set([textOf(sighting, 'sighting_of_ref') ?? '', ...observed]);
  const pairs = [...sighted].flatMap((of) =>
    (places.length > 0 ? places : [authorId]).filter((place) => place !== of).map((place) => ({ of, place })),
  );
  note({
    code: 'split-sighting',
    objectId: id,
    message: `Sent as one sighting for each object and place (${pairs.length}): OpenCTI keeps one of each under an id.`,
  });
  return pairs.map(({ of, place }, index) => ({
    ...sighting,
    id: index === 0 ? id : deterministicId('sighting', { id, of, place }),
    sighting_of_ref: of,
    observed_data_refs: undefined,
    where_sighted_refs: [place],
  }));
}

function withParts(object: JsonObject, parts: ReadonlyMap<string, readonly JsonObject[]>): JsonObject {
  const refs = textsOf(object, 'object_refs');
  if (!refs.some((ref) => parts.has(ref))) return object;
  return {
    ...object,
    object_refs: refs.flatMap((ref) => parts.get(ref)?.map(({ id = ref }) => id) ?? [ref]),
  };
}
