import { textOf, type JsonObject } from '../json.js';
import type { TakeNote } from '../notes.js';
import { readProperties, tableOf } from '../schema/index.js';

/** STIX 2.1, section 3.1: the names that a property may have. */
const propertyName = /^(?:id|[a-z][a-z0-9_]{2,249})$/;

/**
 * The object with only properties of the type that the standard gives them; undefined for a type that the
 * platform does not import (custom types, `extension-definition`, `language-content`: contract page, section 8).
 * Custom properties stay where their name is one.
 */
export function typedObject(object: JsonObject, note: TakeNote): JsonObject | undefined {
  const type = textOf(object, 'type') ?? '';
  const objectId = textOf(object, 'id') ?? '';
  const table = tableOf(type);
  if (table === undefined) {
    note({ code: 'dropped-type', objectId, message: `OpenCTI does not import the type ${type}.` });
    return undefined;
  }
  const faulty = new Set<string>();
  const read = readProperties(object, table, (property) => faulty.add(property));
  for (const name of Object.keys(read)) {
    if (Object.hasOwn(table, name) || propertyName.test(name)) continue;
    read[name] = undefined;
    faulty.add(name);
  }
  read.spec_version = '2.1';
  for (const name of faulty) tell(name, read[name] === undefined, objectId, note);
  return read;
}

function tell(property: string, whole: boolean, objectId: string, note: TakeNote): void {
  const code = whole ? 'dropped-property' : 'dropped-value';
  const what = whole
    ? `The property ${property} was left out`
    : `Parts of the property ${property} were left out`;
  note({ code, objectId, message: `${what}: not what STIX 2.1 allows there.` });
}
