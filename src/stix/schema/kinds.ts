/**
 * The kinds of property values of STIX 2.1 section 2. A kind reads a value: it answers the value in its
 * normal form, or undefined where the value is not of the kind. Items of lists and dictionaries that are not of
 * their kind are left out one by one and told through `fault`.
 */
import { isJsonArray, isJsonObject, type Json, type JsonObject, type MutableJsonObject } from '../json.js';
import { typeOfId } from '../ids/index.js';
import { normalTimestamp } from '../values/timestamp.js';

type Fault = () => void;

export interface Kind<T extends Json = Json> {
  readonly read: (value: Json, fault: Fault) => T | undefined;
  readonly required?: boolean | undefined;
}

export type Table = Readonly<Record<string, Kind>>;

type RequiredKeys<T extends Table> = {
  [K in keyof T]: T[K] extends { readonly required: true } ? K : never;
}[keyof T];
type ValueOf<K> = K extends Kind<infer V> ? V : never;

/** The TypeScript type that a table describes: one source for the check at run time and at compile time. */
export type ObjectOf<T extends Table> = { readonly [K in RequiredKeys<T>]: ValueOf<T[K]> } & {
  readonly [K in Exclude<keyof T, RequiredKeys<T>>]?: ValueOf<T[K]>;
};

export const required = <T extends Json>(kind: Kind<T>): Kind<T> & { readonly required: true } => ({
  ...kind,
  required: true,
});

export const string: Kind<string> = {
  read: (value) => (typeof value === 'string' ? value : undefined),
};

export const boolean: Kind<boolean> = {
  read: (value) => (typeof value === 'boolean' ? value : undefined),
};

/** UTC with milliseconds: `2024-01-15T10:30:00.000Z`. */
export const timestamp: Kind<string> = {
  read: (value) => (typeof value === 'string' ? normalTimestamp(value) : undefined),
};

export const integer = (min = -Infinity, max = Infinity): Kind<number> => ({
  read: (value) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max
      ? value
      : undefined,
});

/** How many of something. */
export const count = integer(0);

export const float = (min = -Infinity, max = Infinity): Kind<number> => ({
  read: (value) => (typeof value === 'number' && value >= min && value <= max ? value : undefined),
});

/** Hexadecimal bytes, an even number of digits. */
export const hex: Kind<string> = {
  read: (value) => (typeof value === 'string' && /^(?:[0-9a-f]{2})+$/i.test(value) ? value : undefined),
};

/** Base64. */
export const binary: Kind<string> = {
  read: (value) =>
    typeof value === 'string' && value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value)
      ? value
      : undefined,
};

/** A closed vocabulary: nothing else is allowed. */
export const enumeration = <const V extends string>(values: readonly V[]): Kind<V> => ({
  read: (value) => values.find((known) => known === value),
});

/** An open vocabulary: other words are allowed, known ones get the vocabulary's spelling ("Remote Access Trojan"). */
export function vocabulary(values: readonly string[]): Kind<string> {
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

/** A list is never empty in STIX: one without a good item reads as absent. */
export const list = <T extends Json>(item: Kind<T>): Kind<readonly T[]> => ({
  read: (value, fault) => {
    if (!isJsonArray(value)) return undefined;
    const items: T[] = [];
    for (const entry of value) {
      const read = item.read(entry, fault);
      if (read === undefined) fault();
      else items.push(read);
    }
    if (isSame(value, items)) return value.length > 0 ? value : undefined;
    return items.length > 0 ? items : undefined;
  },
});

/** Whether nothing was changed: then the list itself can stay, and with it the object that it is in. */
function isSame<T extends Json>(list: readonly Json[], items: readonly T[]): list is readonly T[] {
  return list.length === items.length && items.every((item, index) => item === list[index]);
}

/** The id of an object of one of the types; any type when none is named. */
export function reference(...types: readonly string[]): Kind<string> {
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
export function references(...types: readonly string[]): Kind<readonly string[]> {
  const ids = list(reference(...types));
  return {
    read: (value, fault) => {
      const read = ids.read(value, fault);
      return read && (read.length > 1 ? distinct(read) : read);
    },
  };
}

function distinct(ids: readonly string[]): readonly string[] {
  const set = new Set(ids);
  return set.size < ids.length ? [...set] : ids;
}

/** What a container is about: objects, not what they are marked or bundled with (the reference library agrees). */
const meta = new Set(['marking-definition', 'bundle', 'extension-definition', 'language-content']);
const anyReferences = references();
export const contentReferences: Kind<readonly string[]> = {
  read: (value, fault) => {
    const read = anyReferences.read(value, fault);
    const kept = read?.filter((id) => !meta.has(typeOfId(id)));
    if (kept === undefined || kept.length === read?.length) return read;
    fault();
    return kept.length > 0 ? kept : undefined;
  },
};

/** A nested object with properties of its own; custom ones stay. */
export function object(table: Table): Kind<JsonObject> {
  return {
    read: (value, fault) => {
      if (!isJsonObject(value)) return undefined;
      const read = readProperties(value, table, fault);
      const complete = Object.entries(table).every(
        ([name, kind]) => !kind.required || read[name] !== undefined,
      );
      return complete && Object.keys(read).length > 0 ? read : undefined;
    },
  };
}

/** Keys of dictionaries (STIX 2.1 section 2.5): letters, digits, `-` and `_`. */
const dictionaryKey = /^[a-zA-Z0-9_-]{1,250}$/;

export const dictionary = <T extends Json>(item: Kind<T>): Kind<JsonObject> => ({
  read: (value, fault) => {
    if (!isJsonObject(value)) return undefined;
    const read: MutableJsonObject = {};
    for (const [key, entry] of Object.entries(value)) {
      const good = entry === undefined || !dictionaryKey.test(key) ? undefined : item.read(entry, fault);
      if (good === undefined) fault();
      else read[key] = good;
    }
    return Object.keys(read).length > 0 ? read : undefined;
  },
});

/** Hashes by algorithm; their values have been checked before. */
export const hashes = dictionary(string);

export const anything: Kind = { read: (value) => value };

/** Reads every property that the table knows; what it does not know is copied. */
function readProperties(
  value: JsonObject,
  table: Table,
  fault: (property: string) => void,
): MutableJsonObject {
  const read: MutableJsonObject = {};
  let name = '';
  const faultHere = (): void => fault(name);
  for (name of Object.keys(value)) {
    const given = value[name];
    if (given === undefined) continue;
    const good = Object.hasOwn(table, name) ? table[name]?.read(given, faultHere) : given;
    if (good === undefined) fault(name);
    else read[name] = good;
  }
  return read;
}
