import { createHash } from 'node:crypto';
import type { JsonObject } from '../json.js';
import { canonicalJson } from './canonical.js';

/** The namespace of STIX 2.1 section 2.9 for observables; OpenCTI uses it for everything. */
const namespace = Buffer.from('00abedb4aa42466c9c01fed23315a9b7', 'hex');

/** UUIDv5 (RFC 9562 section 5.5) of a text, given in one or more pieces, in the STIX namespace. */
export function uuid5(text: string | readonly string[]): string {
  return uuidOf(typeof text === 'string' ? [text] : text, 5);
}

function uuidOf(pieces: readonly string[], version: 4 | 5): string {
  const hash = createHash('sha1').update(namespace);
  for (const piece of pieces) hash.update(piece, 'utf8');
  const digest = hash.digest();
  digest.writeUInt8((digest.readUInt8(6) & 0x0f) | (version << 4), 6);
  digest.writeUInt8((digest.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = digest.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** `type--uuid` for the properties that make the identity of an object. */
export function idOf(type: string, hashed: JsonObject): string {
  return `${type}--${uuid5(canonicalJson(hashed))}`;
}

/**
 * The same where the standard asks for a random UUID (version 4; validators look): the bits are a hash all the
 * same, so that the same input gives the same id.
 */
export function idInsteadOfRandom(type: string, hashed: JsonObject): string {
  return `${type}--${uuidOf([canonicalJson(hashed)], 4)}`;
}

const acceptedId =
  /^[a-z0-9]+(?:-[a-z0-9]+)*--[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * True if the platform accepts the id: `type--uuid` with a UUID of RFC 4122 (STIX 2.1 section 2.9), which has the
 * versions 1 to 5 and one variant. About one id in 2,000 of published feeds is not (docs/opencti-api.md#import-rules).
 */
export function isAcceptedId(id: string): boolean {
  return acceptedId.test(id);
}

/** The STIX type that an id names: what is before its `--`. */
export function typeOfId(id: string): string {
  const end = id.indexOf('--');
  return end < 0 ? '' : id.slice(0, end);
}
