/** JSON as plain data, and the guards that read it: nothing here is trusted by its type. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** A JSON object under construction. */
export type MutableJsonObject = Record<string, Json | undefined>;

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isJsonArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The object with these properties; the same object where it has them already. */
export function withProperties(object: JsonObject, properties: JsonObject): JsonObject {
  for (const name in properties) if (object[name] !== properties[name]) return { ...object, ...properties };
  return object;
}

/** Called for every object many times: only a text that begins with white space needs a second look. */
function isBlank(text: string): boolean {
  return text === '' || ((!(text.charCodeAt(0) > 0x20) || text.charCodeAt(0) >= 0x80) && text.trim() === '');
}

/** The string under `key`, if it is one and is not blank. */
export function textOf(object: JsonObject, key: string): string | undefined {
  const value = object[key];
  return typeof value === 'string' && !isBlank(value) ? value : undefined;
}

/** The strings of the list under `key`; whatever else is in it is left out. */
export function textsOf(object: JsonObject, key: string): readonly string[] {
  const value = object[key];
  return isJsonArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The objects of the list under `key`; whatever else is in it is left out. */
export function objectsOf(object: JsonObject, key: string): readonly JsonObject[] {
  const value = object[key];
  return isJsonArray(value) ? value.filter((item) => isJsonObject(item)) : [];
}
