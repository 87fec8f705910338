/**
 * The types of values (STIX 2.1 section 2). `read` returns the normal form, or undefined for a value that
 * cannot be converted without loss; invalid items of lists and dictionaries are removed. Each change calls
 * `onChange`.
 */
import {
  asText,
  isJsonArray,
  isJsonObject,
  single,
  type Json,
  type JsonObject,
  type MutableJsonObject,
} from '../json.js';
import { typeOfId } from '../ids/uuid.js';
import { normalTimestamp } from '../values/timestamp.js';

/** `directive`: a command to the platform is removed. */
export type Change = 'converted' | 'directive' | 'removed';
export type OnChange = (change: Change) => void;

export interface PropertyType<T extends Json = Json> {
  readonly read: (value: Json, onChange: OnChange) => T | undefined;
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

function converted<T>(value: T | undefined, onChange: OnChange): T | undefined {
  if (value !== undefined) onChange('converted');
  return value;
}

export const string: PropertyType<string> = {
  read: (value, onChange) => (typeof value === 'string' ? value : converted(asText(value), onChange)),
};

export const filledText: PropertyType<string> = {
  read: (value, onChange) => {
    const text = string.read(value, onChange);
    return text === undefined || text.trim() === '' ? undefined : text;
  },
};

export const boolean: PropertyType<boolean> = {
  read: (value, onChange) => (typeof value === 'boolean' ? value : converted(asBoolean(value), onChange)),
};

function asBoolean(value: Json): boolean | undefined {
  const item = single(value);
  if (typeof item === 'boolean') return item;
  const text = typeof item === 'string' ? item.trim().toLowerCase() : '';
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

/** UTC with milliseconds: `2024-01-15T10:30:00.000Z`. */
export const timestamp: PropertyType<string> = {
  read: (value, onChange) => {
    if (typeof value === 'string') return normalTimestamp(value);
    const item = single(value);
    return typeof item === 'string' ? converted(normalTimestamp(item), onChange) : undefined;
  },
};

/** A number of JSON, as a text, or as the only item of a list. */
function asNumber(value: Json, onChange: OnChange): number | undefined {
  if (typeof value === 'number') return value;
  const item = single(value);
  if (typeof item === 'number') return converted(item, onChange);
  const isNumeral = typeof item === 'string' && /^\s*[+-]?\d+(?:\.\d+)?\s*$/.test(item);
  return isNumeral ? converted(Number(item), onChange) : undefined;
}

export const integer = (min = -Infinity, max = Infinity): PropertyType<number> => ({
  read: (value, onChange) => {
    const number = asNumber(value, onChange);
    return number !== undefined && Number.isSafeInteger(number) && number >= min && number <= max
      ? number
      : undefined;
  },
});

/** The importer refuses other integers (docs/opencti-api.md#limits-of-the-importer). */
export const int32 = integer(-(2 ** 31), 2 ** 31 - 1);

export const count = integer(0);

export const float = (min = -Infinity, max = Infinity): PropertyType<number> => ({
  read: (value, onChange) => {
    const number = asNumber(value, onChange);
    return number !== undefined && number >= min && number <= max ? number : undefined;
  },
});

/** An even number of digits (STIX 2.1 section 2.8). */
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

/** A closed vocabulary (STIX 2.1 section 2.4). */
export const enumeration = <const V extends string>(values: readonly V[]): PropertyType<V> => ({
  read: (value) => values.find((known) => known === value),
});

/** An open vocabulary (STIX 2.1 section 2.13); known words get its spelling ("Remote Access Trojan"). */
export function vocabulary(values: readonly string[]): PropertyType<string> {
  const known = new Set(values);
  const bySpelling = new Map(values.map((word) => [word.toLowerCase(), word]));
  return {
    read: (given, onChange) => {
      const value = typeof given === 'string' ? given : converted(only(given), onChange);
      if (value === undefined || known.has(value)) return value;
      const word = value.trim().toLowerCase();
      if (word === '') return undefined;
      return bySpelling.get(word.replace(/[\s_]+/g, '-')) ?? bySpelling.get(word) ?? value;
    },
  };
}

/** STIX 2.1 section 2.12: a list without a valid item is invalid. */
export const list = <T extends Json>(item: PropertyType<T>): PropertyType<readonly T[]> => ({
  read: (value, onChange) => {
    if (!isJsonArray(value)) {
      const only = item.read(value, onChange);
      return only === undefined ? undefined : converted([only], onChange);
    }
    const items: T[] = [];
    for (const entry of value) {
      const read = item.read(entry, onChange);
      if (read === undefined) onChange('removed');
      else items.push(read);
    }
    if (isSame(value, items)) return value.length > 0 ? value : undefined;
    return items.length > 0 ? items : undefined;
  },
});

/** Nothing changed: neither the list nor its object needs a copy. */
function isSame<T extends Json>(list: readonly Json[], items: readonly T[]): list is readonly T[] {
  return list.length === items.length && items.every((item, index) => item === list[index]);
}

function only(value: Json): string | undefined {
  const item = single(value);
  return typeof item === 'string' ? item : undefined;
}

/** The id of an object of one of the types; of any type by default. */
export function reference(...types: readonly string[]): PropertyType<string> {
  const allowed = new Set(types);
  return {
    read: (value, onChange) => {
      const id = typeof value === 'string' ? value : converted(only(value), onChange);
      if (id === undefined) return undefined;
      if (allowed.size === 0) return id.indexOf('--') > 0 ? id : undefined;
      return allowed.has(typeOfId(id)) ? id : undefined;
    },
  };
}

/** A list of ids, each once. A text is a list of one. */
export function references(...types: readonly string[]): PropertyType<readonly string[]> {
  const ids = list(reference(...types));
  return {
    read: (value, onChange) => {
      const read = ids.read(value, onChange);
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
  read: (value, onChange) => {
    const read = anyReferences.read(value, onChange);
    const kept = read?.filter((id) => !meta.has(typeOfId(id)));
    if (kept === undefined || kept.length === read?.length) return read;
    onChange('removed');
    return kept.length > 0 ? kept : undefined;
  },
};

/** Custom properties stay. */
export function object(table: Table): PropertyType<JsonObject> {
  const rows = new Map(Object.entries(table));
  const needed = [...rows].flatMap(([name, type]) => (type.required === true ? [name] : []));
  return {
    read: (value, onChange) => {
      if (!isJsonObject(value)) return undefined;
      const read = mapProperties(value, onChange, (given, name) => {
        const row = rows.get(name);
        return row === undefined ? given : row.read(given, onChange);
      });
      return read !== undefined && needed.every((name) => read[name] !== undefined) ? read : undefined;
    },
  };
}

/** Replaces each property by the result of `read` or removes it; undefined if nothing is left. */
export function mapProperties(
  value: JsonObject,
  onChange: OnChange,
  read: (given: Json, name: string) => Json | undefined,
): JsonObject | undefined {
  const mapped: MutableJsonObject = {};
  let isSame = true;
  let isEmpty = true;
  for (const name of Object.keys(value)) {
    const given = value[name];
    if (given === undefined) continue;
    const result = read(given, name);
    if (result !== given) isSame = false;
    if (result === undefined) onChange('removed');
    else {
      mapped[name] = result;
      isEmpty = false;
    }
  }
  if (isEmpty) return undefined;
  return isSame ? value : mapped;
}

/** STIX 2.1 section 2.3. */
const dictionaryKey = /^[a-zA-Z0-9_-]{1,250}$/;

export const dictionary = <T extends Json>(item: PropertyType<T>): PropertyType<JsonObject> => ({
  read: (value, onChange) =>
    isJsonObject(value)
      ? mapProperties(value, onChange, (entry, key) =>
          dictionaryKey.test(key) ? item.read(entry, onChange) : undefined,
        )
      : undefined,
});

/** `sanitize` has checked their values. */
export const hashes = dictionary(string);

export const anything: PropertyType = { read: (value) => value };
