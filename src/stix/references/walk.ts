/** References: properties that end in `_ref` or `_refs` (STIX 2.1 section 3.1), at any depth. */
import { isJsonArray, isJsonObject, type Json, type JsonObject, type MutableJsonObject } from '../json.js';

/** Dictionaries whose keys are the observed system's own words: `x_ref` in there is no reference. */
export const freeKeys: ReadonlySet<string> = new Set([
  'additional_header_fields',
  'document_info_dict',
  'environment_variables',
  'exif_tags',
  'ipfix',
  'options',
  'request_header',
  'startup_info',
]);

const isReferenceKey = (key: string): boolean => endsIn(key, '_ref');
const isListKey = (key: string): boolean => endsIn(key, '_refs');

/** `endsWith`, asked several times for every property of every object: most names are told by their last letter. */
function endsIn(text: string, ending: string): boolean {
  for (let back = 1; back <= ending.length; back += 1)
    if (text.charCodeAt(text.length - back) !== ending.charCodeAt(ending.length - back)) return false;
  return true;
}

type Target = (reference: string, property: string) => string | undefined;

/** A custom `x_…_ref` may hold something else; an id always has `--`. */
const isId = (value: Json | undefined): value is string => typeof value === 'string' && value.includes('--');

/**
 * The object with every reference replaced by what `target` answers, and taken out where that is undefined; a
 * list holds each once, and an empty list goes. The same object where nothing changes.
 */
export function mapReferences(object: JsonObject, target: Target): JsonObject {
  let changed: MutableJsonObject | undefined;
  for (const key in object) {
    const value = object[key];
    const mapped = mapProperty(key, value, target);
    if (mapped === value) continue;
    changed ??= { ...object };
    changed[key] = mapped;
  }
  if (changed === undefined) return object;
  return Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined));
}

function mapProperty(key: string, value: Json | undefined, target: Target): Json | undefined {
  if (typeof value === 'string') return isReferenceKey(key) && isId(value) ? target(value, key) : value;
  if (typeof value !== 'object' || value === null || freeKeys.has(key)) return value;
  if (isJsonObject(value)) return mapReferences(value, target);
  if (isListKey(key)) return mapList(value, (item) => (isId(item) ? target(item, key) : item));
  return mapList(value, (item) => (isJsonObject(item) ? mapReferences(item, target) : item));
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

/** Whether every reference of the object passes the test. */
export function everyReference(object: JsonObject, test: (reference: string) => boolean): boolean {
  for (const key in object) {
    const value = object[key];
    if (typeof value === 'string') {
      if (isReferenceKey(key) && isId(value) && !test(value)) return false;
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
    if (typeof item === 'string') return !isReferences || !isId(item) || test(item);
    return !isJsonObject(item) || everyReference(item, test);
  });
}

/** Every id that the object refers to, in the order of its properties; possibly more than once. */
export function referencesOf(object: JsonObject): string[] {
  const found: string[] = [];
  everyReference(object, (reference) => found.push(reference) > 0);
  return found;
}

/** Narrowed view for lists of references that decide over an object's life. */
export function referenceList(object: JsonObject, key: string): readonly string[] {
  const value = object[key];
  return isJsonArray(value) ? value.filter(isId) : [];
}
