/** JSON as data without a schema, and the guards that read it. */
import { isJsonObject as isObject } from '../lib/index.js';

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

export type MutableJsonObject = Record<string, Json | undefined>;

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return isObject(value);
}

export function isJsonArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The same object if it has these properties already. */
export function withProperties(object: JsonObject, properties: JsonObject): JsonObject {
  for (const name in properties) if (object[name] !== properties[name]) return { ...object, ...properties };
  return object;
}

/** Runs many times for every object: only a text that begins with white space is trimmed. */
export function isBlankText(text: string): boolean {
  return text === '' || ((!(text.charCodeAt(0) > 0x20) || text.charCodeAt(0) >= 0x80) && text.trim() === '');
}

/** The string under `key`; undefined for a blank one and for any other value. */
export function textOf(object: JsonObject, key: string): string | undefined {
  const value = object[key];
  return typeof value === 'string' && !isBlankText(value) ? value : undefined;
}

/** The strings in the list under `key`, without its other items. */
export function textsOf(object: JsonObject, key: string): readonly string[] {
  const value = object[key];
  return isJsonArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The objects in the list under `key`, without its other items. */
export function objectsOf(object: JsonObject, key: string): readonly JsonObject[] {
  const value = object[key];
  return isJsonArray(value) ? value.filter((item) => isJsonObject(item)) : [];
}

/** Canonical JSON (RFC 8785), whose strings and numbers are those of `JSON.stringify`. */
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

/** The only item of a list, and other values as they are. */
export const single = (value: Json): Json | undefined =>
  isJsonArray(value) && value.length === 1 ? value[0] : value;

/** A text, or that of a number, also as the only item of a list. */
export function asText(value: Json): string | undefined {
  const item = single(value);
  return typeof item === 'string' || typeof item === 'number' ? String(item) : undefined;
}
