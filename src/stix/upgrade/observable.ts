/** Observables of STIX 2.0 (STIX 2.0 part 4) in STIX 2.1 (STIX 2.1 sections 6.1 to 6.18). */
import type { NoteContext } from '../context.js';
import { isJsonArray, isJsonObject, textOf, textsOf, type Json, type JsonObject } from '../json.js';

/** Type -> 2.0 name -> 2.1 name. */
const renamed = new Map<string, ReadonlyMap<string, string>>(
  Object.entries({
    directory: { created: 'ctime', modified: 'mtime', accessed: 'atime' },
    file: { created: 'ctime', modified: 'mtime', accessed: 'atime' },
    // A typing error in the reference library (stix2) for 2.0, and so in content that it wrote.
    'network-traffic': { encapsulates_by_ref: 'encapsulated_by_ref' },
    process: { created: 'created_time', binary_ref: 'image_ref' },
    'user-account': { password_last_changed: 'credential_last_changed' },
    'windows-registry-key': { modified: 'modified_time' },
  }).map(([type, names]) => [type, new Map(Object.entries(names))]),
);

/** Type or extension -> properties of 2.0 that 2.1 removed without a replacement. */
const removed = new Map<string, readonly string[]>([
  ['file', ['is_encrypted', 'encryption_algorithm', 'decryption_key']],
  ['process', ['name', 'arguments']],
  ['archive-ext', ['version']],
  ['raster-image-ext', ['image_compression_algorithm']],
  ['socket-ext', ['protocol_family']],
]);

type Drop = (property: string) => void;
type Entry = [string, Json | undefined];

/** Its references stay as they are. */
export function upgradeObservable(
  observable: JsonObject,
  observedDataId: string,
  { note }: NoteContext,
): JsonObject {
  const type = textOf(observable, 'type') ?? '';
  const drop: Drop = (property) =>
    note({
      code: 'dropped-property',
      objectId: observedDataId,
      message: `Removed ${property} of an embedded ${type}: STIX 2.1 has no such property.`,
    });
  const body = reshape(withCommandLine(rename(observable, renamed.get(type), drop)), type, drop);
  if (!isJsonObject(body.extensions)) return body;
  const extensions = Object.entries(body.extensions).map(([name, extension]): Entry => [
    name,
    isJsonObject(extension) ? reshape(extension, name, (property) => drop(`${name} ${property}`)) : extension,
  ]);
  return { ...body, extensions: Object.fromEntries(extensions) };
}

/** If both names exist, the one of 2.1 is used. */
function rename(object: JsonObject, names: ReadonlyMap<string, string> | undefined, drop: Drop): JsonObject {
  if (names === undefined || !Object.keys(object).some((key) => names.has(key))) return object;
  const entries = Object.entries(object).flatMap(([key, value]): Entry[] => {
    const name = names.get(key);
    if (name === undefined) return [[key, value]];
    if (object[name] === undefined) return [[name, value]];
    drop(key);
    return [];
  });
  return Object.fromEntries(entries);
}

/** STIX 2.1 section 6.13 has one command line, which OpenCTI requires (docs/opencti-api.md#import-rules). */
function withCommandLine(object: JsonObject): JsonObject {
  if (object.type !== 'process' || textOf(object, 'command_line') !== undefined) return object;
  const words = [textOf(object, 'name'), ...textsOf(object, 'arguments')].filter(
    (word) => word !== undefined,
  );
  if (words.length === 0) return object;
  return { ...without(object, ['name', 'arguments']), command_line: words.join(' ') };
}

function without(object: JsonObject, properties: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !properties.includes(key)));
}

/** `key` is a type or an extension. */
function reshape(object: JsonObject, key: string, drop: Drop): JsonObject {
  const present = (removed.get(key) ?? []).filter((property) => object[property] !== undefined);
  for (const property of present) drop(property);
  const kept: JsonObject = present.length === 0 ? object : without(object, present);
  if (key !== 'http-request-ext') return kept;
  return { ...kept, request_header: valuesAsLists(kept.request_header) };
}

/** Headers can repeat: their values are lists in 2.1 (STIX 2.1 section 6.12.3), and strings in 2.0. */
function valuesAsLists(dictionary: Json | undefined): Json | undefined {
  if (!isJsonObject(dictionary)) return dictionary;
  const entries = Object.entries(dictionary).map(([key, value]): Entry => [
    key,
    value === undefined || isJsonArray(value) ? value : [value],
  ]);
  return Object.fromEntries(entries);
}
