/** Finds differences between source and output that have no note, without knowledge of the conversion. */
import type { Conversion } from '../../../src/stix/index.js';
import { isJsonArray, isJsonObject, textOf, type Json, type JsonObject } from '../../../src/stix/json.js';
import { markingMeaning } from '../../../src/stix/markings/meaning.js';
import { objectsOf } from './convert-source.js';

/** Notes whose message does not name the properties that they are about. */
const propertiesOfCode: Readonly<Record<string, readonly string[]>> = {
  'dropped-external-reference': ['external_references'],
  'dropped-hash': ['hashes', 'extensions'],
  'dropped-marking': ['object_marking_refs', 'granular_markings'],
  'unknown-marking': ['object_marking_refs', 'granular_markings'],
  'filled-name': ['name'],
  'refanged-value': ['value'],
  'retyped-observable': ['value'],
  'retyped-relationship': ['relationship_type', 'description'],
  'reversed-relationship': ['relationship_type', 'description', 'source_ref', 'target_ref'],
  'split-sighting': ['where_sighted_refs', 'observed_data_refs'],
  'shortened-name': ['name', 'description'],
};

/** STIX 2.0's `labels` of the types that have a property for their kind in 2.1. */
const kinds = new Map(
  ['indicator', 'malware', 'report', 'threat-actor', 'tool'].map((type) => [
    type,
    `${type.replace('-', '_')}_types`,
  ]),
);

const loneSurrogate = /\p{Surrogate}/gu;

const isSentObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null;

/** The object's id and the property of each loss. */
export function untoldLosses(source: readonly Json[], conversion: Conversion): string[] {
  const sent = new Map(
    conversion.bundles.flatMap(({ json }) =>
      objectsOf(json)
        .filter(isSentObject)
        .map((object) => [textOf(object, 'id') ?? '', object] as const),
    ),
  );
  const { notes } = conversion;
  const replaced = new Map(
    notes.flatMap(({ code, objectId, message }) => {
      const id = code === 'replaced-id' ? / replaced by (\S+)\.$/.exec(message)?.[1] : undefined;
      return id === undefined ? [] : [[objectId, id] as const];
    }),
  );
  const count = new Map<string, number>();
  const authors = new Set(
    notes.filter(({ code }) => code === 'replaced-author').map((note) => note.objectId),
  );
  const tlp = new Set(
    source
      .filter(isJsonObject)
      .filter((one) => markingMeaning(one).isTlp)
      .map(({ id }) => id),
  );

  const losses: string[] = [];
  for (const object of source) {
    const type = isJsonObject(object) ? textOf(object, 'type') : undefined;
    if (!isJsonObject(object) || type === undefined) {
      const told = notes.some(({ code }) => code === 'dropped-object' || code === 'dropped-null');
      if (!told) losses.push(`an item that is not an object: ${JSON.stringify(object)}`);
      continue;
    }
    const id = textOf(object, 'id')?.replace(loneSurrogate, '\ufffd');
    if (id === undefined) {
      if (!notes.some(({ code }) => code === 'replaced-id')) losses.push(`a ${type} without an id`);
      continue;
    }
    count.set(id, (count.get(id) ?? 0) + 1);
    if (type === 'marking-definition' && tlp.has(id)) continue;
    const about = notes.filter(({ objectId }) => objectId === id || objectId === replaced.get(id));
    // Of several versions, one is sent.
    if (about.some(({ code }) => code === 'merged-duplicate')) continue;
    const output = sent.get(replaced.get(id) ?? id);
    if (output === undefined) {
      if (!about.some(({ code }) => /^dropped-|^invalid-value$/.test(code))) losses.push(`${id} as a whole`);
      continue;
    }
    const told = (property: string): boolean =>
      about.some(
        ({ code, message }) =>
          (propertiesOfCode[code] ?? []).includes(property) || message.split(/[^\w-]+/).includes(property),
      ) ||
      (property.endsWith('created_by_ref') && authors.has(textOf(object, property) ?? ''));
    for (const [property, value] of Object.entries(object)) {
      const kept = output[property] ?? movedTo(property, object, output);
      if (value === undefined || told(property)) continue;
      if (property === 'labels' && told(kinds.get(type) ?? '')) continue;
      if (property === '__proto__') {
        if (!about.some(({ code }) => code === 'dropped-unusable')) losses.push(`${id}: __proto__`);
        continue;
      }
      if (value === null || hasNull(value)) {
        if (!about.some(({ code }) => code === 'dropped-null')) losses.push(`${id}: a null of ${property}`);
      }
      const lost = lostPath(property, value, kept, replaced, tlp, object);
      // A note can name a nested property.
      if (lost !== undefined && !lost.split('.').some(told))
        losses.push(`${id}: ${property} ${JSON.stringify(value)} became ${JSON.stringify(kept)}`);
    }
  }
  for (const [id, times] of count)
    if (times > 1 && !notes.some(({ code, objectId }) => code === 'merged-duplicate' && objectId === id))
      losses.push(`${id} is there ${times} times`);
  return losses;
}

function movedTo(property: string, object: JsonObject, output: JsonObject): Json | undefined {
  if (property === 'created_by_ref') return output.x_opencti_created_by_ref;
  if (property === 'labels' && object.spec_version !== '2.1')
    return output[kinds.get(textOf(object, 'type') ?? '') ?? ''];
  if (property === 'objects' && object.type === 'observed-data') return object.objects;
  return undefined;
}

function lostPath(
  property: string,
  value: Json,
  kept: Json | undefined,
  replaced: ReadonlyMap<string | undefined, string>,
  tlp: ReadonlySet<unknown>,
  object: JsonObject,
): string | undefined {
  if (['id', 'type', 'spec_version', 'modified'].includes(property)) return undefined;
  const before = leaves(value, property, replaced);
  const after = leaves(kept, property, replaced);
  for (const [path, words] of before) {
    const left = new Set(after.get(path) ?? []);
    for (const word of words) {
      if (property === 'object_marking_refs' && (tlp.has(word) || markingMeaning({ id: word }).isTlp))
        continue;
      // The placeholder of STIX 2.0 has no content.
      if (property === 'labels' && object.spec_version !== '2.1' && word === 'unknown') continue;
      if (!left.has(word)) return path;
    }
  }
  return undefined;
}

function hasNull(value: Json): boolean {
  if (value === null) return true;
  if (isJsonArray(value)) return value.some(hasNull);
  return (
    isJsonObject(value) &&
    Object.entries(value).some(([key, item]) => key !== '__proto__' && item !== undefined && hasNull(item))
  );
}

/** By path without positions, each scalar in a spelling that its normal form shares. */
function leaves(
  value: Json | undefined,
  path: string,
  replaced: ReadonlyMap<string | undefined, string>,
  found = new Map<string, string[]>(),
): ReadonlyMap<string, string[]> {
  if (isJsonArray(value)) for (const item of value) leaves(item, path, replaced, found);
  else if (isJsonObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      if (key === '__proto__') continue;
      const name = path.endsWith('hashes') ? key.toLowerCase().replace(/[^a-z0-9]/g, '') : key;
      leaves(item, `${path}.${name}`, replaced, found);
    }
  } else if (typeof value === 'number' ? Number.isFinite(value) : value !== undefined && value !== null) {
    const text = String(value);
    if (text.trim() === '') return found;
    const followed = /_refs?$/.test(path) ? replaced.get(text) : undefined;
    found.set(path, [...(found.get(path) ?? []), spelling(followed ?? text)]);
  }
  return found;
}

function spelling(text: string): string {
  const time = /^\d{4}-\d{2}-\d{2}(?:[T ]|$)/i.test(text) ? Date.parse(text.toUpperCase()) : NaN;
  if (!Number.isNaN(time)) return new Date(time).toISOString().slice(0, 19);
  return text
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-')
    .replace(loneSurrogate, '\ufffd');
}
