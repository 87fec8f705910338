import { text, type StixObject } from './stix.js';

/**
 * STIX type -> OpenCTI entity type, for every type that the importer accepts (docs/opencti-api.md#import-rules).
 * Identity, location and threat-actor become one of several; see `entityType`.
 */
const entityTypes: Readonly<Record<string, string>> = {
  'attack-pattern': 'Attack-Pattern',
  campaign: 'Campaign',
  'course-of-action': 'Course-Of-Action',
  grouping: 'Grouping',
  identity: 'Organization',
  incident: 'Incident',
  indicator: 'Indicator',
  infrastructure: 'Infrastructure',
  'intrusion-set': 'Intrusion-Set',
  location: 'Position',
  malware: 'Malware',
  'malware-analysis': 'Malware-Analysis',
  note: 'Note',
  'observed-data': 'Observed-Data',
  opinion: 'Opinion',
  report: 'Report',
  'threat-actor': 'Threat-Actor-Group',
  tool: 'Tool',
  vulnerability: 'Vulnerability',
  relationship: 'stix-core-relationship',
  sighting: 'stix-sighting-relationship',
  'marking-definition': 'Marking-Definition',
  language: 'Language',
  label: 'Label',
  'kill-chain-phase': 'Kill-Chain-Phase',
  'external-reference': 'External-Reference',
  // OpenCTI's own
  channel: 'Channel',
  event: 'Event',
  narrative: 'Narrative',
  'case-incident': 'Case-Incident',
  'case-rfi': 'Case-Rfi',
  'case-rft': 'Case-Rft',
  task: 'Task',
  feedback: 'Feedback',
  'data-component': 'Data-Component',
  'data-source': 'Data-Source',
  'security-platform': 'SecurityPlatform',
  // Observables
  artifact: 'Artifact',
  'autonomous-system': 'Autonomous-System',
  directory: 'Directory',
  'domain-name': 'Domain-Name',
  'email-addr': 'Email-Addr',
  'email-message': 'Email-Message',
  file: 'StixFile',
  'ipv4-addr': 'IPv4-Addr',
  'ipv6-addr': 'IPv6-Addr',
  'mac-addr': 'Mac-Addr',
  mutex: 'Mutex',
  'network-traffic': 'Network-Traffic',
  process: 'Process',
  software: 'Software',
  url: 'Url',
  'user-account': 'User-Account',
  'windows-registry-key': 'Windows-Registry-Key',
  'x509-certificate': 'X509-Certificate',
  hostname: 'Hostname',
  text: 'Text',
  'user-agent': 'User-Agent',
  'cryptocurrency-wallet': 'Cryptocurrency-Wallet',
  'bank-account': 'Bank-Account',
  'phone-number': 'Phone-Number',
  'cryptographic-key': 'Cryptographic-Key',
  credential: 'Credential',
  'tracking-number': 'Tracking-Number',
  'payment-card': 'Payment-Card',
  'media-content': 'Media-Content',
  persona: 'Persona',
  'ssh-key': 'SSH-Key',
};

const identities: Readonly<Record<string, string>> = {
  individual: 'Individual',
  class: 'Sector',
  system: 'System',
};

const observableTypes = new Set(
  Object.values(entityTypes).slice(Object.keys(entityTypes).indexOf('artifact')),
);

/** False for custom types, extension-definition and language-content: dropped from a bundle. */
export function isImportable(type: unknown): boolean {
  return typeof type === 'string' && Object.hasOwn(entityTypes, type);
}

/** True for the values that `x_opencti_main_observable_type` may take; `File` is mapped to StixFile. */
export function isObservableType(name: string): boolean {
  return name === 'File' || name === 'Unknown' || observableTypes.has(name);
}

/** The entity type that decides which relationships are allowed, e.g. Organization, Country, StixFile. */
export function entityType(object: StixObject): string {
  const type = text(object, 'type') ?? '';
  if (type === 'identity') return identities[text(object, 'identity_class') ?? ''] ?? 'Organization';
  if (type === 'location') return text(object, 'x_opencti_location_type') ?? guessedLocation(object);
  if (type === 'threat-actor')
    return /individual/i.test(
      `${text(object, 'x_opencti_type') ?? ''} ${text(object, 'resource_level') ?? ''}`,
    )
      ? 'Threat-Actor-Individual'
      : 'Threat-Actor-Group';
  return entityTypes[type] ?? type;
}

function guessedLocation(object: StixObject): string {
  if (text(object, 'city') !== undefined) return 'City';
  if (text(object, 'administrative_area') !== undefined) return 'Administrative-Area';
  if (text(object, 'country') !== undefined) return 'Country';
  return text(object, 'region') === undefined ? 'Position' : 'Region';
}
