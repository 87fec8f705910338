/** What changed on observables, by type: STIX 2.1 sections 6.1 to 6.18, compared with STIX 2.0 part 4. */
import type { ConversionNote } from '../conversion.js';
import { isJsonArray, isJsonObject, textOf, textsOf, type Json, type JsonObject } from '../json.js';

/** Type -> 2.0 name -> 2.1 name. */
const renamed = new Map<string, ReadonlyMap<string, string>>(
  Object.entries({
    directory: { created: 'ctime', modified: 'mtime', accessed: 'atime' },
    file: { created: 'ctime', modified: 'mtime', accessed: 'atime' },
    // A slip of the reference library's 2.0 tables, and so of what was written with it.
    'network-traffic': { encapsulates_by_ref: 'encapsulated_by_ref' },
    process: { created: 'created_time', binary_ref: 'image_ref' },
    'user-account': { password_last_changed: 'credential_last_changed' },
    'windows-registry-key': { modified: 'modified_time' },
  }).map(([type, names]) => [type, new Map(Object.entries(names))]),
);

/** Type or extension -> properties of 2.0 that 2.1 took away without a successor. */
const removed = new Map<string, readonly string[]>([
  ['file', ['is_encrypted', 'encryption_algorithm', 'decryption_key']],
  ['process', ['name', 'arguments']],
  ['archive-ext', ['version']],
  ['raster-image-ext', ['image_compression_algorithm']],
  ['socket-ext', ['protocol_family']],
]);

type Drop = (property: string) => void;
type Entry = [string, Json | undefined];

/** The observable of a 2.0 observed-data with the properties of 2.1; its references are left as they are. */
export function upgradeObservable(
  observable: JsonObject,
  observedDataId: string,
  note: (note: ConversionNote) => void,
): JsonObject {
  const type = textOf(observable, 'type') ?? '';
  const drop: Drop = (property) =>
    note({
      code: 'dropped-property',
      objectId: observedDataId,
      message: `The ${property} of an embedded ${type} was left out: STIX 2.1 has no place for it.`,
    });
  const body = reshape(withCommandLine(rename(observable, renamed.get(type), drop)), type, drop);
  if (!isJsonObject(body.extensions)) return body;
  const extensions = Object.entries(body.extensions).map(([name, extension]): Entry => [
    name,
    isJsonObject(extension) ? reshape(extension, name, (property) => drop(`${name} ${property}`)) : extension,
  ]);
  return { ...body, extensions: Object.fromEntries(extensions) };
}

/** Where both spellings are there, the one of 2.1 wins. */
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

/**
 * The command line contains "the process name" and "any arguments" (STIX 2.1 section 6.13), which are separate
 * properties in 2.0. OpenCTI refuses a process without a command line.
 */
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

/** Takes away what 2.1 has not and turns request headers into lists. `key` is a type or an extension's name. */
function reshape(object: JsonObject, key: string, drop: Drop): JsonObject {
  const gone = (removed.get(key) ?? []).filter((property) => object[property] !== undefined);
  for (const property of gone) drop(property);
  const kept: JsonObject = gone.length === 0 ? object : without(object, gone);
  if (key !== 'http-request-ext') return kept;
  return { ...kept, request_header: valuesAsLists(kept.request_header) };
}

/** A header field can repeat, so its value is a list (STIX 2.1 section 6.12.3). In 2.0 it is a string. */
function valuesAsLists(dictionary: Json | undefined): Json | undefined {
  if (!isJsonObject(dictionary)) return dictionary;
  const entries = Object.entries(dictionary).map(([key, value]): Entry => [
    key,
    value === undefined || isJsonArray(value) ? value : [value],
  ]);
  return Object.fromEntries(entries);
}
