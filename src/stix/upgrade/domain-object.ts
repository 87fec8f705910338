/** Domain objects of STIX 2.0 in STIX 2.1. */
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../json.js';

/** Returns the form of 2.1; observed-data has its own function. */
export function upgradeDomainObject(object: JsonObject): JsonObject {
  const upgraded = typesFromLabels(object);
  switch (object.type) {
    case 'indicator':
      return upgradeIndicator(upgraded);
    case 'malware':
      // Required in STIX 2.1 section 4.11, and new: `false` makes no claim, unlike `true`.
      return { ...upgraded, spec_version: '2.1', is_family: object.is_family ?? false };
    default:
      return { ...upgraded, spec_version: '2.1' };
  }
}

/** `pattern_type` is required in STIX 2.1 section 4.7, and new: all patterns of 2.0 are STIX patterns. */
function upgradeIndicator(indicator: JsonObject): JsonObject {
  const { pattern, pattern_type: type = 'stix' } = indicator;
  return {
    ...indicator,
    spec_version: '2.1',
    pattern: typeof pattern === 'string' && type === 'stix' ? upgradePattern(pattern) : pattern,
    pattern_type: type,
    // Required in both versions. Feeds that leave it out mean the time of creation.
    valid_from: indicator.valid_from ?? indicator.created,
  };
}

/** A string literal, possibly without an end (so that the search stays linear), or the changed qualifier. */
const literalOrInterval = /'(?:\\.|[^'\\])*(?:'|\\?$)|\b(START\s+)('[^']*')(\s+STOP\s+)('[^']*')/gs;

/** In 2.1, `START` and `STOP` have timestamp literals (STIX 2.1 section 9.5.1). Property names stay. */
function upgradePattern(pattern: string): string {
  // Few patterns have one, and patterns can be long.
  if (!pattern.includes('START')) return pattern;
  return pattern.replace(
    literalOrInterval,
    (literal: string, start?: string, from?: string, stop?: string, to?: string) =>
      start === undefined ? literal : `${start}t${from ?? ''}${stop ?? ''}t${to ?? ''}`,
  );
}

/** The property for what 2.0 keeps in `labels` (STIX 2.1 sections 4.7, 4.11, 4.16, 4.17 and 4.18). */
const typesProperty = new Map([
  ['indicator', 'indicator_types'],
  ['malware', 'malware_types'],
  ['report', 'report_types'],
  ['threat-actor', 'threat_actor_types'],
  ['tool', 'tool_types'],
]);

/** `labels` is required in 2.0; this value means an absent property. */
const filler = 'unknown';

/** Moves all `labels` to `*_types` (open vocabularies), unless the object has both: then labels are tags. */
function typesFromLabels(object: JsonObject): JsonObject {
  const property = typesProperty.get(typeof object.type === 'string' ? object.type : '');
  if (property === undefined || !isJsonArray(object.labels) || object[property] !== undefined) return object;
  const { labels, ...rest } = object;
  const kept = object.labels.filter((label) => label !== filler);
  const places = new Map(kept.map((label, index) => [label, index]));
  return moveSelectors(
    kept.length > 0 ? { ...rest, [property]: kept } : rest,
    (index) => places.get(labels[index] ?? null) ?? -1,
    property,
  );
}

/** A selector names an existing property (STIX 2.1 section 7.2.3). */
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
