/** Hashes of files and artifacts whose content is in the bundle: OpenCTI identifies them by their hashes. */
import { createHash } from 'node:crypto';

import type { StepContext } from '../context.js';
import { storedHashes } from '../importer/limits.js';
import { words } from '../importer/rows.js';
import { isJsonObject, textOf, type JsonObject } from '../json.js';

const stored = words(storedHashes);
const computed = [
  ['MD5', 'md5'],
  ['SHA-1', 'sha1'],
  ['SHA-256', 'sha256'],
] as const;

/**
 * Gives each file and artifact without hashes those of its content: of its own `payload_bin`, or of the artifact that is the
 * content of the file (docs/opencti-api.md#limits-of-the-importer).
 */
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

function hasStoredHash({ hashes }: JsonObject): boolean {
  return isJsonObject(hashes) && stored.some((name) => hashes[name] !== undefined);
}

/** Returns the hashes of an object, or of its content; undefined without both. */
function hashesOf(object: JsonObject): JsonObject | undefined {
  if (hasStoredHash(object) && isJsonObject(object.hashes)) return object.hashes;
  const payload = textOf(object, 'payload_bin');
  if (payload === undefined) return undefined;
  const bytes = Buffer.from(payload, 'base64');
  return Object.fromEntries(
    computed.map(([name, algorithm]) => [name, createHash(algorithm).update(bytes).digest('hex')]),
  );
}
