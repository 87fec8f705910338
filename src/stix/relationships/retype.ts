import type { NoteContext } from '../context.js';
import { entityType, hasSeveralEntityTypes } from '../entity-type.js';
import { textOf, type Json, type JsonObject } from '../json.js';
import { isAllowed } from './allowed.js';

/** Replaces types that OpenCTI would lose (docs/opencti-api.md#relationships); descriptions keep them. */
export function retypeRelationships(
  objects: readonly JsonObject[],
  context: NoteContext,
): readonly JsonObject[] {
  const types = entityTypes(objects);
  // Relationships whose ends are relationships need the final types of these.
  const last = new Set<JsonObject>();
  const decided = objects.map((object) => {
    if (object.type !== 'relationship') return object;
    if (touchesRelationship(object)) {
      last.add(object);
      return object;
    }
    const allowed = allowedRelationship(object, types, context);
    types.set(textOf(object, 'id') ?? '', entityType(allowed));
    return allowed;
  });
  if (last.size === 0) return decided;
  return decided.map((object) => (last.has(object) ? allowedRelationship(object, types, context) : object));
}

/** By id. For most objects the STIX type is enough, and is looked up once. */
function entityTypes(objects: readonly JsonObject[]): Map<string, string> {
  const names = new Map<string, string>();
  const types = new Map<string, string>();
  for (const object of objects) {
    const type = textOf(object, 'type') ?? '';
    let name = names.get(type);
    if (name === undefined) {
      name = entityType(object);
      if (!hasSeveralEntityTypes(type)) names.set(type, name);
    }
    types.set(textOf(object, 'id') ?? '', name);
  }
  return types;
}

function touchesRelationship({ source_ref, target_ref }: JsonObject): boolean {
  return isRelationshipId(source_ref) || isRelationshipId(target_ref);
}

const isRelationshipId = (id: Json | undefined): boolean =>
  typeof id === 'string' && id.startsWith('relationship--');

/** The spelling of STIX 2.1 section 5.1. */
const normalSpelling = /^[a-z-]+$/;

function allowedRelationship(
  object: JsonObject,
  types: ReadonlyMap<string, string>,
  { note }: NoteContext,
): JsonObject {
  const given = textOf(object, 'relationship_type') ?? 'related-to';
  const normal = normalSpelling.test(given)
    ? given
    : given
        .trim()
        .toLowerCase()
        .replace(/[\s_]+/g, '-');
  const source = types.get(textOf(object, 'source_ref') ?? '') ?? '';
  const target = types.get(textOf(object, 'target_ref') ?? '') ?? '';
  const { type, reversed } = nearestType(source, normal, target);
  if (type === given && !reversed) return object;
  if (type === normal && !reversed) return { ...object, relationship_type: type };
  note({
    code: reversed ? 'reversed-relationship' : 'retyped-relationship',
    objectId: textOf(object, 'id') ?? '',
    message: `OpenCTI does not allow ${source} ${normal} ${target}: sent as ${type}${reversed ? ' in the opposite direction' : ''}.`,
  });
  const original = `Relationship in the source: ${source} ${given} ${target}`;
  const earlier = textOf(object, 'description');
  const description = earlier === undefined ? original : `${earlier}\n\n${original}`;
  const { source_ref: from, target_ref: to } = object;
  const ends = reversed ? { source_ref: to, target_ref: from } : { source_ref: from, target_ref: to };
  return { ...object, ...ends, relationship_type: type, description };
}

/** The type to send, and whether source and target are exchanged. */
export interface NearestType {
  readonly type: string;
  readonly reversed: boolean;
}

/** The type itself, a similar one, the opposite one, otherwise `related-to`. */
export function nearestType(source: string, type: string, target: string): NearestType {
  if (isAllowed(source, type, target)) return { type, reversed: false };
  const near = Object.hasOwn(nearTypes, type) ? nearTypes[type] : undefined;
  const forward = near?.find((other) => isAllowed(source, other, target));
  if (forward !== undefined) return { type: forward, reversed: false };
  const opposite = Object.hasOwn(oppositeTypes, type) ? oppositeTypes[type] : undefined;
  const backward = [opposite, type].find((other) => other !== undefined && isAllowed(target, other, source));
  return backward === undefined
    ? { type: 'related-to', reversed: false }
    : { type: backward, reversed: true };
}

/** Relationship type -> types with nearly the same meaning and direction, the nearest first. */
const nearTypes: Readonly<Record<string, readonly string[]>> = {
  'attributed-to': ['authored-by', 'belongs-to', 'part-of'],
  'authored-by': ['attributed-to'],
  'based-on': ['indicates', 'derived-from'],
  'beacons-to': ['communicates-with', 'uses'],
  'belongs-to': ['part-of', 'owns'],
  'communicates-with': ['beacons-to', 'resolves-to', 'uses'],
  'consists-of': ['has'],
  compromises: ['targets'],
  contains: ['consists-of', 'has', 'drops'],
  delivers: ['drops', 'downloads', 'uses'],
  detects: ['indicates', 'should-cover'],
  downloads: ['drops', 'delivers', 'uses'],
  drops: ['downloads', 'delivers', 'uses'],
  'exfiltrates-to': ['communicates-with', 'beacons-to', 'uses'],
  exploits: ['targets', 'uses', 'has'],
  has: ['consists-of', 'uses'],
  hosts: ['consists-of', 'uses'],
  impersonates: ['targets'],
  indicates: ['based-on'],
  'located-at': ['originates-from'],
  mitigates: ['remediates'],
  'originates-from': ['located-at'],
  owns: ['uses', 'controls'],
  'part-of': ['belongs-to', 'derived-from'],
  remediates: ['mitigates'],
  targets: ['exploits', 'compromises'],
  uses: ['indicates', 'exploits', 'targets'],
  'variant-of': ['derived-from'],
};

/** Relationship type -> the type with the same meaning in the opposite direction. */
const oppositeTypes: Readonly<Record<string, string>> = {
  'attributed-by': 'attributed-to',
  'detected-by': 'detects',
  'dropped-by': 'drops',
  'exploited-by': 'exploits',
  'hosted-on': 'hosts',
  'indicated-by': 'indicates',
  'mitigated-by': 'mitigates',
  'owned-by': 'owns',
  'targeted-by': 'targets',
  'used-by': 'uses',
};
