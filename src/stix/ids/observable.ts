/** Ids of observables (STIX 2.1 section 2.9, and "ID Contributing Properties" of each type). */
import { isJsonObject, textOf, type Json, type JsonObject, type MutableJsonObject } from '../json.js';
import { deterministicId, deterministicId4 } from './uuid.js';

const value = ['value'];

/** Type -> the properties that identify it, in the order of the standard. */
const contributing = new Map<string, readonly string[]>([
  ['artifact', ['hashes', 'payload_bin']],
  ['autonomous-system', ['number']],
  ['directory', ['path']],
  ['domain-name', value],
  ['email-addr', value],
  ['email-message', ['from_ref', 'subject', 'body']],
  ['file', ['hashes', 'name', 'extensions', 'parent_directory_ref']],
  ['ipv4-addr', value],
  ['ipv6-addr', value],
  ['mac-addr', value],
  ['mutex', ['name']],
  [
    'network-traffic',
    ['start', 'end', 'src_ref', 'dst_ref', 'src_port', 'dst_port', 'protocols', 'extensions'],
  ],
  // STIX 2.1 section 6.13 has none: `observableId` uses the whole content.
  ['process', []],
  ['software', ['name', 'cpe', 'swid', 'vendor', 'version']],
  ['url', value],
  ['user-account', ['account_type', 'user_id', 'account_login']],
  ['windows-registry-key', ['key', 'values']],
  ['x509-certificate', ['hashes', 'serial_number']],
  // Observables of OpenCTI, as its client library declares them.
  ['ai-prompt', value],
  ['bank-account', ['iban']],
  ['credential', value],
  ['cryptocurrency-wallet', value],
  ['cryptographic-key', value],
  ['hostname', value],
  ['iccid', value],
  ['imei', value],
  ['imsi', value],
  ['media-content', ['url']],
  ['payment-card', ['card_number']],
  ['persona', ['persona_name', 'persona_type']],
  ['phone-number', value],
  ['ssh-key', ['fingerprint_sha256']],
  ['text', value],
  ['tracking-number', value],
  ['user-agent', value],
  ['email-mime-part-type', []],
  ['windows-registry-value-type', []],
]);

export function isObservableType(type: string): boolean {
  return contributing.has(type);
}

const preferredHashes = ['MD5', 'SHA-1', 'SHA-256', 'SHA-512'];

/** The first of the standard's four hashes, otherwise the first by name. */
function contributingHash(hashes: Json | undefined): JsonObject | undefined {
  if (!isJsonObject(hashes)) return undefined;
  const keys = Object.keys(hashes);
  const key = preferredHashes.find((name) => hashes[name] !== undefined) ?? keys.sort()[0];
  return key === undefined ? undefined : { [key]: hashes[key] };
}

function contribution(key: string, value: Json | undefined): Json | undefined {
  if (key === 'hashes') return contributingHash(value);
  // The reference library (stix2) hashes times without trailing zeros in their fraction.
  if ((key === 'start' || key === 'end') && typeof value === 'string')
    return value.replace(/\.(?:0+|(\d*[1-9])0*)Z$/, (_, digits?: string) => (digits ? `.${digits}Z` : 'Z'));
  return value;
}

/** Properties that do not describe the observed thing. */
const administrative = new Set(['type', 'id', 'spec_version', 'created', 'modified', 'object_marking_refs']);

function content(object: JsonObject): JsonObject {
  const entries = Object.entries(object);
  return Object.fromEntries(
    entries.filter(([key]) => !administrative.has(key) && !key.startsWith('x_opencti_')),
  );
}

/** Undefined without contributing properties, and for other types. */
function contributions(object: JsonObject): JsonObject | undefined {
  let hashed: MutableJsonObject | undefined;
  for (const key of contributing.get(textOf(object, 'type') ?? '') ?? []) {
    const part = contribution(key, object[key]);
    if (part === undefined) continue;
    hashed ??= {};
    hashed[key] = part;
  }
  return hashed;
}

/** Undefined for other types. Without contributing properties, a hash replaces the standard's random UUID. */
export function observableId(object: JsonObject): string | undefined {
  const type = textOf(object, 'type') ?? '';
  if (!contributing.has(type)) return undefined;
  const hashed = contributions(object);
  return hashed === undefined ? deterministicId4(type, content(object)) : deterministicId(type, hashed);
}

/** The properties from which `observableId` computes the id. */
export function identifyingPart(object: JsonObject): JsonObject {
  return contributions(object) ?? content(object);
}
