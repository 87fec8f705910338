/** Where one STIX type becomes several OpenCTI entity types: the rules of its importer, in one place. */
import { textOf, type JsonObject } from './json.js';

/** OpenCTI's entity type of an `identity`, by its class; organizations are the rest. */
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

/** `Threat-Actor-Group` unless the object describes one person (docs/opencti-api.md#properties). */
export function threatActorType(actor: JsonObject): string {
  const told = textOf(actor, 'x_opencti_type') ?? textOf(actor, 'resource_level') ?? '';
  return /^(threat-actor-)?individual$/i.test(told.trim()) ? 'Threat-Actor-Individual' : 'Threat-Actor-Group';
}

const locationTypes = ['Region', 'Country', 'Administrative-Area', 'City', 'Position'];

/** The most specific place that the object names; a bare name is a Position, as in the platform. */
export function locationType(location: JsonObject): string {
  const told = textOf(location, 'x_opencti_location_type')?.trim().toLowerCase();
  const known = locationTypes.find((type) => type.toLowerCase() === told);
  if (known !== undefined) return known;
  if (textOf(location, 'city') !== undefined) return 'City';
  if (textOf(location, 'administrative_area') !== undefined) return 'Administrative-Area';
  if (textOf(location, 'country') !== undefined) return 'Country';
  if (textOf(location, 'region') !== undefined) return 'Region';
  return 'Position';
}

/** STIX types whose OpenCTI name is not just capitalised. */
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

/** OpenCTI's name of a STIX type that has only one: `domain-name` is `Domain-Name`. */
export function entityTypeName(type: string): string {
  const other = otherNames.get(type);
  if (other !== undefined) return other;
  return type
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('-');
}

/** Whether the STIX type alone does not tell OpenCTI's. */
export function hasSeveralEntityTypes(type: string): boolean {
  return type === 'identity' || type === 'location' || type === 'threat-actor' || type === 'relationship';
}

/** OpenCTI's entity type of an object; a relationship's is its own type. */
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
