import { pluralize } from '../../lib/index.js';
import type { StepContext } from '../context.js';
import { tlpIds } from '../ids/standard.js';
import { textOf, type JsonObject } from '../json.js';
import { dropIncomplete } from '../repair/required.js';
import { everyReference, mapReferences, referenceList } from './walk.js';

/** Removes what OpenCTI would lose after four slow attempts (docs/opencti-api.md#import-rules). */
export function pruneDanglingRefs(
  objects: readonly JsonObject[],
  context: StepContext,
): readonly JsonObject[] {
  const pruned = prunedOnce(objects, context);
  if (pruned.length === objects.length && pruned.every((object, index) => object === objects[index])) {
    return pruned;
  }
  const unchanged = new Set(objects);
  const changed = pruned.filter((object) => !unchanged.has(object));
  if (changed.length === 0) return pruned;
  const complete = new Set(dropIncomplete(changed, context));
  const kept = pruned.filter((object) => unchanged.has(object) || complete.has(object));
  return kept.length === pruned.length ? pruned : pruneDanglingRefs(kept, context);
}

function prunedOnce(objects: readonly JsonObject[], context: StepContext): readonly JsonObject[] {
  const remaining = new Map(objects.map((object) => [textOf(object, 'id') ?? '', object]));
  for (const id of withoutTheirObjects(remaining, context)) {
    const object = remaining.get(id);
    remaining.delete(id);
    if (object !== undefined) noteRemoval(object, id, context);
  }
  // The author, the report and the TLP markings are added to the bundle later.
  const elsewhere = new Set([context.authorId, context.reportId, ...Object.values(tlpIds)]);
  const exists = (id: string): boolean => remaining.has(id) || elsewhere.has(id);
  return [...remaining.values()].map((object) => withoutDangling(object, exists, context));
}

/** Returns the ids of the objects that lose what they need, and of those that need them. */
function withoutTheirObjects(
  objects: ReadonlyMap<string, JsonObject>,
  { authorId }: StepContext,
): ReadonlySet<string> {
  const removed: string[] = [];
  /** Observed data -> the number of its objects that remain. Other objects need each of theirs. */
  const remaining = new Map<string, number>();
  for (const [id, object] of objects) {
    if (object.type === 'relationship') {
      if (lacksAnEnd(object, id, objects)) removed.push(id);
    } else if (object.type === 'sighting') {
      const of = textOf(object, 'sighting_of_ref') ?? '';
      if (of === id || !objects.has(of) || isSightedBySelf(object, objects, authorId)) removed.push(id);
    } else if (object.type === 'observed-data') {
      const left = referenceList(object, 'object_refs').filter((reference) => objects.has(reference)).length;
      if (left === 0) removed.push(id);
      remaining.set(id, left);
    }
  }
  const ids = new Set<string>();
  if (removed.length === 0) return ids;
  const dependents = dependentsOf(objects);
  for (let id = removed.pop(); id !== undefined; id = removed.pop()) {
    if (ids.has(id)) continue;
    ids.add(id);
    for (const dependent of dependents.get(id) ?? []) {
      const left = (remaining.get(dependent) ?? 1) - 1;
      remaining.set(dependent, left);
      if (left <= 0) removed.push(dependent);
    }
  }
  return ids;
}

/** Whether an end is not in the bundle, or both are the same: OpenCTI refuses a relationship of an object with itself. */
function lacksAnEnd(
  { source_ref: from, target_ref: to }: JsonObject,
  id: string,
  objects: ReadonlyMap<string, JsonObject>,
): boolean {
  if (typeof from !== 'string' || typeof to !== 'string') return true;
  return from === to || from === id || to === id || !objects.has(from) || !objects.has(to);
}

/** Whether no place is left but the sighted object itself. Without any place, the author made the sighting. */
function isSightedBySelf(
  sighting: JsonObject,
  objects: ReadonlyMap<string, JsonObject>,
  authorId: string,
): boolean {
  const places = referenceList(sighting, 'where_sighted_refs').filter(
    (place) => objects.has(place) || place === authorId,
  );
  return (places.length > 0 ? places : [authorId]).every((place) => place === sighting.sighting_of_ref);
}

/** Returns the references without which an object has no meaning: any one for observed data, all for the others. */
function neededBy(object: JsonObject): readonly string[] {
  switch (object.type) {
    case 'relationship':
      return [textOf(object, 'source_ref') ?? '', textOf(object, 'target_ref') ?? ''];
    case 'sighting':
      return [textOf(object, 'sighting_of_ref') ?? ''];
    case 'observed-data':
      return referenceList(object, 'object_refs');
    default:
      // All other containers have content of their own: `fillEmptyContainer` gives them a reference.
      return [];
  }
}

/** Object -> the objects that need it. */
function dependentsOf(objects: ReadonlyMap<string, JsonObject>): ReadonlyMap<string, readonly string[]> {
  const dependents = new Map<string, string[]>();
  for (const [id, object] of objects) {
    for (const reference of neededBy(object)) {
      const known = dependents.get(reference);
      if (known === undefined) dependents.set(reference, [id]);
      else known.push(id);
    }
  }
  return dependents;
}

function noteRemoval(object: JsonObject, objectId: string, { note }: StepContext): void {
  const type = textOf(object, 'type') ?? '';
  if (type === 'relationship')
    note({
      code: 'dropped-relationship',
      objectId,
      message: `Removed the relationship ${textOf(object, 'relationship_type') ?? ''}: one of its ends is not in the bundle, or both ends are the same object.`,
    });
  else
    note({
      code: 'dropped-object',
      objectId,
      message:
        type === 'sighting'
          ? 'Removed a sighting: its object is not in the bundle, or is its only place.'
          : `Removed a ${type}: none of the objects that it is about is in the bundle.`,
    });
}

function withoutDangling(
  object: JsonObject,
  exists: (id: string) => boolean,
  { note }: StepContext,
): JsonObject {
  // An object cannot contain itself, or be derived from itself.
  const isGood = (reference: string): boolean => exists(reference) && reference !== object.id;
  if (everyReference(object, isGood)) return object;
  const lost = new Map<string, number>();
  const kept = mapReferences(object, (reference, property) => {
    if (isGood(reference)) return reference;
    lost.set(property, (lost.get(property) ?? 0) + 1);
    return undefined;
  });
  for (const [property, count] of lost)
    note({
      code: 'dropped-reference',
      objectId: textOf(object, 'id') ?? '',
      message: `Removed ${pluralize(count, 'reference')} of ${property} to objects that are not in the bundle.`,
    });
  return kept;
}
