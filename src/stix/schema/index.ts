/** Which object types there are, and what each may hold. */
import { markingDefinition } from './common.js';
import { domainObjects } from './domain-objects.js';
import type { Kind, ObjectOf, Table } from './kinds.js';
import { observables } from './observables.js';
import { openctiObjects, openctiObservables } from './opencti-objects.js';

export type Identity = ObjectOf<typeof domainObjects.identity>;
export type MarkingDefinition = ObjectOf<typeof markingDefinition>;

const tables = new Map<string, Table>([
  ...Object.entries(domainObjects),
  ...Object.entries(observables),
  ...Object.entries(openctiObjects),
  ...Object.entries(openctiObservables),
  ['marking-definition', markingDefinition],
]);

const kinds = new Map([...tables].map(([type, table]) => [type, new Map(Object.entries(table))]));

/** The properties that a type may have; undefined for a type that the platform does not import. */
export function propertiesOf(type: string): ReadonlyMap<string, Kind> | undefined {
  return kinds.get(type);
}

const orders = new Map([...tables].map(([type, table]) => [type, new Set(Object.keys(table))]));

/** The properties of a type in the order of the standard, for a stable output. */
export function propertyOrder(type: string): ReadonlySet<string> {
  return orders.get(type) ?? new Set();
}

/** The properties that the standard requires of a type. */
export function requiredProperties(type: string): readonly string[] {
  return requirements.get(type) ?? [];
}

const requirements = new Map(
  [...tables].map(([type, table]) => [
    type,
    Object.entries(table).flatMap(([name, kind]) => (kind.required === true ? [name] : [])),
  ]),
);
