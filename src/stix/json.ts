/** JSON as data without a schema, and the guards that read it. */
import { isJsonObject as isObject } from '../lib/index.js';

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** A JSON object under construction. */
export type MutableJsonObject = Record<string, Json | undefined>;

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return isObject(value);
}

export function isJsonArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Returns the object with these properties; the same object if it has them already. */
export function withProperties(object: JsonObject, properties: JsonObject): JsonObject {
  for (const name in properties) if (object[name] !== properties[name]) return { ...object, ...properties };
  return object;
}

/** Runs many times for every object: only a text that begins with white space is trimmed. */
function isBlank(text: string): boolean {
  return text === '' || ((!(text.charCodeAt(0) > 0x20) || text.charCodeAt(0) >= 0x80) && text.trim() === '');
}

/** Returns the string under `key`; undefined for a blank one and for any other value. */
export function textOf(object: JsonObject, key: string): string | undefined {
  const value = object[key];
  return typeof value === 'string' && !isBlank(value) ? value : undefined;
}

/** Returns the strings in the list under `key`, without its other items. */
export function textsOf(object: JsonObject, key: string): readonly string[] {
  const value = object[key];
  return isJsonArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** Returns the objects in the list under `key`, without its other items. */
export function objectsOf(object: JsonObject, key: string): readonly JsonObject[] {
  const value = object[key];
  return isJsonArray(value) ? value.filter((item) => isJsonObject(item)) : [];
}

/**
 * Returns canonical JSON (RFC 8785): keys in UTF-16 order, no spaces, non-ASCII characters as they are.
 * `JSON.stringify` already writes strings and numbers as the RFC requires. Undefined properties are left out.
 */
export function canonicalJson(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isJsonArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const entries: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const item = value[key];
    if (item !== undefined) entries.push(`${JSON.stringify(key)}:${canonicalJson(item)}`);
  }
  return `{${entries.join(',')}}`;
}

/** Returns the only item of a list, and other values as they are. */
export const single = (value: Json): Json | undefined =>
  isJsonArray(value) && value.length === 1 ? value[0] : value;

/** Returns a text, or the text of a number, also if it is the only item of a list. */
export function asText(value: Json): string | undefined {
  const item = single(value);
  return typeof item === 'string' || typeof item === 'number' ? String(item) : undefined;
}
