import type { Json, JsonObject } from '../json.js';

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/**
 * Canonical JSON (RFC 8785): keys in UTF-16 order, no spaces, non-ASCII literal. `JSON.stringify` already
 * writes strings and numbers as the RFC wants. Undefined properties are left out.
 */
export function canonicalJson(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  return `{${canonicalEntries(value).join(',')}}`;
}

function canonicalEntries(object: JsonObject): string[] {
  const entries: string[] = [];
  for (const key of Object.keys(object).sort()) {
    const value = object[key];
    if (value !== undefined) entries.push(`${JSON.stringify(key)}:${canonicalJson(value)}`);
  }
  return entries;
}
