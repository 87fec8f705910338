import { textOf, type JsonObject, type MutableJsonObject } from '../json.js';
import type { TakeNote } from '../notes.js';
import { propertiesOf } from '../schema/index.js';

/** Valid names of properties (STIX 2.1 section 3.1). */
const propertyName = /^(?:id|[a-z][a-z0-9_]{2,249})$/;

/**
 * Returns the object with only the properties that have the type of the standard; undefined for a type that the platform
 * does not import (custom types, `extension-definition`, `language-content`: docs/opencti-api.md#import-rules).
 * Custom properties stay where their name is one.
 */
export function typedObject(object: JsonObject, note: TakeNote): JsonObject | undefined {
  const type = textOf(object, 'type') ?? '';
  const objectId = textOf(object, 'id') ?? '';
  const properties = propertiesOf(type);
  if (properties === undefined) {
    note({ code: 'dropped-type', objectId, message: `OpenCTI does not import the type ${type}.` });
    return undefined;
  }
  let faulty: Set<string> | undefined;
  // Most objects are as they should be, and are not copied.
  let typed: MutableJsonObject | undefined = object.spec_version === '2.1' ? undefined : { ...object };
  let name = '';
  const fault = (): void => {
    faulty ??= new Set();
    faulty.add(name);
  };
  for (name in object) {
    const value = object[name];
    if (value === undefined) continue;
    const kind = properties.get(name);
    const custom = kind === undefined && propertyName.test(name) ? value : undefined;
    const read = kind === undefined ? custom : kind.read(value, fault);
    if (read === undefined) fault();
    if (read === value) continue;
    typed ??= { ...object };
    typed[name] = read;
  }
  if (typed === undefined) return object;
  typed.spec_version = '2.1';
  for (const property of faulty ?? []) tell(property, typed[property] === undefined, objectId, note);
  return typed;
}

function tell(property: string, whole: boolean, objectId: string, note: TakeNote): void {
  const code = whole ? 'dropped-property' : 'dropped-value';
  const what = whole
    ? `The property ${property} was left out`
    : `Parts of the property ${property} were left out`;
  note({ code, objectId, message: `${what}: not what STIX 2.1 allows there.` });
}
