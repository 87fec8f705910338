import type { ConversionSettings } from './conversion.js';
import { authorship, tellAuthors } from './author.js';
import { mergeDuplicates } from './duplicates.js';
import { indicatorForPlatform } from './indicator.js';
import { tlpIds } from './ids/index.js';
import { textOf, type JsonObject } from './json.js';
import { marker } from './markings/index.js';
import type { TakeNote } from './notes.js';
import { resolveReferences } from './references/alive.js';
import { replaceIds } from './references/replace-ids.js';
import { allowedRelationships } from './relationships/index.js';
import { usableExternalReferences } from './repair/external-references.js';
import { withUsableName } from './repair/names.js';
import { missingOf, repaired, type RepairContext } from './repair/required.js';
import { orderedTimes } from './repair/times.js';
import { sourceObjects } from './source/objects.js';
import { typedObject } from './source/typed.js';
import { upgradeObjects } from './upgrade/index.js';
import { checkedValue } from './values/observable-value.js';

/**
 * What of a STIX download OpenCTI imports, as it imports it: STIX 2.1, clean, every reference resolved, each object
 * marked and authored. Valid objects come out as they went in, apart from author, marking and what the platform needs.
 *
 * @param date for objects that say none, as a STIX timestamp.
 */
export function contentObjects(
  stix: unknown,
  author: JsonObject,
  date: string,
  settings: ConversionSettings,
  note: TakeNote,
): JsonObject[] {
  const source = mergeDuplicates(sourceObjects(stix, note), note);
  const upgraded = upgradeObjects(source, note);
  const typed = upgraded.map((object) => usableObject(object, note)).filter((object) => object !== undefined);
  const complete = completeObjects(typed, date, note);
  const given = new Set(source.map(({ id }) => id));
  const named = mergeDuplicates(
    replaceIds(complete, (id) => !given.has(id), note),
    note,
  );
  const marked = marker(named, settings.tlp, note);
  const authorId = textOf(author, 'id') ?? '';
  tellAuthors(named, authorId, note);
  const owned = named
    .map((object) => marked(object, authorship(object, authorId)))
    .filter((object) => object !== undefined);
  const elsewhere = new Set([authorId, ...Object.values(tlpIds)]);
  const resolved = resolvedObjects(owned, elsewhere, note);
  return allowedRelationships(resolved, note).map((object) =>
    withContent(indicatorForPlatform(object, settings, note), authorId),
  );
}

/** The object with a value and properties of its type; undefined where the platform would not take it. */
function usableObject(object: JsonObject, note: TakeNote): JsonObject | undefined {
  const checked = checkedValue(object, note);
  return checked && typedObject(checked, note);
}

/**
 * A grouping or report refers to at least one object (STIX 2.1 sections 4.4 and 4.15), if there is no other to its
 * author. A sighting without a place was made by its creator (STIX 2.1 section 5.2).
 */
function withContent(object: JsonObject, author: string): JsonObject {
  switch (object.type) {
    case 'report':
    case 'grouping':
      return object.object_refs === undefined ? { ...object, object_refs: [author] } : object;
    case 'sighting':
      return object.where_sighted_refs === undefined ? { ...object, where_sighted_refs: [author] } : object;
    default:
      return object;
  }
}

function completeObjects(objects: readonly JsonObject[], date: string, note: TakeNote): JsonObject[] {
  let byId: ReadonlyMap<string, JsonObject> | undefined;
  const lookUp = (id: string): JsonObject | undefined => {
    // Few look anything up.
    byId ??= new Map(objects.map((object) => [textOf(object, 'id') ?? '', object]));
    return byId.get(id);
  };
  const context: RepairContext = { date, lookUp };
  const filled = objects.map((object) => {
    const referenced = usableExternalReferences(object, note);
    const named = withUsableName(referenced, note);
    return orderedTimes(repaired(named, context, note), note);
  });
  return filled.filter((object) => isComplete(object, note));
}

function isComplete(object: JsonObject, note: TakeNote): boolean {
  const missing = missingOf(object);
  if (missing === undefined) return true;
  const type = textOf(object, 'type') ?? '';
  const objectId = textOf(object, 'id') ?? '';
  note({
    code: 'dropped-object',
    objectId,
    message: `A ${type} without ${missing} was left out: OpenCTI cannot import it.`,
  });
  return false;
}

/**
 * With the references to nothing gone, an object may lack what it needs (an e-mail's sender); without it, others may
 * lack theirs.
 */
function resolvedObjects(
  objects: readonly JsonObject[],
  elsewhere: ReadonlySet<string>,
  note: TakeNote,
): JsonObject[] {
  const resolved = resolveReferences(objects, elsewhere, note);
  if (resolved.length === objects.length && resolved.every((object, index) => object === objects[index]))
    return resolved;
  const unchanged = new Set(objects);
  const complete = resolved.filter((object) => unchanged.has(object) || isComplete(object, note));
  return complete.length === resolved.length ? resolved : resolvedObjects(complete, elsewhere, note);
}
