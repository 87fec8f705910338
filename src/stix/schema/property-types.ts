/**
 * The types of property values (STIX 2.1 section 2). `read` returns a value in its normal form, or undefined if the value
 * does not have the type. Invalid items of lists and dictionaries are removed one by one; each calls `onInvalid`.
 */
import { isJsonArray, isJsonObject, type Json, type JsonObject, type MutableJsonObject } from '../json.js';
import { typeOfId } from '../ids/uuid.js';
import { normalTimestamp } from '../values/timestamp.js';

type OnInvalid = () => void;

export interface PropertyType<T extends Json = Json> {
  readonly read: (value: Json, onInvalid: OnInvalid) => T | undefined;
  readonly required?: boolean | undefined;
}

export type Table = Readonly<Record<string, PropertyType>>;

type RequiredKeys<T extends Table> = {
  [K in keyof T]: T[K] extends { readonly required: true } ? K : never;
}[keyof T];
type ValueOf<K> = K extends PropertyType<infer V> ? V : never;

/** The TypeScript type of the objects that a table describes. */
export type ObjectOf<T extends Table> = { readonly [K in RequiredKeys<T>]: ValueOf<T[K]> } & {
  readonly [K in Exclude<keyof T, RequiredKeys<T>>]?: ValueOf<T[K]>;
};

export const required = <T extends Json>(
  type: PropertyType<T>,
): PropertyType<T> & { readonly required: true } => ({
  ...type,
  required: true,
});

export const string: PropertyType<string> = {
  read: (value) => (typeof value === 'string' ? value : undefined),
};

export const boolean: PropertyType<boolean> = {
  read: (value) => (typeof value === 'boolean' ? value : undefined),
};

/** UTC with milliseconds: `2024-01-15T10:30:00.000Z`. */
export const timestamp: PropertyType<string> = {
  read: (value) => (typeof value === 'string' ? normalTimestamp(value) : undefined),
};

export const integer = (min = -Infinity, max = Infinity): PropertyType<number> => ({
  read: (value) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max
      ? value
      : undefined,
});

/** A number of things. */
export const count = integer(0);

export const float = (min = -Infinity, max = Infinity): PropertyType<number> => ({
  read: (value) => (typeof value === 'number' && value >= min && value <= max ? value : undefined),
});

/** Hexadecimal bytes, with an even number of digits (STIX 2.1 section 2.8). */
export const hex: PropertyType<string> = {
  read: (value) => (typeof value === 'string' && /^(?:[0-9a-f]{2})+$/i.test(value) ? value : undefined),
};

/** Base64 (STIX 2.1 section 2.1). */
export const binary: PropertyType<string> = {
  read: (value) =>
    typeof value === 'string' && value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value)
      ? value
      : undefined,
};

/** A closed vocabulary: no other value is allowed (STIX 2.1 section 2.4). */
export const enumeration = <const V extends string>(values: readonly V[]): PropertyType<V> => ({
  read: (value) => values.find((known) => known === value),
});

/**
 * An open vocabulary (STIX 2.1 section 2.13): other values are allowed, and known ones get the spelling of the vocabulary
 * ("Remote Access Trojan" becomes "remote-access-trojan").
 */
export function vocabulary(values: readonly string[]): PropertyType<string> {
  const known = new Set(values);
  const bySpelling = new Map(values.map((word) => [word.toLowerCase(), word]));
  return {
    read: (value) => {
      if (typeof value !== 'string') return undefined;
      if (known.has(value)) return value;
      const word = value.trim().toLowerCase();
      if (word === '') return undefined;
      return bySpelling.get(word.replace(/[\s_]+/g, '-')) ?? bySpelling.get(word) ?? value;
    },
  };
}

/** STIX has no empty lists (STIX 2.1 section 2.12): a list without a valid item is invalid. */
export const list = <T extends Json>(item: PropertyType<T>): PropertyType<readonly T[]> => ({
  read: (value, onInvalid) => {
    if (!isJsonArray(value)) return undefined;
    const items: T[] = [];
    for (const entry of value) {
      const read = item.read(entry, onInvalid);
      if (read === undefined) onInvalid();
      else items.push(read);
    }
    if (isSame(value, items)) return value.length > 0 ? value : undefined;
    return items.length > 0 ? items : undefined;
  },
});

/** Whether nothing changed: then neither the list nor its object needs a copy. */
function isSame<T extends Json>(list: readonly Json[], items: readonly T[]): list is readonly T[] {
  return list.length === items.length && items.every((item, index) => item === list[index]);
}

/** The id of an object of one of the types; of any type by default. */
export function reference(...types: readonly string[]): PropertyType<string> {
  const allowed = new Set(types);
  return {
    read: (value) => {
      if (typeof value !== 'string') return undefined;
      if (allowed.size === 0) return value.indexOf('--') > 0 ? value : undefined;
      return allowed.has(typeOfId(value)) ? value : undefined;
    },
  };
}

/** A list of ids, each once. */
export function references(...types: readonly string[]): PropertyType<readonly string[]> {
  const ids = list(reference(...types));
  return {
    read: (value, onInvalid) => {
      const read = ids.read(value, onInvalid);
      return read && (read.length > 1 ? distinct(read) : read);
    },
  };
}

function distinct(ids: readonly string[]): readonly string[] {
  const set = new Set(ids);
  return set.size < ids.length ? [...set] : ids;
}

/** Types that a container cannot refer to, as in the reference library (stix2). */
const meta = new Set(['marking-definition', 'bundle', 'extension-definition', 'language-content']);
const anyReferences = references();
export const contentReferences: PropertyType<readonly string[]> = {
  read: (value, onInvalid) => {
    const read = anyReferences.read(value, onInvalid);
    const kept = read?.filter((id) => !meta.has(typeOfId(id)));
    if (kept === undefined || kept.length === read?.length) return read;
    onInvalid();
    return kept.length > 0 ? kept : undefined;
  },
};

/** A nested object; custom properties stay. */
export function object(table: Table): PropertyType<JsonObject> {
  return {
    read: (value, onInvalid) => {
      if (!isJsonObject(value)) return undefined;
      const read = readProperties(value, table, onInvalid);
      const complete = Object.entries(table).every(
        ([name, type]) => !type.required || read[name] !== undefined,
      );
      return complete && Object.keys(read).length > 0 ? read : undefined;
    },
  };
}

/** Keys of dictionaries (STIX 2.1 section 2.3). */
const dictionaryKey = /^[a-zA-Z0-9_-]{1,250}$/;

export const dictionary = <T extends Json>(item: PropertyType<T>): PropertyType<JsonObject> => ({
  read: (value, onInvalid) => {
    if (!isJsonObject(value)) return undefined;
    const read: MutableJsonObject = {};
    for (const [key, entry] of Object.entries(value)) {
      const valid = entry === undefined || !dictionaryKey.test(key) ? undefined : item.read(entry, onInvalid);
      if (valid === undefined) onInvalid();
      else read[key] = valid;
    }
    return Object.keys(read).length > 0 ? read : undefined;
  },
});

/** Hashes by algorithm; `sanitize` has checked their values. */
export const hashes = dictionary(string);

export const anything: PropertyType = { read: (value) => value };

/** Reads the properties in the table, and copies all others. */
function readProperties(
  value: JsonObject,
  table: Table,
  onInvalid: (property: string) => void,
): MutableJsonObject {
  const read: MutableJsonObject = {};
  let name = '';
  const onInvalidHere = (): void => onInvalid(name);
  for (name of Object.keys(value)) {
    const given = value[name];
    if (given === undefined) continue;
    const valid = Object.hasOwn(table, name) ? table[name]?.read(given, onInvalidHere) : given;
    if (valid === undefined) onInvalid(name);
    else read[name] = valid;
  }
  return read;
}
