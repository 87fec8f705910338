/** Observed data of 2.0 embeds its observables; that of 2.1 refers to them (STIX 2.1 section 4.14). */
import type { NoteContext } from '../context.js';
import {
  isJsonArray,
  isJsonObject,
  objectsOf,
  textOf,
  textsOf,
  type Json,
  type JsonObject,
} from '../json.js';
import { tlpIds } from '../ids/standard.js';
import { mapReferences } from '../references/walk.js';
import { isLocalReference, localIds } from './local-ids.js';
import { upgradeObservable } from './observable.js';

interface SplitObservedData {
  /** With `object_refs` instead of `objects`. */
  readonly observedData: JsonObject;
  /** Two can have the same id. */
  readonly observables: readonly JsonObject[];
}

export function splitObservedData(object: JsonObject, context: NoteContext): SplitObservedData {
  const { objects, ...rest } = object;
  const observedData = { ...rest, spec_version: '2.1' };
  if (objects === undefined) return { observedData, observables: [] };
  const observables = readObservables(object, context);
  const ids = localIds(observables);
  const markings = boundedMarkings(markingsByKey(object), object, observables.size, context);
  const embedded = [...observables.keys()].map((key) => ids.get(key)).filter((id) => id !== undefined);
  const given = isJsonArray(object.object_refs) ? object.object_refs : [];
  const refs = [...new Set([...given, ...embedded])];
  return {
    observedData: withoutObjectSelectors(
      refs.length > 0 ? { ...observedData, object_refs: refs } : observedData,
    ),
    observables: [...observables].map(([key, observable]) => {
      const target = (reference: string): string => ids.get(reference) ?? reference;
      const resolved = mapReferences(observable, target, isLocalReference);
      return withMarkings({ ...resolved, id: ids.get(key) }, key, markings);
    }),
  };
}

/** In the form of 2.1 by their keys, without references to objects that do not exist. */
function readObservables(object: JsonObject, context: NoteContext): ReadonlyMap<string, JsonObject> {
  const { note } = context;
  const id = textOf(object, 'id') ?? '';
  const embedded = isJsonObject(object.objects) ? Object.entries(object.objects) : [];
  const readable = new Map<string, JsonObject>();
  for (const [key, value] of embedded) {
    if (isJsonObject(value) && textOf(value, 'type') !== undefined) {
      readable.set(key, upgradeObservable(value, id, context));
    } else {
      note({
        code: 'dropped-observable',
        objectId: id,
        message: `Removed the embedded object "${key}", which has no type.`,
      });
    }
  }
  if (readable.size === 0) {
    note({
      code: 'dropped-property',
      objectId: id,
      message: 'Removed the property objects, which has no observable.',
    });
  }
  return new Map(
    [...readable].map(([key, observable]) => [
      key,
      mapReferences(
        observable,
        (reference) => {
          if (readable.has(reference) || reference.includes('--')) return reference;
          note({
            code: 'dropped-reference',
            objectId: id,
            message: `Removed the reference of the embedded object "${key}" to "${reference}", which does not exist.`,
          });
          return undefined;
        },
        isLocalReference,
      ),
    ]),
  );
}

interface EmbeddedMarkings {
  /** Markings of all embedded objects. */
  readonly general: readonly string[];
  /** Local key -> markings of this object. */
  readonly byKey: ReadonlyMap<string, readonly string[]>;
}

/** Markings of the observed-data or of a part of an observable apply to the whole observable. */
function markingsByKey(object: JsonObject): EmbeddedMarkings {
  const general = new Set(textsOf(object, 'object_marking_refs'));
  const byKey = new Map<string, string[]>();
  for (const marking of objectsOf(object, 'granular_markings')) {
    const reference = textOf(marking, 'marking_ref');
    for (const selector of textsOf(marking, 'selectors')) {
      const [root, key = ''] = selector.split('.');
      if (root !== 'objects' || reference === undefined) continue;
      const references = byKey.get(key);
      if (key === '') general.add(reference);
      else if (references === undefined) byKey.set(key, [reference]);
      else references.push(reference);
    }
  }
  return { general: [...general], byKey };
}

/** Markings times objects: no published feed comes near this number. */
const mostMarkings = 500_000;

/** The strictest level for all objects, in place of markings that are too many to be repeated in each. */
function boundedMarkings(
  markings: EmbeddedMarkings,
  object: JsonObject,
  count: number,
  { note }: NoteContext,
): EmbeddedMarkings {
  if (markings.general.length * count <= mostMarkings) return markings;
  note({
    code: 'unknown-marking',
    objectId: textOf(object, 'id'),
    message: `Marked the embedded objects TLP:RED in place of ${markings.general.length} markings for each of them.`,
  });
  return { ...markings, general: [tlpIds.red] };
}

function withMarkings(object: JsonObject, key: string, { general, byKey }: EmbeddedMarkings): JsonObject {
  const refs = [...general, ...(byKey.get(key) ?? [])];
  if (refs.length === 0) return object;
  return {
    ...object,
    object_marking_refs: [...new Set([...textsOf(object, 'object_marking_refs'), ...refs])],
  };
}

/** A selector names an existing property (STIX 2.1 section 7.2.3). */
function withoutObjectSelectors(object: JsonObject): JsonObject {
  if (!isJsonArray(object.granular_markings)) return object;
  const { granular_markings: markings, ...rest } = object;
  const kept = markings.flatMap((marking): Json[] => {
    if (!isJsonObject(marking) || !isJsonArray(marking.selectors)) return [marking];
    const selectors = marking.selectors.filter(
      (selector) => typeof selector !== 'string' || !/^objects(?:\.|$)/.test(selector),
    );
    return selectors.length > 0 ? [{ ...marking, selectors }] : [];
  });
  return kept.length > 0 ? { ...rest, granular_markings: kept } : rest;
}
