import { readPattern } from './pattern.js';

/** Undefined for a refused pattern (docs/opencti-api.md#import-rules). Only STIX has a parser here. */
export function storedPattern(patternType: string, pattern: string): string | undefined {
  const type = patternType.toLowerCase();
  if (type === 'stix') return readPattern(pattern)?.text;
  const isGood = Object.hasOwn(outerForm, type) ? outerForm[type] : undefined;
  return isGood === undefined || isGood(pattern) ? pattern.trim() : undefined;
}

const rule = /^\s*(?:#[^\n]*\n\s*)*\w+\s+\w+\s+\S+\s+\S+\s+(?:->|<>|<-)\s+\S+\s+\S+\s*\([\s\S]*\)\s*$/;

const outerForm: Readonly<Record<string, (pattern: string) => boolean>> = {
  yara: isYaraRules,
  sigma: (pattern) => /^\s*[\w-]+\s*:/m.test(pattern),
  snort: (pattern) => rule.test(pattern),
  suricata: (pattern) => rule.test(pattern),
  eql: (pattern) => /^\s*(?:sequence|sample|\w+\s+where)\b/.test(pattern),
};

function isYaraRules(text: string): boolean {
  const form = text
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/\/\/[^\n]*/g, '')
    .replace(/"(\\.|[^"\\\n])*"/g, '0');
  const opened = form.split('{').length;
  return opened === form.split('}').length && /\brule\s+\w+[^{]*\{.*\bcondition\s*:\s*[^\s}]/s.test(form);
}

export type Observable = readonly [string, string];

/** Pattern type -> entity type and the properties whose comparison creates the observable. */
const identifying: Readonly<Record<string, readonly [string, readonly string[]]>> = {
  artifact: ['Artifact', ['hashes', 'url']],
  'autonomous-system': ['Autonomous-System', ['number']],
  'bank-account': ['Bank-Account', ['iban']],
  'cryptocurrency-wallet': ['Cryptocurrency-Wallet', ['value']],
  'cryptographic-key': ['Cryptographic-Key', ['value']],
  directory: ['Directory', ['path']],
  'domain-name': ['Domain-Name', ['value']],
  'email-addr': ['Email-Addr', ['value']],
  'email-message': ['Email-Message', ['subject', 'body']],
  file: ['StixFile', ['hashes', 'name']],
  hostname: ['Hostname', ['value']],
  'ipv4-addr': ['IPv4-Addr', ['value']],
  'ipv6-addr': ['IPv6-Addr', ['value']],
  'mac-addr': ['Mac-Addr', ['value']],
  mutex: ['Mutex', ['name']],
  'payment-card': ['Payment-Card', ['card_number']],
  'phone-number': ['Phone-Number', ['value']],
  process: ['Process', ['command_line']],
  software: ['Software', ['name']],
  text: ['Text', ['value']],
  'tracking-number': ['Tracking-Number', ['value']],
  url: ['Url', ['value']],
  'user-account': ['User-Account', ['account_login', 'user_id', 'account_type']],
  'user-agent': ['User-Agent', ['value']],
  'x509-certificate': ['X509-Certificate', ['hashes', 'serial_number', 'subject']],
};

const equality = new Set(['=', '==', '!=', '<>']);
const hashKeys = new Set([
  'MD5',
  'SHA-1',
  'SHA-256',
  'SHA-512',
  'SHA3-256',
  'SHA3-512',
  'SSDEEP',
  'SDHASH',
  'TLSH',
]);

/** One per equality, also negated; unchecked, with doubled backslashes, without apostrophes. */
export function observablesOf(pattern: string): readonly Observable[] {
  const created = new Map<string, Observable>();
  for (const { type, keys, operator, literal } of readPattern(pattern)?.comparisons ?? []) {
    const [entityType, properties] = (Object.hasOwn(identifying, type) ? identifying[type] : undefined) ?? [
      '',
      [],
    ];
    const [property = '', step] = keys;
    if (literal === undefined || !equality.has(operator) || !properties.includes(property)) continue;
    if (keys.length !== (property === 'hashes' ? 2 : 1)) continue;
    if (property === 'hashes' && !hashKeys.has((step ?? '').toUpperCase())) continue;
    const value = literal.replace(/^[thb]?'/, '').replaceAll("'", '');
    created.set(`${entityType} ${value}`, [entityType, value]);
  }
  return [...created.values()];
}
