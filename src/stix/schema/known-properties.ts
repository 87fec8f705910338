import type { NoteContext } from '../context.js';
import { textOf, type JsonObject, type MutableJsonObject } from '../json.js';
import { markingDefinition } from './common.js';
import { domainObjects } from './domain-objects.js';
import { observables } from './observables.js';
import { openctiObjects, openctiObservables } from './opencti-objects.js';
import type { ObjectOf, PropertyType, Table } from './property-types.js';

export type Identity = ObjectOf<typeof domainObjects.identity>;
export type MarkingDefinition = ObjectOf<typeof markingDefinition>;

/** Valid names of properties (STIX 2.1 section 3.1). */
const propertyName = /^(?:id|[a-z][a-z0-9_]{2,249})$/;

/**
 * Keeps the properties whose values have the type of the standard, and custom properties with a valid name. Removes
 * objects of types that OpenCTI does not import: custom types, `extension-definition`, `language-content`
 * (docs/opencti-api.md#import-rules).
 */
export function keepKnownProperties(object: JsonObject, { note }: NoteContext): JsonObject | undefined {
  const type = textOf(object, 'type') ?? '';
  const objectId = textOf(object, 'id') ?? '';
  const properties = propertiesOf(type);
  if (properties === undefined) {
    note({ code: 'dropped-type', objectId, message: `OpenCTI does not import objects of type ${type}.` });
    return undefined;
  }
  let invalid: Set<string> | undefined;
  // Most objects are valid and need no copy.
  let known: MutableJsonObject | undefined = object.spec_version === '2.1' ? undefined : { ...object };
  let name = '';
  const onInvalid = (): void => {
    invalid ??= new Set();
    invalid.add(name);
  };
  for (name in object) {
    const value = object[name];
    if (value === undefined) continue;
    const propertyType = properties.get(name);
    const custom = propertyType === undefined && propertyName.test(name) ? value : undefined;
    const read = propertyType === undefined ? custom : propertyType.read(value, onInvalid);
    if (read === undefined) onInvalid();
    if (read === value) continue;
    known ??= { ...object };
    known[name] = read;
  }
  if (known === undefined) return object;
  known.spec_version = '2.1';
  for (const property of invalid ?? []) {
    const isRemoved = known[property] === undefined;
    note({
      code: isRemoved ? 'dropped-property' : 'dropped-value',
      objectId,
      message: isRemoved
        ? `Removed the property ${property}: STIX 2.1 does not allow it.`
        : `Removed parts of the property ${property}: STIX 2.1 does not allow them.`,
    });
  }
  return known;
}

const tables = new Map<string, Table>([
  ...Object.entries(domainObjects),
  ...Object.entries(observables),
  ...Object.entries(openctiObjects),
  ...Object.entries(openctiObservables),
  ['marking-definition', markingDefinition],
]);

const properties = new Map([...tables].map(([type, table]) => [type, new Map(Object.entries(table))]));

/** Returns the properties that a type can have; undefined for a type that OpenCTI does not import. */
export function propertiesOf(type: string): ReadonlyMap<string, PropertyType> | undefined {
  return properties.get(type);
}

const orders = new Map([...tables].map(([type, table]) => [type, new Set(Object.keys(table))]));

/** Returns the properties of a type in the order of the standard. */
export function propertyOrder(type: string): ReadonlySet<string> {
  return orders.get(type) ?? new Set();
}

const required = new Map(
  [...tables].map(([type, table]) => [
    type,
    Object.entries(table).flatMap(([name, propertyType]) => (propertyType.required === true ? [name] : [])),
  ]),
);

/** Returns the properties that the standard requires of a type. */
export function requiredProperties(type: string): readonly string[] {
  return required.get(type) ?? [];
}
