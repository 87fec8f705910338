import { createHash } from 'node:crypto';
import { canonicalJson, type JsonObject } from '../json.js';

/** STIX 2.1 section 2.9, for observables; OpenCTI's for all objects (docs/opencti-api.md#standard-ids). */
const namespace = Buffer.from('00abedb4aa42466c9c01fed23315a9b7', 'hex');

/** UUIDv5 (RFC 9562 section 5.5) of a text, in one or more pieces, in the STIX namespace. */
export function uuid5(text: string | readonly string[]): string {
  return uuidOf(typeof text === 'string' ? [text] : text, 5);
}

/** The text is made by `join`: V8 flattens a concatenation in its first use, which takes a quarter of a conversion. */
function uuidOf(pieces: readonly string[], version: 4 | 5): string {
  const hash = createHash('sha1').update(namespace);
  for (const piece of pieces) hash.update(piece, 'utf8');
  const hex = hash.digest('hex');
  const variant = ((parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `${version}${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

const joined = (type: string, uuid: string): string => [type, uuid].join('--');

/** `type--uuid` for the properties that identify an object. */
export function deterministicId(type: string, hashed: JsonObject): string {
  return joined(type, uuid5(canonicalJson(hashed)));
}

/** STIX 2.1 section 2.9 requires version 4 without identifying properties; this one is a hash, too. */
export function deterministicId4(type: string, hashed: JsonObject): string {
  return joined(type, uuidOf([canonicalJson(hashed)], 4));
}

const acceptedId =
  /^[a-z0-9]+(?:-[a-z0-9]+)*--[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Whether OpenCTI accepts the id: a UUID of RFC 4122 (STIX 2.1 section 2.9), versions 1 to 5. */
export function isAcceptedId(id: string): boolean {
  return acceptedId.test(id);
}

export function typeOfId(id: string): string {
  const end = id.indexOf('--');
  return end < 0 ? '' : id.slice(0, end);
}
