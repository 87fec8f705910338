import { isIPv4, isIPv6 } from 'node:net';
import { isRecord, text, type StixObject } from '../stix.js';
import { entityType } from './entity-types.js';
import { functionalError, inputError, missingElements, missingKey, type Fault } from './faults.js';

const required: Readonly<Record<string, { readonly oneOf: readonly string[]; readonly elements: string }>> = {
  artifact: { oneOf: ['hashes', 'url'], elements: 'hashes - url' },
  'bank-account': { oneOf: ['iban'], elements: 'iban' },
  directory: { oneOf: ['path'], elements: 'path' },
  'email-message': { oneOf: ['subject', 'body'], elements: 'from - subject - body' },
  'email-mime-part-type': {
    oneOf: ['body', 'content_type', 'content_disposition'],
    elements: 'body - content_type - content_disposition',
  },
  file: { oneOf: ['hashes', 'name'], elements: 'hashes - name' },
  'media-content': { oneOf: ['url'], elements: 'url' },
  mutex: { oneOf: ['name'], elements: 'name' },
  'network-traffic': {
    oneOf: ['start', 'end', 'src_ref', 'dst_ref', 'src_port', 'dst_port', 'protocols'],
    elements: 'start - end - networkSrc - networkDst - src_port - dst_port - protocols',
  },
  'payment-card': { oneOf: ['card_number'], elements: 'card_number' },
  software: { oneOf: ['name', 'cpe', 'swid'], elements: 'name - cpe - swid' },
  'ssh-key': { oneOf: ['fingerprint_sha256'], elements: 'fingerprint_sha256' },
  'user-account': {
    oneOf: ['account_type', 'user_id', 'account_login'],
    elements: 'account_type - user_id - account_login',
  },
  'windows-registry-key': { oneOf: ['key'], elements: 'attribute_key - values' },
  'windows-registry-value-type': {
    oneOf: ['name', 'data', 'data_type'],
    elements: 'name - data - data_type',
  },
  'x509-certificate': {
    oneOf: ['hashes', 'serial_number', 'subject'],
    elements: 'hashes - serial_number - subject',
  },
};

const byValue = new Set([
  'ai-prompt',
  'credential',
  'cryptocurrency-wallet',
  'cryptographic-key',
  'hostname',
  'phone-number',
  'text',
  'tracking-number',
  'url',
  'user-agent',
]);

const readAlways: Readonly<Record<string, string>> = {
  'autonomous-system': 'number',
  'domain-name': 'value',
  'email-addr': 'value',
};

const inputNeeds: Readonly<Record<string, readonly string[]>> = {
  directory: ['path'],
  process: ['command_line'],
  'payment-card': ['card_number'],
  persona: ['persona_name', 'persona_type'],
};

/** Checked after the types of the values. */
export function observableLack(sent: StixObject, read: StixObject): Fault | undefined {
  const type = text(sent, 'type') ?? '';
  const variable = variableOf(sent);
  const always = readAlways[type];
  if (always !== undefined && sent[always] === undefined) return missingKey(always);
  for (const property of inputNeeds[type] ?? []) {
    if (sent[property] === undefined || sent[property] === null)
      return inputError(
        variable,
        `.${property}`,
        'Expected value of non-null type "String!" not to be null.',
      );
  }
  if (type === 'ssh-key' && sent.fingerprint_sha256 === undefined)
    return inputError(variable, '.fingerprint_sha256', 'String cannot represent a non string value: false');
  const rule = byValue.has(type) ? { oneOf: ['value'], elements: 'value' } : required[type];
  const has = (property: string): boolean => isPresent(sent, read, property);
  // An existing, empty host name fails the check of its form.
  const isEmptyHost = type === 'hostname' && sent.value === '';
  if (rule !== undefined && !isEmptyHost && !rule.oneOf.some(has))
    return missingElements(entityType(sent), rule.elements);
  return isWellFormed(sent, read) ? undefined : functionalError('Observable is not correctly formatted');
}

export function variableOf(object: StixObject): string {
  return entityType(object).replaceAll('-', '');
}

/** A blank text counts: it is stored as an empty one. */
function isPresent(sent: StixObject, read: StixObject, property: string): boolean {
  const value = read[property];
  if (value === undefined || value === null) return false;
  if (typeof value === 'string') return sent[property] !== '';
  return !Array.isArray(value) || value.length > 0;
}

const hashLengths: Readonly<Record<string, number>> = { MD5: 32, 'SHA-1': 40, 'SHA-256': 64, 'SHA-512': 128 };

const mail =
  /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/i;

const wellFormed: Readonly<Record<string, (value: string) => boolean>> = {
  'ipv4-addr': (value) => isAddress(value, isIPv4, 32),
  'ipv6-addr': (value) => isAddress(value, (text) => isIPv6(text) && !text.includes('%'), 128),
  'domain-name': isDomain,
  hostname: (value) => /^[a-z0-9](?:[\w-]*[a-z0-9])?(?:\.[a-z0-9](?:[\w-]*[a-z0-9])?)*$/i.test(value),
  'mac-addr': (value) => /^(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(value),
  'email-addr': (value) => mail.test(value),
  imei: (value) => /^\d{15,16}$/.test(value),
  iccid: (value) => /^\d{18,22}$/.test(value),
  imsi: (value) => /^\d{14,15}$/.test(value),
};

function isWellFormed(sent: StixObject, object: StixObject): boolean {
  const type = text(object, 'type') ?? '';
  const value = typeof sent.value === 'string' ? sent.value : '';
  const isValue = wellFormed[type]?.(value) ?? true;
  const isNumber = type !== 'autonomous-system' || Number(object.number) >= 0;
  const name = text(object, 'name') ?? text(object, 'swid');
  const isSoftware = type !== 'software' || name !== undefined || /^cpe:\//i.test(text(object, 'cpe') ?? '');
  const isHashed = (type !== 'file' && type !== 'artifact') || hashesAreGood(object.hashes);
  return isValue && isNumber && isSoftware && isHashed;
}

/** Two labels or more, none empty, over 63 characters or with white space; the last one of letters. */
function isDomain(value: string): boolean {
  const labels = value.split('.');
  return (
    value.length <= 253 &&
    labels.length > 1 &&
    !value.startsWith('-') &&
    labels.every((label) => label.length > 0 && label.length <= 63 && !/\s/.test(label)) &&
    /^\D.+$/.test(labels.at(-1) ?? '')
  );
}

function isAddress(value: string, isIp: (value: string) => boolean, bits: number): boolean {
  const [address = '', mask, ...rest] = value.split('/');
  const maskIsGood = mask === undefined || (/^\d{1,3}$/.test(mask) && Number(mask) <= bits);
  return rest.length === 0 && isIp(address) && maskIsGood;
}

function hashesAreGood(hashes: unknown): boolean {
  if (!isRecord(hashes)) return true;
  return Object.entries(hashes).every(([algorithm, value]) => {
    const length = hashLengths[algorithm];
    return length === undefined || (String(value).length === length && /^[0-9a-f]+$/i.test(String(value)));
  });
}
