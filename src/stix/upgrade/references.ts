/** References inside an observable: properties that end in `_ref` or `_refs`, at any depth. */
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../json.js';
import { freeKeys } from '../references/walk.js';

/** Deeper than what the first step of a conversion lets through: no depth of input can exhaust the stack. */
const maximumDepth = 64;

/**
 * The object with every reference replaced by what `target` answers for it, and taken out where that is undefined.
 * A list that ends up without a reference goes too (lists are not empty: STIX 2.1 section 2.1). The same object where nothing
 * changes, which is mostly so.
 */
export function mapReferences(
  object: JsonObject,
  target: (reference: string) => string | undefined,
): JsonObject {
  return mapObject(object, target, 0);
}

function mapObject(
  object: JsonObject,
  target: (reference: string) => string | undefined,
  depth: number,
): JsonObject {
  let changed: Map<string, Json | undefined> | undefined;
  for (const key of Object.keys(object)) {
    const value = object[key];
    if (value === undefined) continue;
    const mapped = mapProperty(key, value, target, depth);
    if (mapped === value) continue;
    changed ??= new Map(Object.entries(object));
    changed.set(key, mapped);
  }
  if (changed === undefined) return object;
  // Not by assignment: a key may be `__proto__`.
  return Object.fromEntries([...changed].filter(([, value]) => value !== undefined));
}

function mapProperty(
  key: string,
  value: Json,
  target: (reference: string) => string | undefined,
  depth: number,
): Json | undefined {
  if (key.endsWith('_ref') && typeof value === 'string') return target(value);
  if (key.endsWith('_refs') && isJsonArray(value)) {
    const kept = mapList(value, (item) => (typeof item === 'string' ? target(item) : item));
    return kept.length > 0 ? kept : undefined;
  }
  if (typeof value !== 'object' || value === null) return value;
  return mapValue(value, freeKeys.has(key) ? (reference) => reference : target, depth + 1);
}

function mapValue(
  value: Json,
  target: (reference: string) => string | undefined,
  depth: number,
): Json | undefined {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > maximumDepth) return undefined;
  if (isJsonObject(value)) return mapObject(value, target, depth);
  return isJsonArray(value) ? mapList(value, (item) => mapValue(item, target, depth + 1)) : undefined;
}

function mapList(list: readonly Json[], map: (item: Json) => Json | undefined): readonly Json[] {
  const mapped = list.map(map);
  return mapped.every((item, index) => item === list[index])
    ? list
    : mapped.filter((item) => item !== undefined);
}
