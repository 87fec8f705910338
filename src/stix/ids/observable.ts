/** Ids of observables: STIX 2.1 section 2.9, and each type's "ID Contributing Properties". */
import { isJsonObject, textOf, type Json, type JsonObject, type MutableJsonObject } from '../json.js';
import { idInsteadOfRandom, idOf } from './uuid.js';

const value = ['value'];

/** Type -> the properties that make its identity, in the order of the standard. */
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
  // The standard has none for processes; all of the content serves (below).
  ['process', []],
  ['software', ['name', 'cpe', 'swid', 'vendor', 'version']],
  ['url', value],
  ['user-account', ['account_type', 'user_id', 'account_login']],
  ['windows-registry-key', ['key', 'values']],
  ['x509-certificate', ['hashes', 'serial_number']],
  // OpenCTI's own observables, as its client library declares them.
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
  ['ssh-key', value],
  ['text', value],
  ['tracking-number', value],
  ['user-agent', value],
]);

/** Whether the platform has this observable type. */
export function isObservableType(type: string): boolean {
  return contributing.has(type);
}

const preferredHashes = ['MD5', 'SHA-1', 'SHA-256', 'SHA-512'];

/** One hash counts: the first of the standard's four, else the first by name, so that order says nothing. */
function contributingHash(hashes: Json | undefined): JsonObject | undefined {
  if (!isJsonObject(hashes)) return undefined;
  const keys = Object.keys(hashes);
  const key = preferredHashes.find((name) => hashes[name] !== undefined) ?? keys.sort()[0];
  return key === undefined ? undefined : { [key]: hashes[key] };
}

function contribution(key: string, value: Json | undefined): Json | undefined {
  if (key === 'hashes') return contributingHash(value);
  // The reference library hashes times without the zeros at the end of their fraction.
  if ((key === 'start' || key === 'end') && typeof value === 'string')
    return value.replace(/\.(?:0+|(\d*[1-9])0*)Z$/, (_, digits?: string) => (digits ? `.${digits}Z` : 'Z'));
  return value;
}

const filing = new Set(['type', 'id', 'spec_version', 'created', 'modified', 'object_marking_refs']);

/** The properties that say what the object is, not how it is filed. */
function content(object: JsonObject): JsonObject {
  const entries = Object.entries(object);
  return Object.fromEntries(entries.filter(([key]) => !filing.has(key) && !key.startsWith('x_opencti_')));
}

/** The contributing properties that the object has; undefined where it has none, or is no observable. */
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

/**
 * The deterministic id of an observable. Where none of the contributing properties is there (always so for
 * `process`) the standard asks for a random UUID; we hash the content instead, so that the same input gives
 * the same id. Undefined for other types.
 */
export function observableId(object: JsonObject): string | undefined {
  const type = textOf(object, 'type') ?? '';
  if (!contributing.has(type)) return undefined;
  const hashed = contributions(object);
  return hashed === undefined ? idInsteadOfRandom(type, content(object)) : idOf(type, hashed);
}

/** What of the object its id is made from. */
export function identifyingPart(object: JsonObject): JsonObject {
  return contributions(object) ?? content(object);
}
