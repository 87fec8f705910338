import { readFileSync } from 'node:fs';

import { isJsonObject, jsonObjectsIn, parseJsonObject, type JsonObject } from '../../../src/lib/index.js';
import { fixturePath } from '../../tools/paths.js';

export function caseObjects(name: string): readonly JsonObject[] {
  const bundle = parseJsonObject(readFileSync(fixturePath('stix', 'cases', `${name}.json`), 'utf8'));
  return jsonObjectsIn(bundle?.objects).filter(isJsonObject);
}
