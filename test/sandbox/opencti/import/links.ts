import { isRecord, text, type StixObject } from '../stix.js';
import { isBefore } from './domain.js';
import {
  dropped,
  functionalError,
  inputError,
  missingKey,
  platformError,
  pythonError,
  type Fault,
} from './faults.js';
import { isSupportedId, stixIdFault } from './ids.js';
import { idsOf, type Find } from './references.js';
import type { Entity } from './store.js';

export type RelationshipFault = (type: string, from: string, to: string) => string | undefined;

/** A relationship without both ends is skipped before any check. */
export function lacksEnds(object: StixObject): boolean {
  if (object.type === 'relationship')
    return !['source_ref', 'target_ref'].every((property) => isEnd(object[property]));
  if (object.type !== 'sighting') return false;
  return !isEnd(sightingOf(object)) || placesOf(object).length === 0;
}

function isEnd(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && isSupportedId(value);
}

/** OpenCTI's own properties override the ends of a sighting. */
function sightingOf(object: StixObject): unknown {
  return object.x_opencti_sighting_of_ref ?? object.sighting_of_ref;
}

function placesOf(object: StixObject): readonly string[] {
  const property =
    object.x_opencti_where_sighted_refs === undefined ? 'where_sighted_refs' : 'x_opencti_where_sighted_refs';
  return idsOf(property, object[property]);
}

export function linkFault(object: StixObject, find: Find, notAllowed: RelationshipFault): Fault | undefined {
  if (lacksEnds(object)) return dropped;
  return object.type === 'sighting'
    ? sightingFault(object, find)
    : relationshipFault(object, find, notAllowed);
}

function relationshipFault(object: StixObject, find: Find, notAllowed: RelationshipFault): Fault | undefined {
  const covered = coverageFault(object.coverage);
  if (covered !== undefined) return covered;
  const ends = [
    end('fromId', text(object, 'source_ref'), find),
    end('toId', text(object, 'target_ref'), find),
  ];
  const [from, to] = ends;
  if (from?.fault !== undefined) return from.fault;
  if (to?.fault !== undefined) return to.fault;
  if (from?.entity === undefined || to?.entity === undefined) return notFound;
  if (from.entity === to.entity) return sameEnds;
  const message = notAllowed(text(object, 'relationship_type') ?? '', from.entity.type, to.entity.type);
  if (message !== undefined) return functionalError(message);
  return isBefore(object.stop_time, object.start_time)
    ? platformError('DATABASE_ERROR', 'You cant create a relation with a stop_time less than the start_time')
    : undefined;
}

function sightingFault(object: StixObject, find: Find): Fault | undefined {
  const of = end('fromId', String(sightingOf(object)), find);
  if (of.fault !== undefined) return of.fault;
  if (of.entity === undefined) return notFound;
  for (const place of placesOf(object)) {
    const where = end('toId', place, find);
    if (where.fault !== undefined) return where.fault;
    if (where.entity === undefined) return notFound;
    if (where.entity === of.entity) return sameEnds;
  }
  return isBefore(object.last_seen, object.first_seen)
    ? platformError('DATABASE_ERROR', 'You cant create a sighting with last_seen less than first_seen')
    : undefined;
}

function end(
  field: string,
  id: string | undefined,
  find: Find,
): { readonly entity?: Entity; readonly fault?: Fault } {
  if (id === undefined || stixIdFault(id) !== undefined)
    return { fault: inputError('input', `.${field}`, 'Provided value is not a valid STIX Reference') };
  const entity = find(id);
  return entity === undefined ? {} : { entity };
}

const notFound = platformError('MISSING_REFERENCE_ERROR', 'Element(s) not found');
const sameEnds = platformError(
  'UNSUPPORTED_ERROR',
  'Relation cant be created with the same source and target',
);

function coverageFault(coverage: unknown): Fault | undefined {
  if (coverage === undefined) return undefined;
  if (coverage === null) return pythonError("'NoneType' object is not iterable");
  for (const one of Array.isArray(coverage) ? coverage : [coverage]) {
    if (!isRecord(one)) return pythonError("string indices must be integers, not 'str'");
    const missing = ['name', 'score'].find((key) => !Object.hasOwn(one, key));
    if (missing !== undefined) return missingKey(missing);
  }
  return undefined;
}

const months = 'January February March April May June July August September October November December'.split(
  ' ',
);
const written = new RegExp(`\\b(\\d{1,2}) (${months.join('|')}) (\\d{4})\\b`, 'i');

/** A relationship without times takes both from a date in the words of its external references. */
export function withGuessedTimes(object: StixObject): StixObject {
  const { start_time: start, external_references: references } = object;
  if (object.type !== 'relationship' || (start !== undefined && start !== null) || !Array.isArray(references))
    return object;
  for (const reference of references) {
    if (!isRecord(reference)) continue;
    for (const words of [reference.source_name, reference.description]) {
      const [, day, month = '', year] = typeof words === 'string' ? (written.exec(words) ?? []) : [];
      if (day === undefined) continue;
      const index = months.findIndex((name) => name.toLowerCase() === month.toLowerCase());
      const time = new Date(Date.UTC(Number(year), index, Number(day))).toISOString();
      return { ...object, start_time: time, stop_time: time };
    }
  }
  return object;
}
