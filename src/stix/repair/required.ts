/** Fills properties that STIX or OpenCTI requires, if no information has to be invented for that. */
import { locationType, threatActorType } from '../entity-type.js';
import { storedHashes, types } from '../importer/limits.js';
import { words } from '../importer/rows.js';
import type { StepContext } from '../context.js';
import { isObservableType } from '../ids/observable.js';
import { requiredProperties } from '../importer/known-properties.js';
import { normalTimestamp } from '../values/timestamp.js';
import {
  isBlankText,
  isJsonObject,
  objectsOf,
  textOf,
  textsOf,
  withProperties,
  type JsonObject,
} from '../json.js';

type Repair = (object: JsonObject) => JsonObject;

const repairs = new Map<string, Repair>([
  ['attack-pattern', withMitreId],
  ['course-of-action', withMitreId],
  ['email-message', emailMessage],
  ['grouping', (object) => withProperties(object, { context: object.context ?? 'unspecified' })],
  ['identity', identity],
  ['indicator', indicator],
  ['location', location],
  ['malware', (object) => withProperties(object, { is_family: object.is_family ?? false })],
  // OpenCTI computes the id from the name of the result (docs/opencti-api.md#standard-ids).
  [
    'malware-analysis',
    (object) => withProperties(object, { result_name: object.result_name ?? object.product }),
  ],
  ['network-traffic', networkTraffic],
  ['observed-data', observedData],
  // OpenCTI allows it between all types (docs/opencti-api.md#relationships).
  [
    'relationship',
    (object) => withProperties(object, { relationship_type: object.relationship_type ?? 'related-to' }),
  ],
  ['report', (object) => withProperties(object, { published: object.published ?? object.created })],
  ['threat-actor', (object) => withProperties(object, { x_opencti_type: threatActorType(object) })],
]);

/** `dropIncomplete` removes objects that still lack some. */
export function fillRequiredProperties(object: JsonObject, context: StepContext): JsonObject {
  const type = textOf(object, 'type') ?? '';
  const dated = isObservableType(type) ? object : withDates(object, type, context);
  const complete = repairs.get(type)?.(dated) ?? dated;
  if (complete !== dated) noteChanges(dated, complete, context);
  return complete;
}

/** Filling an absent property needs no note; removing or changing one does. */
function noteChanges(before: JsonObject, after: JsonObject, { note }: StepContext): void {
  const objectId = textOf(before, 'id') ?? '';
  for (const name in before) {
    const [given, sent] = [before[name], after[name]];
    if (given === sent || isBlank(before, name)) continue;
    if (sent === undefined)
      note({
        code: 'dropped-property',
        objectId,
        message: `Removed the property ${name}: STIX 2.1 does not allow it together with, or without, another one.`,
      });
    else if (JSON.stringify(given).toLowerCase() !== JSON.stringify(sent).toLowerCase())
      note({
        code: 'changed-property',
        objectId,
        message: `Changed the property ${name} from ${JSON.stringify(given)} to ${JSON.stringify(sent)}.`,
      });
  }
}

/** Other dates of an object, the nearest to its creation first. */
const dates = ['modified', 'published', 'valid_from', 'first_observed', 'first_seen', 'start_time'];

/** STIX 2.1 section 3.2 requires both dates, except of observables; markings have no `modified`. */
function withDates(object: JsonObject, type: string, { date }: StepContext): JsonObject {
  if (object.created !== undefined && (object.modified !== undefined || type === 'marking-definition'))
    return object;
  // A property that is not one of this type can contain any text.
  const other = dates
    .flatMap((name) => textOf(object, name) ?? [])
    .map(normalTimestamp)
    .find((time) => time !== undefined);
  const created = textOf(object, 'created') ?? other ?? date;
  const modified = type === 'marking-definition' ? undefined : (textOf(object, 'modified') ?? created);
  return { ...object, created, modified };
}

/** OpenCTI otherwise takes the id from the reference to ATT&CK (docs/opencti-api.md#properties). */
function withMitreId(object: JsonObject): JsonObject {
  if (textOf(object, 'x_mitre_id') !== undefined) return object;
  const reference = objectsOf(object, 'external_references').find(
    ({ source_name }) => source_name === 'mitre-attack',
  );
  const mitreId = reference && textOf(reference, 'external_id');
  return mitreId === undefined ? object : { ...object, x_mitre_id: mitreId };
}

/** `is_multipart` has to agree with the body (STIX 2.1 section 6.6). OpenCTI imports `body`. */
function emailMessage(object: JsonObject): JsonObject {
  const multipart = object.body === undefined && object.body_multipart !== undefined;
  return withProperties(object, {
    is_multipart: multipart,
    body_multipart: multipart ? object.body_multipart : undefined,
  });
}

function identity(object: JsonObject): JsonObject {
  // OpenCTI imports an identity without a class as an organization.
  const given = textOf(object, 'identity_class');
  return withProperties(object, { identity_class: given?.toLowerCase() ?? 'organization' });
}

function indicator(object: JsonObject): JsonObject {
  const pattern = textOf(object, 'pattern');
  return withProperties(object, {
    pattern_type: textOf(object, 'pattern_type')?.toLowerCase() ?? (pattern && patternTypeOf(pattern)),
    valid_from: object.valid_from ?? object.created,
  });
}

/** Without it, OpenCTI silently loses the indicator (docs/opencti-api.md#import-rules). */
function patternTypeOf(pattern: string): string {
  if (/^\s*(?:\[|\()/.test(pattern)) return 'stix';
  if (/^[^\S\r\n]*(?:import\s+"|(?:(?:private|global)\s+){0,2}rule\s+\w+)/m.test(pattern)) return 'yara';
  if (/^[^\S\r\n]*(?:title|logsource|detection)\s*:/m.test(pattern)) return 'sigma';
  if (/^[^\S\r\n]*(?:alert|drop|log|pass|reject|sdrop)\s+\w+\s+\S+\s+\S+\s+(?:->|<>)/m.test(pattern))
    return 'snort';
  return 'stix';
}

/** A location has a region, a country or coordinates (STIX 2.1 section 4.10). */
function location(object: JsonObject): JsonObject {
  const type = locationType(object);
  const name = textOf(object, 'name');
  const located = { ...object, x_opencti_location_type: type };
  const pair = object.latitude !== undefined && object.longitude !== undefined;
  // Without a name, OpenCTI cannot identify the place.
  if (name === undefined || pair || object.region !== undefined || object.country !== undefined)
    return located;
  if (type === 'Region') return { ...located, region: name };
  return { ...located, country: type === 'Country' ? name : unknownCountry };
}

/** User-assigned in ISO 3166: "unknown or invalid territory" (Unicode CLDR). OpenCTI uses the name. */
const unknownCountry = 'ZZ';

/** Protocols are required, and active traffic has no end (STIX 2.1 section 6.12). */
function networkTraffic(object: JsonObject): JsonObject {
  const ends = [textOf(object, 'src_ref'), textOf(object, 'dst_ref')];
  // Without an address, nothing is known about the protocol.
  const ip = ends.some((end) => end?.startsWith('ipv6-addr')) ? 'ipv6' : 'ipv4';
  const protocols = ends.some((end) => end !== undefined) ? [ip] : undefined;
  return withProperties(object, {
    protocols: textsOf(object, 'protocols').length > 0 ? object.protocols : protocols,
    is_active: object.end === undefined || object.is_active === undefined ? object.is_active : false,
  });
}

function observedData(object: JsonObject): JsonObject {
  const first = object.first_observed ?? object.last_observed ?? object.created;
  return withProperties(object, {
    first_observed: first,
    last_observed: object.last_observed ?? first,
    number_observed: object.number_observed ?? 1,
  });
}

/** OpenCTI requires a command line (docs/opencti-api.md#import-rules); only the image's name is known. */
export function fillCommandLines(objects: readonly JsonObject[]): readonly JsonObject[] {
  const isIncomplete = (object: JsonObject): boolean =>
    object.type === 'process' && textOf(object, 'command_line') === undefined;
  if (!objects.some(isIncomplete)) return objects;
  const names = new Map(objects.map((object) => [textOf(object, 'id') ?? '', textOf(object, 'name')]));
  return objects.map((object) =>
    isIncomplete(object)
      ? withProperties(object, { command_line: names.get(textOf(object, 'image_ref') ?? '') })
      : object,
  );
}

/** Fills required references with the report, or else the author (STIX 2.1 sections 4.4, 4.16 and 5.2). */
export function fillEmptyContainer(
  object: JsonObject,
  { authorId, reportId, note }: StepContext,
): JsonObject {
  switch (object.type) {
    case 'note':
    case 'opinion':
      if (object.object_refs !== undefined) return object;
      note({
        code: 'filled-reference',
        objectId: textOf(object, 'id') ?? '',
        message: `Refers to the ${reportId === undefined ? 'author' : 'report'}: nothing that it is about is in the bundle.`,
      });
      return { ...object, object_refs: [reportId ?? authorId] };
    case 'report':
    case 'grouping':
      return object.object_refs === undefined ? { ...object, object_refs: [authorId] } : object;
    case 'sighting':
      return object.where_sighted_refs === undefined ? { ...object, where_sighted_refs: [authorId] } : object;
    default:
      return object;
  }
}

/** Removes the objects that OpenCTI could not import. */
export function dropIncomplete(objects: readonly JsonObject[], { note }: StepContext): readonly JsonObject[] {
  return objects.filter((object) => {
    const missing = missingOf(object);
    if (missing === undefined) return true;
    note({
      code: 'dropped-object',
      objectId: textOf(object, 'id') ?? '',
      message: `Removed an object of type ${textOf(object, 'type') ?? ''} without ${missing}: OpenCTI cannot import it.`,
    });
    return false;
  });
}

/** Type -> property lists; the importer needs one of each (docs/opencti-api.md#limits-of-the-importer). */
const needs = new Map(
  Object.entries(types).map(([type, { requires }]) => [
    type,
    words(requires).map((alternatives) => alternatives.split('|')),
  ]),
);

/** Lists of references that can be empty at first: `fillEmptyContainer` fills them. */
const filledLater = new Map([
  ['grouping', 'object_refs'],
  ['note', 'object_refs'],
  ['opinion', 'object_refs'],
  ['report', 'object_refs'],
  ['sighting', 'where_sighted_refs'],
]);

/** The required property, or the alternative ones, that the object lacks. */
function missingOf(object: JsonObject): string | undefined {
  const type = textOf(object, 'type') ?? '';
  // `statementMarking` gives a marking the text that it needs.
  if (type === 'marking-definition') return undefined;
  for (const name of requiredProperties(type))
    if (isBlank(object, name) && filledLater.get(type) !== name) return name;
  for (const alternatives of needs.get(type) ?? []) {
    const isThere = (name: string): boolean => identifies(object, name) || filledLater.get(type) === name;
    if (!alternatives.some(isThere)) return alternatives.join(' or ');
  }
  return undefined;
}

const stored = new Set(words(storedHashes));

/** Whether the importer finds an object by this property. */
function identifies(object: JsonObject, name: string): boolean {
  if (isBlank(object, name)) return false;
  const value = object[name];
  // It identifies files by the hashes that it stores, and software by a CPE of version 2.2.
  if (name === 'hashes') return isJsonObject(value) && Object.keys(value).some((key) => stored.has(key));
  return name !== 'cpe' || (typeof value === 'string' && value.startsWith('cpe:/'));
}

function isBlank(object: JsonObject, name: string): boolean {
  const value = object[name];
  return typeof value === 'string' ? isBlankText(value) : value === undefined;
}
