import type { StepContext } from './context.js';
import { mapReferences } from './references/walk.js';
import { isObservableType } from './ids/observable.js';
import { standardId } from './ids/standard.js';
import { textOf, textsOf, type Json, type JsonObject, type MutableJsonObject } from './json.js';
import { pluralize } from '../lib/index.js';
import type { Identity } from './importer/known-properties.js';

/** The identity of the delivering organization, with OpenCTI's id (docs/opencti-api.md#standard-ids). */
export function authorIdentity(name: string): Identity {
  const identity = {
    type: 'identity',
    spec_version: '2.1',
    name,
    identity_class: 'organization',
    // Required by STIX 2.1 section 3.2; arbitrary, but the same in each run.
    created: '2020-01-01T00:00:00.000Z',
    modified: '2020-01-01T00:00:00.000Z',
  };
  return { ...identity, id: standardId(identity) ?? '' };
}

/** Notes each author of the source once, with the number of its objects, whose author is replaced. */
export function noteForeignAuthors(
  objects: readonly JsonObject[],
  { authorId, note }: StepContext,
): readonly JsonObject[] {
  const counts = new Map<string, number>();
  for (const object of objects) {
    // Markings lose more than their author; `statementMarking` notes all of it.
    if (object.type === 'marking-definition' || object.id === authorId) continue;
    const isObservable = isObservableType(textOf(object, 'type') ?? '');
    const { created_by_ref: author, x_opencti_created_by_ref: other } = object;
    const count = (id: unknown): void => {
      if (typeof id === 'string' && id !== authorId) counts.set(id, (counts.get(id) ?? 0) + 1);
    };
    count(author);
    if (isObservable && other !== author) count(other);
  }
  for (const [objectId, count] of counts)
    note({
      code: 'replaced-author',
      objectId,
      message: `Replaced this author of ${pluralize(count, 'object')} by the author of the connector.`,
    });
  return objects;
}

/** Replaces the author of the source. Observables have none in STIX 2.1 section 3.2, hence the other name. */
export function setAuthor(object: MutableJsonObject, { authorId }: StepContext): void {
  if (object.id === authorId) return;
  const isObservable = isObservableType(textOf(object, 'type') ?? '');
  object.created_by_ref = isObservable ? undefined : authorId;
  if (isObservable) object.x_opencti_created_by_ref = authorId;
}

const aliasLists = ['aliases', 'x_opencti_aliases'];

/** Removes identities that OpenCTI would merge with the author (docs/opencti-api.md#alias-merging). */
export function keepAuthorApart(
  objects: readonly JsonObject[],
  { authorId, settings, note }: StepContext,
): readonly JsonObject[] {
  const isAuthor = (object: JsonObject): boolean =>
    object.type === 'identity' &&
    object.id !== authorId &&
    standardId({ ...object, id: undefined }) === authorId;
  const replaced = new Map<string, string>();
  for (const object of objects) {
    if (!isAuthor(object)) continue;
    const id = textOf(object, 'id') ?? '';
    replaced.set(id, authorId);
    note({
      code: 'replaced-object',
      objectId: id,
      message: 'Replaced by the author of the connector, which has the same name.',
    });
  }
  const follow = (reference: string): string => replaced.get(reference) ?? reference;
  return objects
    .filter(({ id }) => typeof id !== 'string' || !replaced.has(id))
    .map((object) => withoutAlias(object, normalized(settings.author), note))
    .map((object) => (replaced.size === 0 ? object : mapReferences(object, follow)));
}

const normalized = (name: string): string => name.toLowerCase().trim();

function withoutAlias(object: JsonObject, name: string, note: StepContext['note']): JsonObject {
  if (object.type !== 'identity') return object;
  const isName = (alias: string): boolean => normalized(alias) === name;
  const found = aliasLists.filter((property) => textsOf(object, property).some(isName));
  if (found.length === 0) return object;
  note({
    code: 'dropped-value',
    objectId: textOf(object, 'id'),
    message: `Removed the alias ${name}: OpenCTI would merge the object with the author of the connector.`,
  });
  const kept = found.map((property): [string, Json | undefined] => {
    const others = textsOf(object, property).filter((alias) => !isName(alias));
    return [property, others.length > 0 ? others : undefined];
  });
  return { ...object, ...Object.fromEntries(kept) };
}
