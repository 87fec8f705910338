/** Reads STIX bundles of the reference material. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, objectsOf, type Json, type JsonObject } from '../../../src/stix/json.js';

/** The names of the JSON files of a folder. */
export function bundleNames(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();
}

/** The objects of a bundle file. */
export function bundleObjects(folder: string, name: string): readonly JsonObject[] {
  return objectsOfBundle(JSON.parse(readFileSync(join(folder, name), 'utf8')));
}

/** The objects of a parsed bundle. */
export function objectsOfBundle(bundle: unknown): readonly JsonObject[] {
  return isJson(bundle) && isJsonObject(bundle) ? objectsOf(bundle, 'objects') : [];
}

/** The result of `JSON.parse` is JSON. */
function isJson(value: unknown): value is Json {
  return value !== undefined;
}
