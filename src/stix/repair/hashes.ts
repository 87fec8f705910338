/** OpenCTI identifies files and artifacts by their hashes (docs/opencti-api.md#limits-of-the-importer). */
import { createHash } from 'node:crypto';

import type { StepContext } from '../context.js';
import { storedHashes } from '../importer/limits.js';
import { words } from '../importer/rows.js';
import { isJsonObject, textOf, type JsonObject } from '../json.js';
import { isHashName } from '../values/hashes.js';

const stored = words(storedHashes);
const computed = [
  ['MD5', 'md5'],
  ['SHA-1', 'sha1'],
  ['SHA-256', 'sha256'],
] as const;

/** Computes missing hashes from the own `payload_bin` or that of the artifact with the file's content. */
export function fillPayloadHashes(
  objects: readonly JsonObject[],
  { note }: Pick<StepContext, 'note'>,
): readonly JsonObject[] {
  const isIncomplete = (object: JsonObject): boolean =>
    (object.type === 'file' || object.type === 'artifact') && !hasStoredHash(object);
  if (!objects.some(isIncomplete)) return objects;
  const artifacts = new Map(
    objects.flatMap((object) => (object.type === 'artifact' ? [[object.id, object] as const] : [])),
  );
  return objects.map((object) => {
    if (!isIncomplete(object)) return object;
    const content = artifacts.get(object.content_ref);
    const hashes = hashesOf(object) ?? (content && hashesOf(content));
    if (hashes === undefined) return object;
    note({
      code: 'filled-hashes',
      objectId: textOf(object, 'id') ?? '',
      message: 'Added the hashes of the content.',
    });
    const all = Object.entries({ ...(isJsonObject(object.hashes) ? object.hashes : {}), ...hashes });
    return { ...object, hashes: Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1))) };
  });
}

const withHashes = new Set(['artifact', 'file', 'x509-certificate']);

/** Notes hashes that OpenCTI does not store, and removes names that no algorithm has. */
export function dropUnknownHashes(object: JsonObject, { note }: Pick<StepContext, 'note'>): JsonObject {
  const { hashes } = object;
  if (!isJsonObject(hashes) || !withHashes.has(textOf(object, 'type') ?? '')) return object;
  const others = Object.keys(hashes).filter((name) => !stored.includes(name));
  if (others.length === 0) return object;
  for (const name of others)
    note({
      code: isHashName(name) ? 'unstored-hash' : 'dropped-hash',
      objectId: textOf(object, 'id') ?? '',
      message: isHashName(name)
        ? `OpenCTI does not store the ${name} hash.`
        : `Removed the ${name} hash: OpenCTI does not know this algorithm.`,
    });
  const kept = Object.entries(hashes).filter(([name]) => stored.includes(name) || isHashName(name));
  return { ...object, hashes: kept.length > 0 ? Object.fromEntries(kept) : undefined };
}

function hasStoredHash({ hashes }: JsonObject): boolean {
  return isJsonObject(hashes) && stored.some((name) => hashes[name] !== undefined);
}

/** Those of an object, or of its content; undefined without both. */
function hashesOf(object: JsonObject): JsonObject | undefined {
  if (hasStoredHash(object) && isJsonObject(object.hashes)) return object.hashes;
  const payload = textOf(object, 'payload_bin');
  if (payload === undefined) return undefined;
  const bytes = Buffer.from(payload, 'base64');
  return Object.fromEntries(
    computed.map(([name, algorithm]) => [name, createHash(algorithm).update(bytes).digest('hex')]),
  );
}
