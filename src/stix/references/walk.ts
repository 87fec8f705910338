/** References: properties whose names end in `_ref` or `_refs` (STIX 2.1 section 3.1), at any depth. */
import { isJsonArray, isJsonObject, type Json, type JsonObject, type MutableJsonObject } from '../json.js';

/** Dictionaries whose keys come from the observed system: `x_ref` in them is not a reference. */
const freeKeys: ReadonlySet<string> = new Set([
  'additional_header_fields',
  'document_info_dict',
  'environment_variables',
  'exif_tags',
  'ipfix',
  'options',
  'request_header',
  'startup_info',
]);

/** Deeper than `sanitize` allows, so that the depth of recursion does not depend on the input. */
const maximumDepth = 64;

const isReferenceKey = (key: string): boolean => endsIn(key, '_ref');
/** Whether a property is a list of references. */
export const isListKey = (key: string): boolean => endsIn(key, '_refs');

/** Compares the last letter first: this runs several times for every property of every object. */
function endsIn(text: string, ending: string): boolean {
  for (let back = 1; back <= ending.length; back += 1)
    if (text.charCodeAt(text.length - back) !== ending.charCodeAt(ending.length - back)) return false;
  return true;
}

/** A custom `x_…_ref` can contain another text; an id always contains `--`. */
const isStixId = (text: string): boolean => text.includes('--');

interface Mapping {
  readonly target: (reference: string, property: string) => string | undefined;
  readonly isReference: (text: string) => boolean;
}

/**
 * Replaces references by the result of `target` (undefined removes); the same object if nothing changes. A
 * changed list has each reference once, and an empty one is removed (STIX 2.1 section 2.12).
 * @param isReference whether a text in a reference property is a reference; default: whether it is a STIX id
 */
export function mapReferences(
  object: JsonObject,
  target: Mapping['target'],
  isReference: Mapping['isReference'] = isStixId,
): JsonObject {
  return mapObject(object, { target, isReference }, 0);
}

function mapObject(object: JsonObject, mapping: Mapping, depth: number): JsonObject {
  let changed: MutableJsonObject | undefined;
  for (const key in object) {
    const value = object[key];
    const mapped = mapProperty(key, value, mapping, depth);
    if (mapped === value) continue;
    changed ??= { ...object };
    changed[key] = mapped;
  }
  if (changed === undefined) return object;
  return Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined));
}

function mapProperty(
  key: string,
  value: Json | undefined,
  mapping: Mapping,
  depth: number,
): Json | undefined {
  const { target, isReference } = mapping;
  if (typeof value === 'string')
    return isReferenceKey(key) && isReference(value) ? target(value, key) : value;
  if (typeof value !== 'object' || value === null || freeKeys.has(key)) return value;
  if (depth >= maximumDepth) return undefined;
  if (isJsonObject(value)) return mapObject(value, mapping, depth + 1);
  if (isListKey(key))
    return mapList(value, (item) =>
      typeof item === 'string' && isReference(item) ? target(item, key) : item,
    );
  return mapList(value, (item) => (isJsonObject(item) ? mapObject(item, mapping, depth + 1) : item));
}

function mapList(list: readonly Json[], map: (item: Json) => Json | undefined): readonly Json[] | undefined {
  let changed = false;
  const mapped = new Set<Json>();
  for (const item of list) {
    const result = map(item);
    if (result !== item) changed = true;
    if (result !== undefined) mapped.add(result);
  }
  if (!changed) return list;
  return mapped.size > 0 ? [...mapped] : undefined;
}

export function everyReference(object: JsonObject, test: (reference: string) => boolean): boolean {
  for (const key in object) {
    const value = object[key];
    if (typeof value === 'string') {
      if (isReferenceKey(key) && isStixId(value) && !test(value)) return false;
    } else if (typeof value === 'object' && value !== null && !freeKeys.has(key)) {
      if (isJsonObject(value)) {
        if (!everyReference(value, test)) return false;
      } else if (!everyInList(value, isListKey(key), test)) return false;
    }
  }
  return true;
}

function everyInList(
  list: readonly Json[],
  isReferences: boolean,
  test: (reference: string) => boolean,
): boolean {
  return list.every((item) => {
    if (typeof item === 'string') return !isReferences || !isStixId(item) || test(item);
    return !isJsonObject(item) || everyReference(item, test);
  });
}

/** In the order of the properties; an id can occur more than once. */
export function referencesOf(object: JsonObject): string[] {
  const found: string[] = [];
  everyReference(object, (reference) => found.push(reference) > 0);
  return found;
}

export function referenceList(object: JsonObject, key: string): readonly string[] {
  const value = object[key];
  return isJsonArray(value)
    ? value.filter((item): item is string => typeof item === 'string' && isStixId(item))
    : [];
}
