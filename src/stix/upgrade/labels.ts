/** 2.0 kept the kind of an object in `labels`; 2.1 has a property for it and frees `labels` for tags. */
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../json.js';

/** STIX 2.1 sections 4.7, 4.11, 4.16, 4.17 and 4.18. */
const typesProperty = new Map([
  ['indicator', 'indicator_types'],
  ['malware', 'malware_types'],
  ['report', 'report_types'],
  ['threat-actor', 'threat_actor_types'],
  ['tool', 'tool_types'],
]);

/**
 * A filler: `labels` was required on these five types in 2.0, its successors are optional in 2.1. It says no
 * more than an absent property, in every one of the five vocabularies.
 */
const filler = 'unknown';

/**
 * The object with its `labels` moved to `*_types`. The vocabularies are open and 2.0 defined the property as
 * the kind, so every value goes there, the words of the vendor too. An object that has its `*_types` already
 * keeps both: there, labels are tags.
 */
export function typesFromLabels(object: JsonObject): JsonObject {
  const property = typesProperty.get(typeof object.type === 'string' ? object.type : '');
  if (property === undefined || !isJsonArray(object.labels) || object[property] !== undefined) return object;
  const { labels, ...rest } = object;
  const kept = object.labels.filter((label) => label !== filler);
  return moveSelectors(
    kept.length > 0 ? { ...rest, [property]: kept } : rest,
    (index) => kept.indexOf(labels[index] ?? null),
    property,
  );
}

/** A selector names an existing property (STIX 2.1 section 7.2.3), so the selectors of `labels` change too. */
function moveSelectors(
  object: JsonObject,
  newIndex: (index: number) => number,
  property: string,
): JsonObject {
  const { granular_markings: markings } = object;
  if (!isJsonArray(markings)) return object;
  const move = (selector: Json): Json | undefined => {
    if (typeof selector !== 'string' || !/^labels(?:\.|$)/.test(selector)) return selector;
    if (object[property] === undefined) return undefined;
    if (selector === 'labels') return property;
    const index = newIndex(Number(/^labels\.\[(\d+)\]$/.exec(selector)?.[1] ?? -1));
    return index < 0 ? undefined : `${property}.[${index}]`;
  };
  const moved = markings.flatMap((marking) => {
    if (!isJsonObject(marking) || !isJsonArray(marking.selectors)) return [marking];
    const selectors = marking.selectors.map(move).filter((selector) => selector !== undefined);
    return selectors.length > 0 ? [{ ...marking, selectors }] : [];
  });
  if (moved.length > 0) return { ...object, granular_markings: moved };
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== 'granular_markings'));
}
