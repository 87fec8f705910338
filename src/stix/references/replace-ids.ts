import type { StepContext } from '../context.js';
import { observableId } from '../ids/observable.js';
import { standardId } from '../ids/standard.js';
import { deterministicId, isAcceptedId, typeOfId } from '../ids/uuid.js';
import { textOf, type JsonObject } from '../json.js';
import { mapReferences } from './walk.js';

/** Types whose ids are computed from other ids, in a possible order; all other types come first. */
const dependent: readonly ReadonlySet<string>[] = [
  new Set(['file', 'email-message', 'network-traffic']),
  new Set(['observed-data']),
  new Set(['relationship']),
  new Set(['sighting']),
];

const rankOf = (type: string): number => 1 + dependent.findIndex((types) => types.has(type));

/** Replaces ids that OpenCTI refuses and the references to them (docs/opencti-api.md#import-rules). */
export function assignDeterministicIds(
  objects: readonly JsonObject[],
  context: StepContext,
): readonly JsonObject[] {
  const { sourceIds, note } = context;
  const replaced = new Map<string, string>();
  const follow = (reference: string): string => replaced.get(reference) ?? reference;
  const candidates = objects
    .filter((object) => !isGood(object) || !sourceIds.has(textOf(object, 'id') ?? ''))
    .map((object) => ({ object, rank: rankOf(textOf(object, 'type') ?? '') }));
  for (let rank = 0; rank <= dependent.length && candidates.length > 0; rank += 1) {
    for (const { object } of candidates.filter((candidate) => candidate.rank === rank)) {
      const old = textOf(object, 'id') ?? '';
      const followed = mapReferences(object, follow);
      if (isGood(object)) {
        const current = observableId(followed);
        if (current !== undefined && current !== old) replaced.set(old, current);
        continue;
      }
      const id = acceptedId(followed, old);
      replaced.set(old, id);
      note({
        code: 'replaced-id',
        objectId: old,
        message: `OpenCTI refuses this id, which is not a type with a valid UUID: replaced by ${id}.`,
      });
    }
  }
  if (replaced.size === 0) return objects;
  return objects.map((object) => ({
    ...mapReferences(object, follow),
    id: follow(textOf(object, 'id') ?? ''),
  }));
}

function isGood(object: JsonObject): boolean {
  const id = textOf(object, 'id') ?? '';
  return isAcceptedId(id) && typeOfId(id) === object.type;
}

/** The refused id in lower case if that is valid, otherwise one that is computed from the object. */
function acceptedId(object: JsonObject, refused: string): string {
  const type = textOf(object, 'type') ?? '';
  const lower = refused.trim().toLowerCase();
  if (isAcceptedId(lower) && typeOfId(lower) === type) return lower;
  return standardId(object) ?? observableId(object) ?? deterministicId(type, { id: refused });
}
