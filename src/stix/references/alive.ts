import { textOf, type JsonObject } from '../json.js';
import { counted, type TakeNote } from '../notes.js';
import { everyReference, mapReferences, referenceList } from './walk.js';

/** The references without which an object means nothing: each of `all`, and at least one of `some`. */
interface Needs {
  readonly all: readonly string[];
  readonly some: readonly string[] | undefined;
}

/** Containers that are nothing but a statement about their objects. A report or grouping says more than that. */
const statements = new Set(['note', 'observed-data', 'opinion']);

function needsOf(object: JsonObject): Needs | undefined {
  const type = textOf(object, 'type') ?? '';
  if (type === 'relationship')
    return { all: [textOf(object, 'source_ref') ?? '', textOf(object, 'target_ref') ?? ''], some: undefined };
  if (type === 'sighting') return { all: [textOf(object, 'sighting_of_ref') ?? ''], some: undefined };
  return statements.has(type) ? { all: [], some: referenceList(object, 'object_refs') } : undefined;
}

/**
 * The objects whose references all lead to another of them: relationships and sightings without their ends go
 * (each would cost the platform's worker six seconds and be lost: docs/opencti-api.md#import-rules), and then whatever
 * needed those; other references to nothing are taken out. References in a circle are legal and stay.
 *
 * @param elsewhere ids that may be referred to without being among the objects.
 */
export function resolveReferences(
  objects: readonly JsonObject[],
  elsewhere: ReadonlySet<string>,
  note: TakeNote,
): JsonObject[] {
  const alive = new Map(objects.map((object) => [textOf(object, 'id') ?? '', object]));
  removeIncomplete(alive, note);
  const exists = (id: string): boolean => alive.has(id) || elsewhere.has(id);
  return [...alive.values()].map((object) => withoutDangling(object, exists, note));
}

function removeIncomplete(alive: Map<string, JsonObject>, note: TakeNote): void {
  const dying: string[] = [];
  /** Of what a statement is about; all the others die with the first thing that they need. */
  const remaining = new Map<string, number>();
  for (const [id, object] of alive) {
    const needs = needsOf(object);
    if (needs === undefined) continue;
    const { all, some } = needs;
    // The platform refuses a relationship of a thing with itself.
    const circular = all.includes(id) || (all.length > 1 && all[0] === all[1]);
    if (circular || !all.every((reference) => alive.has(reference))) dying.push(id);
    if (some === undefined) continue;
    const left = some.filter((reference) => alive.has(reference)).length;
    if (left === 0) dying.push(id);
    remaining.set(id, left);
  }
  if (dying.length === 0) return;
  const dependents = dependentsOf(alive);
  for (let id = dying.pop(); id !== undefined; id = dying.pop()) {
    const object = alive.get(id);
    if (object === undefined) continue;
    alive.delete(id);
    tellRemoved(object, id, note);
    for (const dependent of dependents.get(id) ?? []) {
      const left = (remaining.get(dependent) ?? 1) - 1;
      remaining.set(dependent, left);
      if (left <= 0) dying.push(dependent);
    }
  }
}

/** Object -> those that need it. */
function dependentsOf(objects: ReadonlyMap<string, JsonObject>): ReadonlyMap<string, readonly string[]> {
  const dependents = new Map<string, string[]>();
  for (const [id, object] of objects) {
    const needs = needsOf(object);
    for (const reference of needs?.some ?? needs?.all ?? []) {
      const known = dependents.get(reference);
      if (known === undefined) dependents.set(reference, [id]);
      else known.push(id);
    }
  }
  return dependents;
}

function tellRemoved(object: JsonObject, objectId: string, note: TakeNote): void {
  const type = textOf(object, 'type') ?? '';
  if (type === 'relationship')
    note({
      code: 'dropped-relationship',
      objectId,
      message: `The relationship ${textOf(object, 'relationship_type') ?? ''} was left out: one of its ends is not in the bundle, or both are the same.`,
    });
  else
    note({
      code: 'dropped-object',
      objectId,
      message: `A ${type} was left out: nothing that it is about is left.`,
    });
}

function withoutDangling(object: JsonObject, exists: (id: string) => boolean, note: TakeNote): JsonObject {
  const good = (reference: string): boolean => exists(reference) && reference !== object.id;
  if (everyReference(object, good)) return object;
  const lost = new Map<string, number>();
  const kept = mapReferences(object, (reference, property) => {
    // Nothing contains, or comes from, itself.
    if (good(reference)) return reference;
    lost.set(property, (lost.get(property) ?? 0) + 1);
    return undefined;
  });
  for (const [property, count] of lost)
    note({
      code: 'dropped-reference',
      objectId: textOf(object, 'id') ?? '',
      message: `Left out: ${counted(count, 'reference')} of ${property}, to nothing in the bundle.`,
    });
  return kept;
}
