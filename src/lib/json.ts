import { exceededLimit, jsonLimits } from './json-limits.js';
import { err, ok, type Result } from './result.js';

/** A JSON object from outside: its properties are unchecked. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for objects that are neither null nor arrays. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `message` completes "the response …". */
export interface JsonFailure {
  readonly reason: 'invalid-json' | 'json-limit';
  readonly message: string;
}

/** Parses JSON within limits; a byte order mark, which some servers send, is skipped. */
export function parseJson(json: string | Buffer, limits = jsonLimits): Result<unknown, JsonFailure> {
  const exceeded = exceededLimit(typeof json === 'string' ? Buffer.from(json) : json, limits);
  if (exceeded !== undefined) return err({ reason: 'json-limit', message: exceeded });
  try {
    const value: unknown = JSON.parse(json.toString().replace(/^\uFEFF/, ''));
    return ok(value);
  } catch {
    return err({ reason: 'invalid-json', message: 'is not JSON' });
  }
}

/** Undefined for anything but a JSON object, for example an HTML page. */
export function parseJsonObject(json: string | Buffer): JsonObject | undefined {
  const parsed = parseJson(json);
  return parsed.ok && isJsonObject(parsed.value) ? parsed.value : undefined;
}

/** The value if it is a text other than the empty one. */
export function nonEmptyString(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The value if it is a finite number. */
export function finiteNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The objects in a list; none if the value is not a list. */
export function jsonObjectsIn(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
