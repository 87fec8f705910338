import type { StepContext } from './context.js';
import { isObservableType } from './ids/observable.js';
import { standardId } from './ids/standard.js';
import { textOf, type JsonObject } from './json.js';
import { pluralize } from '../lib/index.js';
import type { Identity } from './importer/known-properties.js';

/** Returns the identity of the delivering organization, with the id that OpenCTI computes (docs/opencti-api.md#standard-ids). */
export function authorIdentity(name: string): Identity {
  const identity = {
    type: 'identity',
    spec_version: '2.1',
    name,
    identity_class: 'organization',
    // Required by STIX 2.1 section 3.2. The values are arbitrary, but must not change from run to run.
    created: '2020-01-01T00:00:00.000Z',
    modified: '2020-01-01T00:00:00.000Z',
  };
  return { ...identity, id: standardId(identity) ?? '' };
}

/** Notes each author of the source once, with the number of its objects, which get the author of the connector. */
export function noteForeignAuthors(
  objects: readonly JsonObject[],
  { authorId, note }: StepContext,
): readonly JsonObject[] {
  const counts = new Map<string, number>();
  for (const object of objects) {
    // Markings lose more than their author; applyMarkings notes all of it.
    if (object.type === 'marking-definition' || object.id === authorId) continue;
    const isObservable = isObservableType(textOf(object, 'type') ?? '');
    const authors = new Set([
      object.created_by_ref,
      isObservable ? object.x_opencti_created_by_ref : undefined,
    ]);
    for (const author of authors) {
      if (typeof author === 'string' && author !== authorId)
        counts.set(author, (counts.get(author) ?? 0) + 1);
    }
  }
  for (const [objectId, count] of counts)
    note({
      code: 'replaced-author',
      objectId,
      message: `Replaced this author of ${pluralize(count, 'object')} by the author of the connector.`,
    });
  return objects;
}

/**
 * Sets the author: `created_by_ref` of domain objects and relationships, `x_opencti_created_by_ref` of observables,
 * which have no author in STIX 2.1 section 3.2, and none of markings. It replaces the author of the source, as in the
 * Python connector: OpenCTI's users see the organization that delivered the object. The identity of the source's author
 * stays in the bundle.
 */
export function resolveCreatedBy(object: JsonObject, { authorId }: StepContext): JsonObject {
  const type = typeof object.type === 'string' ? object.type : '';
  if (type === 'marking-definition' || object.id === authorId) return object;
  if (isObservableType(type)) {
    return { ...object, created_by_ref: undefined, x_opencti_created_by_ref: authorId };
  }
  return { ...object, created_by_ref: authorId };
}
