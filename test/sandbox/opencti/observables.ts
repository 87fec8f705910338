import { isIPv4, isIPv6 } from 'node:net';
import { isRecord, text, type StixObject } from './stix.js';

/** Properties without which the platform's input type refuses the observable (docs/opencti-api.md#import-rules). */
const required: Readonly<Record<string, string>> = {
  process: 'command_line',
  'autonomous-system': 'number',
  directory: 'path',
  'domain-name': 'value',
};

const hashLengths: Readonly<Record<string, number>> = { MD5: 32, 'SHA-1': 40, 'SHA-256': 64, 'SHA-512': 128 };

const hostname =
  /^(?=.{1,253}$)([\p{L}\p{N}_]([\p{L}\p{N}_-]{0,61}[\p{L}\p{N}_])?\.)*[\p{L}\p{N}_]([\p{L}\p{N}_-]{0,61}[\p{L}\p{N}_])?$/u;

const wellFormed: Readonly<Record<string, (value: string) => boolean>> = {
  'ipv4-addr': (value) => isAddress(value, isIPv4, 32),
  'ipv6-addr': (value) => isAddress(value, isIPv6, 128),
  'domain-name': (value) => hostname.test(value) && value.includes('.'),
  hostname: (value) => hostname.test(value),
  'mac-addr': (value) => /^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(value),
  'email-addr': (value) => /^[^\s@]+@[^\s@]+$/.test(value),
};

/** Why the platform refuses an observable, as error name and text; undefined for a good one and for other types. */
export function observableFault(object: StixObject): { name: string; message: string } | undefined {
  const type = text(object, 'type') ?? '';
  const need = required[type];
  if (need !== undefined && (object[need] === undefined || object[need] === null))
    return {
      name: 'BAD_USER_INPUT',
      message: `Variable "$${type}" has invalid value at .${need}: Expected value of non-null type not to be null.`,
    };
  if (
    type === 'email-message' &&
    ['from_ref', 'subject', 'body'].every((property) => text(object, property) === undefined)
  )
    return {
      name: 'FUNCTIONAL_ERROR',
      message: 'Missing required elements for Email-Message creation (from - subject - body)',
    };
  const value = text(object, 'value');
  const valueIsGood = value === undefined || (wellFormed[type]?.(value) ?? true);
  return valueIsGood && hashesAreGood(object)
    ? undefined
    : { name: 'FUNCTIONAL_ERROR', message: 'Observable is not correctly formatted' };
}

function isAddress(value: string, isIp: (value: string) => boolean, bits: number): boolean {
  const [address = '', mask, ...rest] = value.split('/');
  const maskIsGood = mask === undefined || (/^\d{1,3}$/.test(mask) && Number(mask) <= bits);
  return rest.length === 0 && isIp(address) && maskIsGood;
}

function hashesAreGood(object: StixObject): boolean {
  if (!isRecord(object.hashes)) return true;
  return Object.entries(object.hashes).every(([algorithm, value]) => {
    const length = hashLengths[algorithm];
    return (
      length === undefined ||
      (typeof value === 'string' && value.length === length && /^[0-9a-f]+$/i.test(value))
    );
  });
}
