/** Whether an observable has a value that OpenCTI imports (docs/opencti-api.md#import-rules). */
import { parseUrl, truncate } from '../../lib/index.js';
import type { NoteContext } from '../context.js';
import { asText, textOf, type JsonObject } from '../json.js';

/**
 * Normalizes a value and corrects the type of an address or domain name. Undefined if OpenCTI refuses it
 * (docs/opencti-api.md#value-checks).
 */
export function normalizeObservableValue(object: JsonObject, { note }: NoteContext): JsonObject | undefined {
  const type = textOf(object, 'type') ?? '';
  if (type === 'windows-registry-key') return withFullHive(object, { note });
  const check = checks.get(type);
  // What is converted to a text later is checked here.
  const given = textOf(object, 'value') ?? asText(object.value ?? null);
  if (check === undefined || given === undefined) return object;
  if (type === 'mac-addr' && isMacAddress(given)) return withStandardMac(object, given, { note });
  // `hxxps:` has the form of a valid scheme.
  if (check(given) && !/^(?:hxxp|fxp|meow)/i.test(given)) return object;
  const objectId = textOf(object, 'id') ?? '';
  const value = type === 'url' ? refanged(given) : refanged(given).replace(/\.$/, '');
  if (check(value) || (type === 'url' && value !== given.trim())) {
    note({ code: 'refanged-value', objectId, message: `Changed the ${type} ${given} to ${value}.` });
    return { ...object, value };
  }
  const better = confused.includes(type)
    ? confused.find((other) => checks.get(other)?.(value) === true)
    : undefined;
  if (better !== undefined) {
    note({ code: 'retyped-observable', objectId, message: `Sent the ${type} ${given} as ${better}.` });
    return { ...object, type: better, value };
  }
  if (acceptedAnyhow.get(type)?.(given) === true) return object;
  note({
    code: 'invalid-value',
    objectId,
    message: `Removed an object: ${truncate(given, 200)} is not a valid ${type}.`,
  });
  return undefined;
}

/** In lower case with colons (STIX 2.1 section 6.10). */
function withStandardMac(object: JsonObject, given: string, { note }: NoteContext): JsonObject {
  const value = given.toLowerCase().replaceAll('-', ':');
  if (value === given) return object;
  const objectId = textOf(object, 'id') ?? '';
  note({
    code: 'changed-property',
    objectId,
    message: `Changed the property value from ${given} to ${value}.`,
  });
  return { ...object, value };
}

const hives = new Map([
  ['HKLM', 'HKEY_LOCAL_MACHINE'],
  ['HKCU', 'HKEY_CURRENT_USER'],
  ['HKCR', 'HKEY_CLASSES_ROOT'],
  ['HKCC', 'HKEY_CURRENT_CONFIG'],
  ['HKU', 'HKEY_USERS'],
]);

/** The hive of a registry key is written out (STIX 2.1 section 6.17). */
function withFullHive(object: JsonObject, { note }: NoteContext): JsonObject {
  const given = textOf(object, 'key') ?? '';
  const short = /^[a-z]{3,4}(?=\\|$)/i.exec(given)?.[0] ?? '';
  const hive = hives.get(short.toUpperCase());
  if (hive === undefined) return object;
  const key = hive + given.slice(short.length);
  const objectId = textOf(object, 'id') ?? '';
  note({ code: 'changed-property', objectId, message: `Changed the property key from ${given} to ${key}.` });
  return { ...object, key };
}

const checks = new Map<string, (value: string) => boolean>([
  ['ipv4-addr', isIpv4],
  ['ipv6-addr', isIpv6],
  ['domain-name', isDomainName],
  ['hostname', isHostname],
  ['email-addr', isEmailAddress],
  ['mac-addr', isMacAddress],
  ['url', isUrl],
  ['imei', (value) => /^\d{15,16}$/.test(value)],
  ['iccid', (value) => /^\d{18,22}$/.test(value)],
  ['imsi', (value) => /^\d{14,15}$/.test(value)],
]);

/** What OpenCTI takes although it is no such value (docs/opencti-api.md#value-checks). */
const acceptedAnyhow = new Map<string, (value: string) => boolean>([
  ['domain-name', (value) => isDottedName(value) && !isIpv4(value)],
  ['url', () => true],
]);

/** RFC 1035 section 3.1, without the root. */
const longestDomain = 253;

/** Two labels or more of any characters but blanks. */
function isDottedName(value: string): boolean {
  if (value.length > longestDomain) return false;
  const labels = value.split('.');
  return (
    labels.length >= 2 &&
    labels.every((label) => /^[^\s-]\S*$/u.test(label) && label.length <= 63) &&
    /^\D.+$/u.test(labels.at(-1) ?? '')
  );
}

/** Types that feeds confuse; the value shows which one is right. */
const confused = ['ipv4-addr', 'ipv6-addr', 'domain-name'];

const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const ipv4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);

/** Of an IPv6 address that ends with an IPv4 address, and the bits of a block. */
const longestAddress = '0000:0000:0000:0000:0000:0000:000.000.000.000/000'.length;

/** Also a CIDR block (STIX 2.1 section 6.8). */
function isIpv4(value: string): boolean {
  if (value.length > longestAddress) return false;
  const { address, bits } = splitCidr(value);
  return ipv4.test(address) && (bits === undefined || bits <= 32);
}

/** Also a CIDR block (STIX 2.1 section 6.9). The last 32 bits can have the notation of IPv4. */
function isIpv6(value: string): boolean {
  if (value.length > longestAddress) return false;
  const { address, bits } = splitCidr(value);
  if (bits !== undefined && bits > 128) return false;
  const halves = address.split('::');
  if (halves.length > 2) return false;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const all = groups.flat();
  const last = all.at(-1);
  const withIpv4 = last !== undefined && ipv4.test(last) && !address.endsWith('::');
  const plain = withIpv4 ? all.slice(0, -1) : all;
  if (!plain.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return false;
  const width = plain.length + (withIpv4 ? 2 : 0);
  return halves.length === 2 ? width <= 7 : width === 8;
}

function splitCidr(value: string): { readonly address: string; readonly bits: number | undefined } {
  const slash = value.indexOf('/');
  if (slash < 0) return { address: value, bits: undefined };
  const bits = value.slice(slash + 1);
  return { address: value.slice(0, slash), bits: /^\d{1,3}$/.test(bits) ? Number(bits) : Infinity };
}

/** At least two labels, of any script and with underscores; a last label with a digit first is no domain. */
function isDomainName(value: string): boolean {
  if (value.length > longestDomain) return false;
  const labels = value.split('.');
  return (
    labels.length >= 2 &&
    labels.every((label) =>
      /^(?:\*|[\p{L}\p{M}\p{N}_](?:[\p{L}\p{M}\p{N}_-]{0,61}[\p{L}\p{M}\p{N}_])?)$/u.test(label),
    ) &&
    !/^\d|^.$/u.test(labels.at(-1) ?? '')
  );
}

const label = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const email = new RegExp(`^[a-zA-Z0-9.!#$%&'*+/=?^_\`{|}~-]+@${label}(?:\\.${label})*$`);

/** ASCII, the only form that OpenCTI accepts. */
function isEmailAddress(value: string): boolean {
  return email.test(value);
}

/** Six bytes in hexadecimal. */
function isMacAddress(value: string): boolean {
  return /^(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(value);
}

/** An absolute URL without white space, which RFC 3986 section 2 requires to be percent-encoded. */
function isUrl(value: string): boolean {
  return (
    /^[a-z][a-z0-9+.-]*:\S+$/i.test(value) &&
    (!/^(?:https?|ftp):/i.test(value) || parseUrl(value) !== undefined)
  );
}

const hostname = /^(?:[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?)*$/i;

function isHostname(value: string): boolean {
  return value.length <= longestDomain && hostname.test(value);
}

/** Without the notation against clicks (`198.51.100[.]7`, `hxxps://`). */
function refanged(value: string): string {
  return value
    .trim()
    .replace(/\[(?:\.|dot)\]|\((?:\.|dot)\)|\{\.\}/gi, '.')
    .replace(/\[:\]/g, ':')
    .replace(/\[:\/\/\]/g, '://')
    .replace(/\[(?:@|at)\]|\(at\)/gi, '@')
    .replace(/^(?:hxxp|h\*\*p|meow)(s?)(?=:)/i, 'http$1')
    .replace(/^fxp(s?)(?=:)/i, 'ftp$1');
}
