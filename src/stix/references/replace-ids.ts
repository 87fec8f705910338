import { idOf, isAcceptedId, observableId, standardId, typeOfId } from '../ids/index.js';
import { textOf, type JsonObject } from '../json.js';
import type { TakeNote } from '../notes.js';
import { mapReferences } from './walk.js';

/**
 * Types whose id is made from the ids of others, in the order in which they can be named; every other type comes
 * before them.
 */
const dependent: readonly ReadonlySet<string>[] = [
  new Set(['file', 'email-message', 'network-traffic']),
  new Set(['observed-data']),
  new Set(['relationship']),
  new Set(['sighting']),
];

const rankOf = (type: string): number => 1 + dependent.findIndex((types) => types.has(type));

/**
 * Replaces ids that the platform refuses, together with every object that refers to them
 * (docs/opencti-api.md#import-rules), by deterministic ids, and every reference with them. Accepted ids stay; those of
 * observables that we named ourselves follow the content, which may have been cleaned since.
 *
 * @param isOurs whether we made the id.
 */
export function replaceIds(
  objects: readonly JsonObject[],
  isOurs: (id: string) => boolean,
  note: TakeNote,
): JsonObject[] {
  const replaced = new Map<string, string>();
  const uncertain = objects.filter((object) => !isGood(object) || isOurs(textOf(object, 'id') ?? ''));
  const ranked = uncertain.map((object) => ({ object, rank: rankOf(textOf(object, 'type') ?? '') }));
  for (let rank = 0; rank <= dependent.length && ranked.length > 0; rank += 1) {
    for (const { object, rank: own } of ranked) {
      if (own !== rank) continue;
      if (isGood(object)) renameOurs(object, replaced);
      else nameAnew(object, replaced, note);
    }
  }
  if (replaced.size === 0) return [...objects];
  const follow = (reference: string): string => replaced.get(reference) ?? reference;
  return objects.map((object) => {
    const id = textOf(object, 'id') ?? '';
    return { ...mapReferences(object, follow), id: follow(id) };
  });
}

function renameOurs(object: JsonObject, replaced: Map<string, string>): void {
  const id = textOf(object, 'id') ?? '';
  const followed = mapReferences(object, (reference) => replaced.get(reference) ?? reference);
  const now = observableId(followed);
  if (now !== undefined && now !== id) replaced.set(id, now);
}

function isGood(object: JsonObject): boolean {
  const id = textOf(object, 'id') ?? '';
  return isAcceptedId(id) && typeOfId(id) === object.type;
}

function nameAnew(object: JsonObject, replaced: Map<string, string>, note: TakeNote): void {
  const old = textOf(object, 'id') ?? '';
  const type = textOf(object, 'type') ?? '';
  const lower = old.trim().toLowerCase();
  const followed = mapReferences(object, (reference) => replaced.get(reference) ?? reference);
  const id =
    isAcceptedId(lower) && typeOfId(lower) === type
      ? lower
      : (standardId(followed) ?? observableId(followed) ?? idOf(type, { id: old }));
  replaced.set(old, id);
  note({
    code: 'replaced-id',
    objectId: old,
    message: `OpenCTI refuses this id (no type and valid UUID): it became ${id}.`,
  });
}
