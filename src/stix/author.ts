import { isObservableType, standardId } from './ids/index.js';
import { textOf, type JsonObject } from './json.js';
import { counted, type TakeNote } from './notes.js';
import type { Identity } from './schema/index.js';

/** The organization that delivers: an identity with the id that the platform gives it. Always the same object. */
export function authorIdentity(name: string): Identity {
  const identity = {
    type: 'identity',
    spec_version: '2.1',
    name,
    identity_class: 'organization',
    // Of no meaning, but required, and it must not change from run to run.
    created: '2020-01-01T00:00:00.000Z',
    modified: '2020-01-01T00:00:00.000Z',
  };
  return { ...identity, id: standardId(identity) ?? '' };
}

/** Tells whose objects become the author's: one note for each author of the source. */
export function tellAuthors(objects: readonly JsonObject[], author: string, note: TakeNote): void {
  const others = new Map<string, number>();
  for (const object of objects) {
    // A marking's is told with what else a marking loses.
    if (object.type === 'marking-definition') continue;
    const own = isObservableType(textOf(object, 'type') ?? '') ? object.x_opencti_created_by_ref : undefined;
    const named = new Set([object.created_by_ref, own]);
    for (const other of named) {
      if (typeof other !== 'string' || other === author || object.id === author) continue;
      others.set(other, (others.get(other) ?? 0) + 1);
    }
  }
  for (const [objectId, count] of others)
    note({
      code: 'replaced-author',
      objectId,
      message: `The source names this author on ${counted(count, 'object')}: sent as the connector's own.`,
    });
}

/**
 * The properties that make an object the author's: `created_by_ref` on domain objects and relationships,
 * `x_opencti_created_by_ref` on observables (STIX gives them no author), none on markings. They replace the source's
 * own, as the Python connector did: who is named there stays in the bundle as an object, and the platform answers for
 * what it shows to its users with the organization that delivered it.
 */
export function authorship(object: JsonObject, author: string): JsonObject {
  const type = typeof object.type === 'string' ? object.type : '';
  if (type === 'marking-definition' || object.id === author) return {};
  if (isObservableType(type)) return { created_by_ref: undefined, x_opencti_created_by_ref: author };
  return { created_by_ref: author };
}
