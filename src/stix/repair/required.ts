/** What the standard or the platform requires and an object may lack: filled where that invents nothing. */
import { locationType, threatActorType } from '../entity-type.js';
import { isObservableType } from '../ids/index.js';
import type { TakeNote } from '../notes.js';
import { requiredProperties } from '../schema/index.js';
import { normalTimestamp } from '../values/timestamp.js';
import { objectsOf, textOf, textsOf, withProperties, type JsonObject } from '../json.js';

export interface RepairContext {
  /** The date for an object that says none: the item's own. */
  readonly date: string;
  readonly lookUp: (id: string) => JsonObject | undefined;
}

type Repair = (object: JsonObject, context: RepairContext) => JsonObject;

const repairs = new Map<string, Repair>([
  ['attack-pattern', withMitreId],
  ['course-of-action', withMitreId],
  ['email-message', emailMessage],
  ['grouping', (object) => withProperties(object, { context: object.context ?? 'unspecified' })],
  ['identity', identity],
  ['indicator', indicator],
  ['location', location],
  ['malware', (object) => withProperties(object, { is_family: object.is_family ?? false })],
  // The importer needs a result's name, which STIX leaves optional.
  [
    'malware-analysis',
    (object) => withProperties(object, { result_name: object.result_name ?? object.product }),
  ],
  ['network-traffic', networkTraffic],
  ['observed-data', observedData],
  ['process', process],
  // Both ends are there: that they have something to do with each other is what is left to say.
  [
    'relationship',
    (object) => withProperties(object, { relationship_type: object.relationship_type ?? 'related-to' }),
  ],
  ['report', (object) => withProperties(object, { published: object.published ?? object.created })],
  ['threat-actor', (object) => withProperties(object, { x_opencti_type: threatActorType(object) })],
]);

/** The object as complete as it can be made; what it still lacks, `missingOf` tells. */
export function repaired(object: JsonObject, context: RepairContext, note: TakeNote): JsonObject {
  const type = textOf(object, 'type') ?? '';
  const dated = isObservableType(type) ? object : withDates(object, type, context);
  const complete = repairs.get(type)?.(dated, context) ?? dated;
  if (complete !== dated) tellChanges(dated, complete, note);
  return complete;
}

/** Repairs fill what is not there; what they take away or decide otherwise is told. */
function tellChanges(before: JsonObject, after: JsonObject, note: TakeNote): void {
  const objectId = textOf(before, 'id') ?? '';
  for (const name in before) {
    const [given, sent] = [before[name], after[name]];
    if (given === sent || isBlank(before, name)) continue;
    if (sent === undefined)
      note({
        code: 'dropped-property',
        objectId,
        message: `The property ${name} was left out: STIX 2.1 does not allow it beside, or without, another one.`,
      });
    else if (JSON.stringify(given).toLowerCase() !== JSON.stringify(sent).toLowerCase())
      note({
        code: 'changed-property',
        objectId,
        message: `The property ${name} became ${JSON.stringify(sent)}: ${JSON.stringify(given)} cannot be there.`,
      });
  }
}

/** Other dates of an object, the nearest to its making first. */
const dates = ['modified', 'published', 'valid_from', 'first_observed', 'first_seen', 'start_time'];

/** STIX 2.1 section 3.2: both are required of all but observables; markings have no `modified`. */
function withDates(object: JsonObject, type: string, { date }: RepairContext): JsonObject {
  if (object.created !== undefined && (object.modified !== undefined || type === 'marking-definition'))
    return object;
  // A property that the type does not have may hold anything.
  const told = dates
    .map((name) => normalTimestamp(textOf(object, name) ?? ''))
    .find((time) => time !== undefined);
  const created = textOf(object, 'created') ?? told ?? date;
  const modified = type === 'marking-definition' ? undefined : (textOf(object, 'modified') ?? created);
  return { ...object, created, modified };
}

/** Where the id hangs on it, it is better said than guessed by the importer. */
function withMitreId(object: JsonObject): JsonObject {
  if (textOf(object, 'x_mitre_id') !== undefined) return object;
  const reference = objectsOf(object, 'external_references').find(
    ({ source_name }) => source_name === 'mitre-attack',
  );
  const mitreId = reference && textOf(reference, 'external_id');
  return mitreId === undefined ? object : { ...object, x_mitre_id: mitreId };
}

/** STIX 2.1 section 6.6: `is_multipart` and the body agree. The importer reads `body`. */
function emailMessage(object: JsonObject): JsonObject {
  const multipart = object.body === undefined && object.body_multipart !== undefined;
  return withProperties(object, {
    is_multipart: multipart,
    body_multipart: multipart ? object.body_multipart : undefined,
  });
}

function identity(object: JsonObject): JsonObject {
  // What the importer assumes of an identity without a class.
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

/** The platform drops an indicator without a pattern type and reports no error (docs/opencti-api.md#import-rules). */
function patternTypeOf(pattern: string): string {
  if (/^\s*(?:\[|\()/.test(pattern)) return 'stix';
  if (/^\s*(?:import\s+"|(?:private\s+|global\s+)*rule\s+\w+)/m.test(pattern)) return 'yara';
  if (/^\s*(?:title|logsource|detection)\s*:/m.test(pattern)) return 'sigma';
  if (/^\s*(?:alert|drop|log|pass|reject|sdrop)\s+\w+\s+\S+\s+\S+\s+(?:->|<>)/m.test(pattern)) return 'snort';
  return 'stix';
}

/** STIX 2.1 section 4.10: a region, a country or coordinates; both coordinates or none. */
function location(object: JsonObject): JsonObject {
  const type = locationType(object);
  const name = textOf(object, 'name');
  const pair = object.latitude !== undefined && object.longitude !== undefined;
  const placed = pair || object.region !== undefined || object.country !== undefined;
  return {
    ...object,
    x_opencti_location_type: type,
    latitude: pair ? object.latitude : undefined,
    longitude: pair ? object.longitude : undefined,
    precision: pair ? object.precision : undefined,
    ...(!placed &&
      (type === 'Region' ? { region: name } : { country: type === 'Country' ? name : unknownCountry })),
  };
}

/** ISO 3166's code for user-assigned use as "unknown territory" (Unicode CLDR). The platform goes by the name. */
const unknownCountry = 'ZZ';

/** STIX 2.1 section 6.12. */
function networkTraffic(object: JsonObject): JsonObject {
  const ends = [textOf(object, 'src_ref'), textOf(object, 'dst_ref')];
  const ip = ends.some((end) => end?.startsWith('ipv6-addr')) ? 'ipv6' : 'ipv4';
  return withProperties(object, {
    protocols: textsOf(object, 'protocols').length > 0 ? object.protocols : [ip],
    // Active traffic has no end yet.
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

/** The importer needs a command line; the name of the image is what remains of one. */
function process(object: JsonObject, { lookUp }: RepairContext): JsonObject {
  if (textOf(object, 'command_line') !== undefined) return object;
  const image = lookUp(textOf(object, 'image_ref') ?? '');
  return withProperties(object, { command_line: image && textOf(image, 'name') });
}

/** Type -> properties of which the platform or STIX requires at least one (docs/opencti-api.md#import-rules). */
const oneOf = new Map<string, readonly string[]>([
  ['email-message', ['from_ref', 'subject', 'body']],
  ['file', ['name', 'hashes']],
  ['network-traffic', ['src_ref', 'dst_ref']],
  ['process', ['command_line']],
  ['user-account', ['user_id', 'account_login', 'account_type', 'display_name', 'credential']],
  ['windows-registry-key', ['key']],
  ['malware', ['name']],
  ['location', ['name']],
  ['grouping', ['name']],
]);

/** Containers that have content of their own: the platform accepts them without objects (docs/opencti-api.md#properties). */
const mayBeEmpty = new Set(['grouping', 'report']);

/** The property, or choice of properties, without which the object cannot be sent; undefined where it is complete. */
export function missingOf(object: JsonObject): string | undefined {
  const type = textOf(object, 'type') ?? '';
  for (const name of requiredProperties(type))
    if (isBlank(object, name) && !(name === 'object_refs' && mayBeEmpty.has(type))) return name;
  const choice = oneOf.get(type);
  return choice?.every((name) => isBlank(object, name)) === true ? choice.join(' or ') : undefined;
}

function isBlank(object: JsonObject, name: string): boolean {
  return typeof object[name] === 'string' ? textOf(object, name) === undefined : object[name] === undefined;
}
