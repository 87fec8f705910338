/** How the types look. Colors have a contrast of at least 4.5 to the white letters on them. */

export type Shape =
  | 'ellipse'
  | 'diamond'
  | 'hexagon'
  | 'octagon'
  | 'pentagon'
  | 'rectangle'
  | 'round-rectangle'
  | 'triangle'
  | 'tag';

export interface Appearance {
  /** For people. */
  readonly name: string;
  readonly letters: string;
  readonly color: string;
  readonly shape: Shape;
  /** The lane of the layout by kill chain phase for objects without a phase. */
  readonly group: Group;
}

export const groups = [
  'Reports',
  'Actors',
  'Targets',
  'Malware and tools',
  'Techniques',
  'Vulnerabilities',
  'Infrastructure',
  'Indicators',
  'Observables',
  'Other',
] as const;

export type Group = (typeof groups)[number];

type Row = readonly [letters: string, color: string, shape: Shape, group: Group];

const rows: Readonly<Record<string, Row>> = {
  report: ['R', '#7a5195', 'rectangle', 'Reports'],
  grouping: ['G', '#7a5195', 'round-rectangle', 'Reports'],
  note: ['N', '#8a6d1f', 'rectangle', 'Reports'],
  opinion: ['O', '#8a6d1f', 'round-rectangle', 'Reports'],
  'intrusion-set': ['IS', '#b3261e', 'hexagon', 'Actors'],
  'threat-actor': ['TA', '#c2185b', 'hexagon', 'Actors'],
  campaign: ['C', '#a8480f', 'hexagon', 'Actors'],
  incident: ['IN', '#a8480f', 'octagon', 'Actors'],
  identity: ['ID', '#4a5d23', 'ellipse', 'Targets'],
  location: ['L', '#33691e', 'ellipse', 'Targets'],
  malware: ['M', '#8e24aa', 'octagon', 'Malware and tools'],
  'malware-analysis': ['MA', '#8e24aa', 'round-rectangle', 'Malware and tools'],
  tool: ['T', '#5e35b1', 'octagon', 'Malware and tools'],
  'attack-pattern': ['AP', '#8a5a00', 'triangle', 'Techniques'],
  'course-of-action': ['CA', '#2e7d32', 'pentagon', 'Techniques'],
  vulnerability: ['V', '#9a3412', 'triangle', 'Vulnerabilities'],
  infrastructure: ['IF', '#00695c', 'pentagon', 'Infrastructure'],
  indicator: ['I', '#1f5fae', 'diamond', 'Indicators'],
  'observed-data': ['OD', '#37607a', 'rectangle', 'Observables'],
  file: ['F', '#455a64', 'round-rectangle', 'Observables'],
  directory: ['DI', '#455a64', 'round-rectangle', 'Observables'],
  'domain-name': ['D', '#00697a', 'round-rectangle', 'Observables'],
  'ipv4-addr': ['4', '#2f5d8a', 'round-rectangle', 'Observables'],
  'ipv6-addr': ['6', '#2f5d8a', 'round-rectangle', 'Observables'],
  url: ['U', '#00697a', 'tag', 'Observables'],
  'email-addr': ['@', '#6d4c41', 'round-rectangle', 'Observables'],
  'email-message': ['EM', '#6d4c41', 'tag', 'Observables'],
  mutex: ['MX', '#5d4a7d', 'round-rectangle', 'Observables'],
  'windows-registry-key': ['RK', '#5d4a7d', 'round-rectangle', 'Observables'],
  process: ['P', '#5d4a7d', 'round-rectangle', 'Observables'],
  'user-account': ['UA', '#4a5d23', 'round-rectangle', 'Observables'],
  'x509-certificate': ['X', '#37607a', 'round-rectangle', 'Observables'],
  'network-traffic': ['NT', '#2f5d8a', 'round-rectangle', 'Observables'],
  'autonomous-system': ['AS', '#2f5d8a', 'round-rectangle', 'Observables'],
  relationship: ['→', '#5f6368', 'diamond', 'Other'],
  sighting: ['S', '#5f6368', 'diamond', 'Other'],
};

/** The look of a type; types that the table lacks, such as those of other feeds, share one. */
export function appearanceOf(type: string): Appearance {
  const row = Object.hasOwn(rows, type) ? rows[type] : undefined;
  const [letters, color, shape, group] = row ?? ['?', '#5f6368', 'ellipse', 'Other'];
  return { name: nameOf(type), letters, color, shape, group };
}

/** `x-mitre-tactic` → `Tactic (mitre)`; otherwise the type with blanks. */
function nameOf(type: string): string {
  const known = names[type];
  if (known !== undefined && Object.hasOwn(names, type)) return known;
  const words = type.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const names: Readonly<Record<string, string>> = {
  'ipv4-addr': 'IPv4 address',
  'ipv6-addr': 'IPv6 address',
  'email-addr': 'Email address',
  url: 'URL',
  'x509-certificate': 'X.509 certificate',
  'windows-registry-key': 'Registry key',
};

/** Phases in the order of an attack: MITRE ATT&CK Enterprise, then names of the Cyber Kill Chain that it lacks. */
export const phaseOrder: readonly string[] = [
  'reconnaissance',
  'resource-development',
  'weaponization',
  'delivery',
  'initial-access',
  'exploitation',
  'execution',
  'installation',
  'persistence',
  'privilege-escalation',
  'defense-evasion',
  'credential-access',
  'discovery',
  'lateral-movement',
  'collection',
  'command-and-control',
  'exfiltration',
  'actions-on-objectives',
  'impact',
];
