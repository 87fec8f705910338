/** Sightings as OpenCTI has them: of one object, at one place (docs/opencti-api.md#sightings). */
import type { StepContext } from '../context.js';
import { deterministicId } from '../ids/uuid.js';
import { isJsonArray, textOf, textsOf, type Json, type JsonObject } from '../json.js';

const own = { of: 'x_opencti_sighting_of_ref', places: 'x_opencti_where_sighted_refs' } as const;

/** Clients write observables into OpenCTI's properties, placeholders into those of STIX 2.1 section 5.2. */
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

/** Platforms also write their internal ids. */
function stixIds(value: Json | undefined): readonly string[] {
  const items = isJsonArray(value) ? value : [value];
  return items.filter((item): item is string => typeof item === 'string' && item.includes('--'));
}

/** What splitting can add to an item: a few places and observed data make millions of pairs. */
const mostBytes = 8 * 1024 * 1024;
const mostReferences = 100_000;

/** One sighting for each pair of an object and a place; the first keeps the id. Containers refer to all. */
export function splitSightings(objects: readonly JsonObject[], context: StepContext): readonly JsonObject[] {
  const parts = new Map<string, readonly JsonObject[]>();
  let bytes = mostBytes;
  for (const object of objects) {
    if (object.type !== 'sighting' || !isSeveral(object)) continue;
    const each = { ...object, where_sighted_refs: undefined, observed_data_refs: undefined };
    const size = JSON.stringify(each).length + 200;
    const split = partsOf(object, Math.max(1, Math.floor(bytes / size)), context);
    bytes -= split.length * size;
    parts.set(textOf(object, 'id') ?? '', split);
  }
  if (parts.size === 0) return objects;
  let references = mostReferences;
  return objects.flatMap((object) => {
    const split = parts.get(textOf(object, 'id') ?? '');
    if (split !== undefined) return split;
    const { refs, added } = withParts(object, parts, references);
    references -= added;
    return [added === 0 ? object : { ...object, object_refs: refs }];
  });
}

function isSeveral(sighting: JsonObject): boolean {
  return (
    textsOf(sighting, 'where_sighted_refs').length > 1 || textsOf(sighting, 'observed_data_refs').length > 0
  );
}

function partsOf(sighting: JsonObject, most: number, { authorId, note }: StepContext): readonly JsonObject[] {
  const id = textOf(sighting, 'id') ?? '';
  const given = textsOf(sighting, 'where_sighted_refs');
  const places = given.length > 0 ? given : [authorId];
  const sighted = new Set([
    textOf(sighting, 'sighting_of_ref') ?? '',
    ...textsOf(sighting, 'observed_data_refs'),
  ]);
  const pairs: { readonly of: string; readonly place: string }[] = [];
  let count = 0;
  for (const of of sighted) {
    if (pairs.length >= most) {
      // A place that is the object itself counts, too: the number is only for the note.
      count += places.length;
      continue;
    }
    for (const place of places) {
      if (place === of) continue;
      count += 1;
      if (pairs.length < most) pairs.push({ of, place });
    }
  }
  note({
    code: 'split-sighting',
    objectId: id,
    message: `Sent as one sighting for each object and place (${pairs.length}): OpenCTI keeps one of each under an id.`,
  });
  if (count > pairs.length)
    note({
      code: 'dropped-reference',
      objectId: id,
      message: `Left out ${count - pairs.length} of ${count} pairs of an object and a place: there are too many.`,
    });
  return pairs.map(({ of, place }, index) => ({
    ...sighting,
    id: index === 0 ? id : deterministicId('sighting', { id, of, place }),
    sighting_of_ref: of,
    observed_data_refs: undefined,
    where_sighted_refs: [place],
  }));
}

/** The list of a container with the parts of its sightings, as long as it adds at most `most`. */
function withParts(
  object: JsonObject,
  parts: ReadonlyMap<string, readonly JsonObject[]>,
  most: number,
): { readonly refs: readonly string[]; readonly added: number } {
  const refs = textsOf(object, 'object_refs');
  const added = refs.reduce((sum, ref) => sum + (parts.get(ref)?.length ?? 1) - 1, 0);
  if (added === 0 || added > most) return { refs, added: 0 };
  const idsOf = (ref: string): readonly string[] =>
    parts.get(ref)?.map((part) => textOf(part, 'id') ?? ref) ?? [ref];
  return { refs: refs.flatMap(idsOf), added };
}
