/** References inside an observable: properties that end in `_ref` or `_refs`, at any depth. */
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../json.js';
import { freeKeys } from '../references/walk.js';

/**
 * Nothing in the standard nests deeper than an extension's list of objects (about 6). What is below this is no
 * STIX: it is left out, and no depth of input can exhaust the stack.
 */
const maximumDepth = 32;

/**
 * A copy of the object with every reference replaced by what `target` answers for it, and taken out where that
 * is undefined. A list that ends up without a reference goes too (section 2.1: lists are not empty).
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
  const entries: [string, Json][] = [];
  for (const [key, value] of Object.entries(object)) {
    if (value === undefined) continue;
    const mapped = mapProperty(key, value, target, depth);
    if (mapped !== undefined) entries.push([key, mapped]);
  }
  // Not by assignment: a key may be `__proto__`.
  return Object.fromEntries(entries);
}

function mapProperty(
  key: string,
  value: Json,
  target: (reference: string) => string | undefined,
  depth: number,
): Json | undefined {
  if (key.endsWith('_ref') && typeof value === 'string') return target(value);
  if (key.endsWith('_refs') && isJsonArray(value)) {
    const references = value.map((item) => (typeof item === 'string' ? target(item) : item));
    const kept = references.filter((item) => item !== undefined);
    return kept.length > 0 ? kept : undefined;
  }
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
  return isJsonArray(value)
    ? value.map((item) => mapValue(item, target, depth + 1)).filter((item) => item !== undefined)
    : undefined;
}
