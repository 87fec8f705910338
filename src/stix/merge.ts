/** Several objects with one id become one object. */
import type { NoteContext } from './context.js';
import {
  canonicalJson,
  isJsonArray,
  isJsonObject,
  objectsOf,
  textOf,
  textsOf,
  type Json,
  type JsonObject,
} from './json.js';

/** Unites objects with the same id; of versions, the newest `modified` is used (STIX 2.1 section 3.6). */
export function mergeDuplicates(
  objects: readonly JsonObject[],
  { note }: NoteContext,
): readonly JsonObject[] {
  if (new Set(objects.map(({ id }) => id)).size === objects.length) return objects;
  const merged: JsonObject[] = [];
  for (const [objectId, group] of groupById(objects)) {
    const [first] = group;
    if (first === undefined) continue;
    if (group.length === 1) {
      merged.push(first);
      continue;
    }
    merged.push(withAllMarkings(unite(newestVersion(group)), group));
    note({
      code: 'merged-duplicate',
      objectId,
      message: `Merged ${group.length} objects with this id; the newest version is used.`,
    });
  }
  return merged;
}

/** A newer version does not lift the markings of an older one (docs/opencti-api.md#upserts). */
function withAllMarkings(object: JsonObject, group: readonly JsonObject[]): JsonObject {
  const own = new Set(textsOf(object, 'object_marking_refs'));
  const others = group.flatMap((version) => [
    ...textsOf(version, 'object_marking_refs'),
    ...objectsOf(version, 'granular_markings').flatMap((marking) => textOf(marking, 'marking_ref') ?? []),
  ]);
  const granular = new Set(objectsOf(object, 'granular_markings').map((marking) => marking.marking_ref));
  const missing = [...new Set(others)].filter((ref) => !own.has(ref) && !granular.has(ref));
  return missing.length === 0 ? object : { ...object, object_marking_refs: [...own, ...missing.sort()] };
}

/** The distinct objects with the latest `modified`, in an order that depends on their content only. */
function newestVersion(group: readonly JsonObject[]): readonly JsonObject[] {
  const modified = group.map((object) => textOf(object, 'modified') ?? '');
  const latest = modified.reduce((a, b) => (a > b ? a : b));
  const newest = group.filter((_, index) => modified[index] === latest);
  const byText = new Map(newest.map((object) => [canonicalJson(object), object]));
  return [...byText].sort(byKey).map(([, object]) => object);
}

function unite(objects: readonly JsonObject[]): JsonObject {
  const values = [...valuesByProperty(objects)];
  return Object.fromEntries(values.map(([name, all]): [string, Json] => [name, uniteValues(all)]));
}

/** The last value; a list or a dictionary, together with those directly before it of the same kind. */
function uniteValues(values: readonly Json[]): Json {
  const last = values.at(-1) ?? null;
  if (isJsonArray(last)) {
    const lists = lastValues(values, isJsonArray);
    if (lists.length === 1) return last;
    return [...new Map(lists.flat().map((item) => [canonicalJson(item), item])).values()];
  }
  if (!isJsonObject(last)) return last;
  const dictionaries = lastValues(values, isJsonObject);
  return dictionaries.length === 1 ? last : unite(dictionaries);
}

/** The values at the end of the list that pass the test. */
function lastValues<Kind extends Json>(
  values: readonly Json[],
  isKind: (value: Json) => value is Kind,
): readonly Kind[] {
  const others = values.findLastIndex((value) => !isKind(value));
  return values.slice(others + 1).filter(isKind);
}

/** Unites observables with the same id, in the order of first appearance. A note reports a contradiction. */
export function joinObservables(observables: readonly JsonObject[], { note }: NoteContext): JsonObject[] {
  return [...groupById(observables)].map(([objectId, group]) => {
    const { object, contradictions } = join(group);
    for (const property of contradictions)
      note({
        code: 'dropped-value',
        objectId,
        message: `Removed parts of the property ${property}: the observations of this object contradict each other.`,
      });
    return object;
  });
}

interface Joined {
  readonly object: JsonObject;
  /** Properties with different values. */
  readonly contradictions: readonly string[];
}

function join(objects: readonly JsonObject[]): Joined {
  const [only, ...others] = objects;
  if (only !== undefined && others.length === 0) return { object: only, contradictions: [] };
  const entries: [string, Json][] = [];
  const contradictions: string[] = [];
  for (const [name, values] of valuesByProperty(objects)) {
    const { value, isContradiction } = joinValues(values);
    entries.push([name, value]);
    if (isContradiction) contradictions.push(name);
  }
  return { object: Object.fromEntries(entries.sort(byKey)), contradictions };
}

function joinValues(values: readonly Json[]): { readonly value: Json; readonly isContradiction: boolean } {
  // Serializing each level of a deep dictionary would take quadratic time.
  if (values.every(isJsonObject)) {
    const { object, contradictions } = join(values);
    return { value: object, isContradiction: contradictions.length > 0 };
  }
  const distinct = sortedByText(values);
  const [first = null] = distinct;
  if (distinct.length === 1) return { value: first, isContradiction: false };
  if (distinct.every(isJsonArray)) return { value: sortedByText(distinct.flat()), isContradiction: false };
  return { value: first, isContradiction: true };
}

function sortedByText(values: readonly Json[]): readonly Json[] {
  const byText = new Map(values.map((value) => [JSON.stringify(value), value]));
  return [...byText].sort(byKey).map(([, value]) => value);
}

function groupById(objects: readonly JsonObject[]): ReadonlyMap<string, readonly JsonObject[]> {
  const groups = new Map<string, JsonObject[]>();
  for (const object of objects) append(groups, textOf(object, 'id') ?? '', object);
  return groups;
}

function valuesByProperty(objects: readonly JsonObject[]): ReadonlyMap<string, readonly Json[]> {
  const values = new Map<string, Json[]>();
  for (const object of objects) {
    for (const [name, value] of Object.entries(object)) if (value !== undefined) append(values, name, value);
  }
  return values;
}

function append<Value>(groups: Map<string, Value[]>, key: string, value: Value): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}

function byKey([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}
