/** The entity types of OpenCTI for STIX objects, by the rules of its importer (docs/opencti-api.md#properties). */
import { textOf, type JsonObject } from './json.js';

/** Returns the entity type of an `identity`: an organization unless its class is another one. */
function identityType(identity: JsonObject): string {
  switch (textOf(identity, 'identity_class')?.toLowerCase()) {
    case 'individual':
      return 'Individual';
    case 'class':
      return 'Sector';
    case 'system':
      return 'System';
    case 'securityplatform':
      return 'SecurityPlatform';
    default:
      return 'Organization';
  }
}

/** Returns `Threat-Actor-Group` unless the object describes one person. */
export function threatActorType(actor: JsonObject): string {
  const given = textOf(actor, 'x_opencti_type') ?? textOf(actor, 'resource_level') ?? '';
  return /^(threat-actor-)?individual$/i.test(given.trim())
    ? 'Threat-Actor-Individual'
    : 'Threat-Actor-Group';
}

const locationTypes = ['Region', 'Country', 'Administrative-Area', 'City', 'Position'];

/** Returns the type of the most specific place in the object; an object with only a name is a Position. */
export function locationType(location: JsonObject): string {
  const given = textOf(location, 'x_opencti_location_type')?.trim().toLowerCase();
  const known = locationTypes.find((type) => type.toLowerCase() === given);
  if (known !== undefined) return known;
  if (textOf(location, 'city') !== undefined) return 'City';
  if (textOf(location, 'administrative_area') !== undefined) return 'Administrative-Area';
  if (textOf(location, 'country') !== undefined) return 'Country';
  if (textOf(location, 'region') !== undefined) return 'Region';
  return 'Position';
}

/** STIX types whose OpenCTI name is not the capitalized one. */
const otherNames = new Map([
  ['ai-prompt', 'AI-Prompt'],
  ['file', 'StixFile'],
  ['iccid', 'ICCID'],
  ['imei', 'IMEI'],
  ['imsi', 'IMSI'],
  ['ipv4-addr', 'IPv4-Addr'],
  ['ipv6-addr', 'IPv6-Addr'],
  ['ssh-key', 'SSH-Key'],
]);

/** Returns the entity type of a STIX type that has only one: `Domain-Name` for `domain-name`. */
export function entityTypeName(type: string): string {
  const other = otherNames.get(type);
  if (other !== undefined) return other;
  return type
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('-');
}

/** Whether the entity type depends on more than the STIX type. */
export function hasSeveralEntityTypes(type: string): boolean {
  return type === 'identity' || type === 'location' || type === 'threat-actor' || type === 'relationship';
}

/** Returns the entity type of an object; for a relationship, its relationship type. */
export function entityType(object: JsonObject): string {
  const type = textOf(object, 'type') ?? '';
  switch (type) {
    case 'identity':
      return identityType(object);
    case 'location':
      return locationType(object);
    case 'threat-actor':
      return threatActorType(object);
    case 'relationship':
      return textOf(object, 'relationship_type') ?? '';
    default:
      return entityTypeName(type);
  }
}
