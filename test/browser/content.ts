/** Three reports for the graph page: a campaign, one whose texts attack the page, and one of 3,000 objects. */
import { stixBundle, type StixObject } from '../sandbox/content/stix.js';
import type { Content, ReportItem } from '../sandbox/threatvision/items.js';

const date = 1_770_000_000;
const time = new Date(date * 1000).toISOString();

/** STIX 2.1 section 2.9 requires a UUID; the number tells the objects of these reports apart. */
const idOf = (type: string, number: number): string =>
  `${type}--7d000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

const observables: ReadonlySet<string> = new Set(['domain-name', 'ipv4-addr', 'url', 'file', 'email-addr']);

interface Story {
  readonly objects: readonly StixObject[];
  add(type: string, properties: StixObject): string;
  link(source: string, name: string, target: string): string;
}

function story(first: number): Story {
  const objects: StixObject[] = [];
  let number = first;
  const add: Story['add'] = (type, properties) => {
    const id = idOf(type, number++);
    const times = observables.has(type) ? {} : { created: time, modified: time };
    objects.push({ type, spec_version: '2.1', id, ...times, ...properties });
    return id;
  };
  return {
    objects,
    add,
    link: (source, name, target) =>
      add('relationship', { relationship_type: name, source_ref: source, target_ref: target }),
  };
}

const phase = (name: string): StixObject => ({ kill_chain_name: 'mitre-attack', phase_name: name });

const techniques: readonly (readonly [name: string, id: string, phase: string])[] = [
  ['Spearphishing Attachment', 'T1566.001', 'initial-access'],
  ['Exploit Public-Facing Application', 'T1190', 'initial-access'],
  ['Malicious File', 'T1204.002', 'execution'],
  ['Scheduled Task', 'T1053.005', 'persistence'],
  ['DLL Side-Loading', 'T1574.002', 'defense-evasion'],
  ['Credentials from Web Browsers', 'T1555.003', 'credential-access'],
  ['Network Share Discovery', 'T1135', 'discovery'],
  ['Remote Desktop Protocol', 'T1021.001', 'lateral-movement'],
  ['Web Protocols', 'T1071.001', 'command-and-control'],
  ['Exfiltration to Cloud Storage', 'T1567.002', 'exfiltration'],
];

const sectors = ['Semiconductor suppliers', 'Government agencies', 'Research institutes'];
const domains = ['mail-login', 'update-cdn', 'static-assets', 'edge-telemetry', 'policy-forum', 'doc-share'];

export function campaign(): ReportItem {
  const { objects, add, link } = story(1);
  const actor = add('intrusion-set', { name: 'GlassHeron', aliases: ['Mirror Lake', 'UNC-0417'] });
  const operation = add('campaign', { name: 'Operation Still Water', first_seen: time });
  const loader = add('malware', {
    name: 'Mizuchi',
    is_family: true,
    kill_chain_phases: [phase('execution')],
  });
  const implant = add('malware', {
    name: 'Ryujin',
    is_family: true,
    kill_chain_phases: [phase('command-and-control')],
  });
  const tool = add('tool', { name: 'AdFind', kill_chain_phases: [phase('discovery')] });
  const flaw = add('vulnerability', { name: 'CVE-2026-11873' });
  const taiwan = add('location', { name: 'Taiwan', country: 'TW' });
  link(operation, 'attributed-to', actor);
  link(operation, 'uses', loader);
  link(actor, 'uses', implant);
  link(actor, 'uses', tool);
  link(loader, 'exploits', flaw);
  link(actor, 'targets', taiwan);
  for (const name of sectors) link(operation, 'targets', add('identity', { name, identity_class: 'class' }));
  for (const [name, id, phaseName] of techniques) {
    const technique = add('attack-pattern', {
      name,
      kill_chain_phases: [phase(phaseName)],
      external_references: [
        { source_name: 'mitre-attack', external_id: id, url: `https://attack.mitre.org/techniques/${id}` },
      ],
    });
    link(phaseName === 'initial-access' ? operation : implant, 'uses', technique);
  }
  for (const [index, name] of domains.entries()) {
    const address = add('ipv4-addr', { value: `203.0.113.${10 + index}` });
    const value = `${name}.example`;
    const domain = add('domain-name', { value, resolves_to_refs: [address] });
    const indicator = add('indicator', {
      name: value,
      pattern: `[domain-name:value = '${value}']`,
      pattern_type: 'stix',
      valid_from: time,
      kill_chain_phases: [phase('command-and-control')],
    });
    link(indicator, 'based-on', domain);
    link(indicator, 'indicates', index % 2 === 0 ? implant : loader);
  }
  // Left out and noted: a relationship to nothing, and one that OpenCTI does not allow.
  link(actor, 'uses', idOf('tool', 999_999));
  link(taiwan, 'exploits', loader);
  return report('still-water', 'Operation Still Water: GlassHeron Returns by Mail', objects);
}

/** A text that would set `globalThis.attacked`, if it were anything but text. */
const attack = (number: number): string =>
  `</script><script>globalThis.attacked=${number}</script><img src=x onerror="globalThis.attacked=${number}">`;

export const hostileName = attack(1);
export const hostileLink = 'javascript:globalThis.attacked=2';
/** U+202E reverses what follows it. */
export const reversedName = 'invoice\u202Efdp.exe';

export function hostile(): ReportItem {
  const { objects, add, link } = story(500_000);
  const malware = add('malware', {
    name: hostileName,
    description: `<a href="${hostileLink}" onclick="globalThis.attacked=3">x</a>${attack(4)}`,
    is_family: true,
    labels: [attack(5), '__proto__', 'constructor'],
    external_references: [
      { source_name: attack(6), url: hostileLink },
      { source_name: 'data', url: 'data:text/html,<script>1</script>' },
      { source_name: 'good', url: 'https://example.com/good' },
    ],
  });
  const reversed = add('tool', { name: reversedName });
  const pattern = `[url:value = 'https://example.com/${attack(7)}']`;
  const indicator = add('indicator', { name: attack(8), pattern, pattern_type: 'stix', valid_from: time });
  link(indicator, 'indicates', malware);
  link(malware, attack(9), reversed);
  add('x-constructor', { name: '__proto__' });
  return report('hostile', `Report ${attack(10)}`, objects);
}

export const largeSize = 3000;

const large = (): ReportItem =>
  report(
    'large',
    'Three Thousand Objects',
    stixBundle({
      seed: 'large',
      version: '2.1',
      date,
      objects: largeSize,
      adversary: 'GlassHeron',
      malware: 'Mizuchi',
    }).objects,
  );

const report = (alias: string, title: string, objects: readonly StixObject[]): ReportItem => ({
  alias,
  title,
  date,
  digest: '',
  stix: { type: 'bundle', id: idOf('bundle', 0), objects },
});

export const graphContent = (): Content => ({ reports: [campaign(), hostile(), large()], bundles: [] });
