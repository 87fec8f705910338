/** Observed data: 2.0 embeds its observables, 2.1 refers to them (STIX 2.1 section 4.14). */
import type { ConversionNote } from '../conversion.js';
import {
  isJsonArray,
  isJsonObject,
  objectsOf,
  textOf,
  textsOf,
  type Json,
  type JsonObject,
} from '../json.js';
import { localIds } from './local-ids.js';
import { upgradeObservable } from './observable.js';
import { mapReferences } from './references.js';

interface SplitObservedData {
  /** As 2.1: without `objects`, with `object_refs`. */
  readonly observedData: JsonObject;
  /** One per embedded object, with ids; two may have the same id. */
  readonly observables: readonly JsonObject[];
}

/** Splits a 2.0 observed-data. What cannot be read of it is left out with a note. */
export function splitObservedData(
  object: JsonObject,
  note: (note: ConversionNote) => void,
): SplitObservedData {
  const { objects, ...rest } = object;
  const observedData = { ...rest, spec_version: '2.1' };
  if (objects === undefined) return { observedData, observables: [] };
  const observables = readObservables(object, note);
  const ids = localIds(observables);
  const marked = markerByKey(object);
  const embedded = [...observables.keys()].map((key) => ids.get(key)).filter((id) => id !== undefined);
  const given = isJsonArray(object.object_refs) ? object.object_refs : [];
  const refs = [...new Set([...given, ...embedded])];
  return {
    observedData: withoutObjectSelectors(
      refs.length > 0 ? { ...observedData, object_refs: refs } : observedData,
    ),
    observables: [...observables].map(([key, observable]) => {
      const pointed = mapReferences(observable, (reference) => ids.get(reference) ?? reference);
      return marked(key, { ...pointed, id: ids.get(key) });
    }),
  };
}

/** The embedded objects in the form of 2.1 by their keys, without references that lead nowhere. */
function readObservables(
  object: JsonObject,
  note: (note: ConversionNote) => void,
): ReadonlyMap<string, JsonObject> {
  const id = textOf(object, 'id') ?? '';
  const embedded = isJsonObject(object.objects) ? Object.entries(object.objects) : [];
  const readable = new Map<string, JsonObject>();
  for (const [key, value] of embedded) {
    if (isJsonObject(value) && textOf(value, 'type') !== undefined) {
      readable.set(key, upgradeObservable(value, id, note));
    } else {
      note({ code: 'dropped-observable', objectId: id, message: `Embedded object "${key}" has no type.` });
    }
  }
  if (readable.size === 0) {
    note({ code: 'dropped-property', objectId: id, message: 'The objects hold no observable.' });
  }
  return new Map(
    [...readable].map(([key, observable]) => [
      key,
      mapReferences(observable, (reference) => {
        if (readable.has(reference) || reference.includes('--')) return reference;
        note({
          code: 'dropped-reference',
          objectId: id,
          message: `Embedded object "${key}" refers to "${reference}", which is not there.`,
        });
        return undefined;
      }),
    ]),
  );
}

/**
 * The markings of the observed-data are those of what it embeds, so an observable takes them along when it leaves:
 * without them it would be shared more widely than before. A part of an observable that is marked by a selector
 * (`objects.0.value`) marks all of it.
 */
function markerByKey(object: JsonObject): (key: string, observable: JsonObject) => JsonObject {
  const general = textsOf(object, 'object_marking_refs');
  const granular = new Map<string, string[]>();
  for (const marking of objectsOf(object, 'granular_markings')) {
    const reference = textOf(marking, 'marking_ref');
    for (const selector of textsOf(marking, 'selectors')) {
      const [root, key = ''] = selector.split('.');
      if (root !== 'objects' || reference === undefined) continue;
      const references = granular.get(key);
      if (references === undefined) granular.set(key, [reference]);
      else references.push(reference);
    }
  }
  return (key, observable) => {
    const refs = [...general, ...(granular.get('') ?? []), ...(granular.get(key) ?? [])];
    if (refs.length === 0) return observable;
    return {
      ...observable,
      object_marking_refs: [...new Set([...textsOf(observable, 'object_marking_refs'), ...refs])],
    };
  };
}

/** A selector names an existing property (STIX 2.1 section 7.2.3), and `objects` no longer exists. */
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
