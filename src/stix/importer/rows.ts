/** The properties that the importer reads, with their types (docs/opencti-api.md#limits-of-the-importer). */
import { externalReference, killChainPhase } from '../schema/common.js';
import {
  boolean,
  filledText,
  float,
  hashes,
  int32,
  integer,
  list,
  object,
  reference,
  references,
  required,
  string,
  timestamp,
  type PropertyType,
} from '../schema/property-types.js';
import { cvssVector } from './cvss.js';
import { withoutDirectives } from './directives.js';
import type { Rows } from './limit-types.js';
import { shared, types } from './limits.js';

/** OpenCTI's index stores numbers in 32 bits: it refuses larger ones. */
const largestNumber = 3.4e38;

const kinds: Readonly<Record<keyof Rows, PropertyType>> = {
  boolean,
  coverage: list(object({ name: required(filledText), score: required(int32) })),
  cvss2: cvssVector(2),
  cvss3: cvssVector(3),
  cvss4: cvssVector(4),
  externalReferences: list(withoutDirectives(externalReference)),
  hashes,
  integer: int32,
  killChainPhases: list(withoutDirectives(killChainPhase)),
  number: float(-largestNumber, largestNumber),
  reference: reference(),
  references: references(),
  score: integer(0, 100),
  tags: list(object({ value: required(filledText), color: required(string) })),
  text: string,
  texts: list(filledText),
  time: timestamp,
};

/** Kinds that check what the standard checks, and more. */
const replaced: ReadonlySet<string> = new Set(['externalReferences', 'killChainPhases']);

/** Kinds that allow less than STIX does: these values are checked by both. */
const narrow: ReadonlySet<string> = new Set(['integer', 'number', 'score', 'texts']);

const isKind = (name: string): name is keyof Rows => Object.hasOwn(kinds, name);
const allKinds = Object.keys(kinds).filter(isKind);

export const words = (text: string | undefined): readonly string[] =>
  text === undefined ? [] : text.trim().split(/\s+/);

/** Adds the importer's properties and limits to those of the standard. */
export function withImporterRows(
  type: string,
  standard: Readonly<Record<string, PropertyType>>,
): Map<string, PropertyType> {
  const rows = new Map(Object.entries(standard));
  const limits = types[type];
  for (const part of limits === undefined ? [] : [shared[limits.group] ?? {}, limits]) {
    for (const kind of allKinds) {
      for (const name of words(part[kind])) rows.set(name, narrowed(rows.get(name), kind));
    }
  }
  // The importer also reads the author of an observable there; other objects have the standard's property.
  if (limits?.group !== 'observable') rows.delete('x_opencti_created_by_ref');
  if (rows.has('x_opencti_content')) for (const name of contentOfUsers) rows.set(name, removed);
  return rows;
}

/** HTML that the platform shows and stores as a file of the object (docs/opencti-api.md#directives). */
const contentOfUsers = ['content', 'x_opencti_content'];

const removed: PropertyType = {
  read: (_value, onChange) => {
    onChange('directive');
    return undefined;
  },
};

function narrowed(standard: PropertyType | undefined, kind: keyof Rows): PropertyType {
  const { read } = kinds[kind];
  if (standard === undefined || replaced.has(kind)) return kinds[kind];
  if (!narrow.has(kind)) return standard;
  return {
    ...standard,
    read: (value, onChange) => {
      const valid = standard.read(value, onChange);
      return valid === undefined ? undefined : read(valid, onChange);
    },
  };
}

/** The importer does not keep the ids of other types. */
export const isReferable = (type: string): boolean =>
  !Object.hasOwn(types, type) || types[type]?.idKept !== false;

/** `observable`, `domain`, …; undefined for a type that a conversion does not send. */
export function groupOf(type: string): string | undefined {
  return Object.hasOwn(types, type) ? types[type]?.group : undefined;
}
