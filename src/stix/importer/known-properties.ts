import { truncate } from '../../lib/index.js';
import { isDirective } from './directives.js';
import { extensionsOf } from './extensions.js';
import { types } from './limits.js';
import { groupOf, withImporterRows } from './rows.js';
import type { NoteContext, StepContext } from '../context.js';
import { isJsonArray, textOf, type Json, type JsonObject, type MutableJsonObject } from '../json.js';
import { datedObject, markingDefinition, observableObject } from '../schema/common.js';
import { domainObjects } from '../schema/domain-objects.js';
import { observables } from '../schema/observables.js';
import {
  list,
  string,
  type Change,
  type ObjectOf,
  type OnChange,
  type PropertyType,
  type Table,
} from '../schema/property-types.js';

export type Identity = ObjectOf<typeof domainObjects.identity>;
export type MarkingDefinition = ObjectOf<typeof markingDefinition>;

/** STIX 2.1 section 3.1. */
const propertyName = /^(?:id|[a-z][a-z0-9_]{2,249})$/;

/**
 * Removes commands, and objects and properties that OpenCTI does not import
 * (docs/opencti-api.md#limits-of-the-importer). Custom properties with a valid name stay.
 */
export function keepKnownProperties(
  object: JsonObject,
  { note, settings }: Pick<StepContext, 'note' | 'settings'>,
): JsonObject | undefined {
  const type = textOf(object, 'type') ?? '';
  const objectId = textOf(object, 'id') ?? '';
  const rows = propertiesOf(type);
  if (rows === undefined) {
    note({ code: 'dropped-type', objectId, message: `OpenCTI does not import objects of type ${type}.` });
    return undefined;
  }
  let changes: Map<string, Set<Change>> | undefined;
  // Most objects are valid and need no copy.
  let known: MutableJsonObject | undefined = object.spec_version === '2.1' ? undefined : { ...object };
  let name = '';
  const onChange = (change: Change): void => {
    changes ??= new Map();
    const ofProperty = changes.get(name);
    if (ofProperty === undefined) changes.set(name, new Set([change]));
    else ofProperty.add(change);
  };
  for (name in object) {
    const value = object[name];
    if (value === undefined) continue;
    const row = rows.get(name);
    if (creates.has(name) && (value === false || isSetting(name, value, settings))) continue;
    const read = row === undefined ? customProperty(name, value, type, onChange) : row.read(value, onChange);
    if (read === undefined) onChange('removed');
    if (read === value) continue;
    known ??= { ...object };
    known[name] = read;
  }
  if (known === undefined) return object;
  known.spec_version = '2.1';
  for (const [property, ofProperty] of changes ?? [])
    noteChange(property, ofProperty, object, known, { note });
  return known;
}

/** A source can give these commands with `false`: not to create something. */
const creates: ReadonlySet<string> = new Set(['x_opencti_create_indicator', 'x_opencti_create_observables']);

/** With the setting, bundles of this program come back. */
const isSetting = (name: string, value: Json, { createObservables }: StepContext['settings']): boolean =>
  name === 'x_opencti_create_observables' && value === createObservables;

/** A property that no table has; undefined removes it. */
function customProperty(name: string, value: Json, type: string, onChange: OnChange): Json | undefined {
  if (isDirective(name)) {
    onChange('directive');
    return undefined;
  }
  if (!propertyName.test(name) || (isJsonArray(value) && value.length === 0)) return undefined;
  if (!/_refs?$/.test(name)) return value;
  // The importer makes a relation of every reference of an observable, and fails on unknown ones.
  if (groupOf(type) === 'observable') return undefined;
  // A reference that is not a text prevents the import of the whole bundle.
  return (name.endsWith('_ref') ? string : list(string)).read(value, onChange);
}

function noteChange(
  property: string,
  changes: ReadonlySet<Change>,
  given: JsonObject,
  sent: JsonObject,
  { note }: NoteContext,
): void {
  const objectId = textOf(given, 'id') ?? '';
  const isRemoved = sent[property] === undefined;
  if (changes.has('directive'))
    note({
      code: 'dropped-directive',
      objectId,
      message: isRemoved
        ? `Removed the property ${property}: OpenCTI does not read it, or takes it for a command.`
        : `Removed parts of the property ${property} that OpenCTI takes for commands.`,
    });
  else if (isRemoved)
    note({
      code: 'dropped-property',
      objectId,
      message: `Removed the property ${property}: STIX 2.1 or OpenCTI does not allow its value.`,
    });
  else if (changes.has('removed'))
    note({
      code: 'dropped-value',
      objectId,
      message: `Removed parts of the property ${property}: STIX 2.1 or OpenCTI does not allow them.`,
    });
  else
    note({
      code: 'changed-property',
      objectId,
      message: `Changed the property ${property} from ${shortJson(given[property])} to ${shortJson(sent[property])}.`,
    });
}

const shortJson = (value: Json | undefined): string => truncate(JSON.stringify(value), 200);

const standard = new Map<string, Table>([
  ...Object.entries(domainObjects),
  ...Object.entries(observables),
  ['marking-definition', markingDefinition],
]);

const [otherObject, otherObservable]: readonly [Table, Table] = [datedObject({}), observableObject({})];

/** The properties of the standard: of OpenCTI's own types, only the common ones. */
const tables = new Map(
  Object.entries(types).map(([type, { group }]) => [
    type,
    standard.get(type) ?? (group === 'observable' ? otherObservable : otherObject),
  ]),
);

const properties = new Map([...tables].map(([type, table]) => [type, compiled(type, table)]));

function compiled(type: string, table: Table): ReadonlyMap<string, PropertyType> {
  const rows = withImporterRows(type, table);
  return rows.set('extensions', extensionsOf(type, new Map(rows)));
}

/** Undefined for a type that OpenCTI does not import. */
export function propertiesOf(type: string): ReadonlyMap<string, PropertyType> | undefined {
  return properties.get(type);
}

const orders = new Map([...properties].map(([type, rows]) => [type, new Set(rows.keys())]));

/** In the order of the standard. */
export function propertyOrder(type: string): ReadonlySet<string> {
  return orders.get(type) ?? new Set();
}

const required = new Map(
  [...properties].map(([type, rows]) => [
    type,
    [...rows].flatMap(([name, propertyType]) => (propertyType.required === true ? [name] : [])),
  ]),
);

/** Those that the standard requires. */
export function requiredProperties(type: string): readonly string[] {
  return required.get(type) ?? [];
}
