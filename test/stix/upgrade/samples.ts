import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, objectsOf, type Json, type JsonObject } from '../../../src/stix/json.js';

export function bundleNames(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();
}

export function bundleObjects(folder: string, name: string): readonly JsonObject[] {
  return objectsOfBundle(JSON.parse(readFileSync(join(folder, name), 'utf8')));
}

export function objectsOfBundle(bundle: unknown): readonly JsonObject[] {
  return isJson(bundle) && isJsonObject(bundle) ? objectsOf(bundle, 'objects') : [];
}

/** The result of `JSON.parse` is JSON. */
function isJson(value: unknown): value is Json {
  return value !== undefined;
}
