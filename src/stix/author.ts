import { isObservableType, standardId } from './ids/index.js';
import type { JsonObject } from './json.js';
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

/**
 * The object as the author's: `created_by_ref` on domain objects and relationships, `x_opencti_created_by_ref` on
 * observables (STIX gives them no author), none on markings. It replaces the source's own, as the Python connector
 * did: who is named there stays in the bundle as an object, and the platform answers for what it shows to its users
 * with the organization that delivered it.
 */
export function authored(object: JsonObject, author: string): JsonObject {
  const type = typeof object.type === 'string' ? object.type : '';
  if (type === 'marking-definition' || object.id === author) return object;
  if (isObservableType(type))
    return { ...object, created_by_ref: undefined, x_opencti_created_by_ref: author };
  return { ...object, created_by_ref: author };
}
