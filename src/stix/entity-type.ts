/** The entity types of OpenCTI for STIX objects, by the rules of its importer (docs/opencti-api.md#properties). */
import { isJsonObject, textOf, type JsonObject } from './json.js';

/** In these, the importer reads properties without their prefix `x_opencti_`. */
export const openctiExtensions = [
  'extension-definition--ea279b3e-5c71-4632-ac08-831c66a786ba',
  'extension-definition--f93e2c80-4231-4f9a-af8b-95c9bd566a82',
] as const;

/** An organization unless the class is another one. */
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

function typeInExtension({ extensions }: JsonObject): string | undefined {
  if (!isJsonObject(extensions)) return undefined;
  for (const id of openctiExtensions) {
    const extension = extensions[id];
    const type = isJsonObject(extension) ? textOf(extension, 'type') : undefined;
    if (type !== undefined) return type;
  }
  return undefined;
}

/** `Threat-Actor-Group` unless the object describes one person. */
export function threatActorType(actor: JsonObject): string {
  const given =
    textOf(actor, 'x_opencti_type') ?? typeInExtension(actor) ?? textOf(actor, 'resource_level') ?? '';
  return /^(threat-actor-)?individual$/i.test(given.trim())
    ? 'Threat-Actor-Individual'
    : 'Threat-Actor-Group';
}

const locationTypes = ['Region', 'Country', 'Administrative-Area', 'City', 'Position'];

/** The most specific place in the object; an object with only a name is a Position. */
export function locationType(location: JsonObject): string {
  const text = textOf(location, 'x_opencti_location_type') ?? typeInExtension(location);
  const given = text?.trim().toLowerCase();
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

/** For types with one entity type: `Domain-Name`, `Data-Source` for `x-mitre-data-source`. */
export function entityTypeName(type: string): string {
  const other = otherNames.get(type);
  if (other !== undefined) return other;
  return type
    .replace(/^x-(?:mitre|opencti)-/, '')
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('-');
}

/** Whether the entity type depends on more than the STIX type. */
export function hasSeveralEntityTypes(type: string): boolean {
  return type === 'identity' || type === 'location' || type === 'threat-actor' || type === 'relationship';
}

/** For a relationship, its relationship type. */
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
