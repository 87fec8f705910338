import { canonicalJson } from './ids/canonical.js';
import {
  isJsonArray,
  isJsonObject,
  textOf,
  type Json,
  type JsonObject,
  type MutableJsonObject,
} from './json.js';
import type { TakeNote } from './notes.js';

/**
 * One object per id: of several versions the newest `modified` (STIX 2.1 section 3.6). Objects of the same
 * version, and observables, which have none, are united: what only one of them has is kept. The order of the
 * input makes no difference.
 */
export function mergeDuplicates(objects: readonly JsonObject[], note: TakeNote): JsonObject[] {
  if (new Set(objects.map(({ id }) => id)).size === objects.length) return [...objects];
  const groups = new Map<string, JsonObject[]>();
  for (const object of objects) {
    const id = textOf(object, 'id') ?? '';
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [object]);
    else group.push(object);
  }
  const merged: JsonObject[] = [];
  for (const [id, group] of groups) {
    const [first] = group;
    if (group.length === 1 && first !== undefined) merged.push(first);
    else {
      merged.push(newest(group));
      note({
        code: 'merged-duplicate',
        objectId: id,
        message: `${group.length} objects with this id were made one: the newest version counts.`,
      });
    }
  }
  return merged;
}

function newest(group: readonly JsonObject[]): JsonObject {
  const modified = group.map((object) => textOf(object, 'modified') ?? '');
  const last = modified.reduce((a, b) => (a > b ? a : b));
  const texts = new Map<string, JsonObject>();
  group.forEach((object, index) => {
    if (modified[index] === last) texts.set(canonicalJson(object), object);
  });
  const ordered = [...texts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
  return ordered.reduce(unite);
}

function unite(left: JsonObject, right: JsonObject): JsonObject {
  const united: MutableJsonObject = { ...left };
  for (const [key, value] of Object.entries(right)) {
    const known = united[key];
    if (isJsonArray(known) && isJsonArray(value)) united[key] = uniteLists(known, value);
    else united[key] = isJsonObject(known) && isJsonObject(value) ? unite(known, value) : value;
  }
  return united;
}

function uniteLists(left: readonly Json[], right: readonly Json[]): readonly Json[] {
  return [...new Map([...left, ...right].map((item) => [canonicalJson(item), item])).values()];
}
