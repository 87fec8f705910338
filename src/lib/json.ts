import { err, ok, type Result } from './result.js';

/** A JSON object from outside: its properties have to be checked one by one. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses JSON text; a byte order mark, which some servers send, is skipped. */
export function parseJson(
  text: string,
): Result<unknown, { readonly reason: 'invalid-json'; readonly message: string }> {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return ok(value);
  } catch (error) {
    return err({ reason: 'invalid-json', message: error instanceof Error ? error.message : String(error) });
  }
}

/** The JSON object in a text; undefined for anything else, for example an HTML page. */
export function parseJsonObject(text: string): JsonObject | undefined {
  const parsed = parseJson(text);
  return parsed.ok && isJsonObject(parsed.value) ? parsed.value : undefined;
}

export function nonEmptyString(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function finiteNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The objects in a list; none if the value is not a list. */
export function jsonObjectsIn(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
