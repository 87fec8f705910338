import { text, type StixObject } from '../stix.js';
import { inExtension } from './extensions.js';
import { types } from './facts.js';

const identities: Readonly<Record<string, string>> = {
  individual: 'Individual',
  class: 'Sector',
  system: 'System',
  securityplatform: 'SecurityPlatform',
};

export const locationTypes: readonly string[] = [
  'City',
  'Country',
  'Region',
  'Position',
  'Administrative-Area',
];

const observableTypes = new Set(
  [...types.values()].flatMap(({ group, becomes }) => (group === 'observable' ? becomes : [])),
);

export function isObservableType(name: string): boolean {
  return name === '' || name === 'File' || name === 'Unknown' || observableTypes.has(name);
}

export function entityType(object: StixObject): string {
  const type = text(object, 'type') ?? '';
  if (type === 'identity') return identities[text(object, 'identity_class') ?? ''] ?? 'Organization';
  if (type === 'location') return locationType(object);
  if (type === 'threat-actor') return threatActorType(object);
  if (type === 'relationship') return text(object, 'relationship_type') ?? 'stix-core-relationship';
  if (type === 'sighting') return 'stix-sighting-relationship';
  return types.get(type)?.becomes[0] ?? type;
}

/** As sent, else guessed; not yet known to be one of the five. */
export function locationType(object: StixObject): string {
  const declared = object.x_opencti_location_type ?? inExtension(object, 'type');
  if (typeof declared === 'string' && declared !== '') return declared;
  if (text(object, 'city') !== undefined) return 'City';
  if (text(object, 'country') !== undefined) return 'Country';
  return text(object, 'region') === undefined ? 'Position' : 'Region';
}

function threatActorType(object: StixObject): string {
  const declared = object.x_opencti_type ?? inExtension(object, 'type') ?? object.resource_level;
  const isIndividual = typeof declared === 'string' && /^(threat-actor-)?individual$/i.test(declared);
  return isIndividual ? 'Threat-Actor-Individual' : 'Threat-Actor-Group';
}
