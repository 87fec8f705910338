/** Domain objects of STIX 2.0 in STIX 2.1. */
import {
  isJsonArray,
  isJsonObject,
  textOf,
  type Json,
  type JsonObject,
  type MutableJsonObject,
} from '../json.js';
import { longestPattern } from '../pattern/parser.js';

/** Returns the form of 2.1; observed-data has its own function. */
export function upgradeDomainObject(object: JsonObject): JsonObject {
  const upgraded = withTypesFromLabels(object);
  upgraded.spec_version = '2.1';
  if (object.type === 'indicator') upgradeIndicator(upgraded);
  // Required in STIX 2.1 section 4.11, and new: `false` makes no claim, unlike `true`.
  if (object.type === 'malware') upgraded.is_family ??= false;
  return upgraded;
}

/** `pattern_type` is required in STIX 2.1 section 4.7, and new: all patterns of 2.0 are STIX patterns. */
function upgradeIndicator(indicator: MutableJsonObject): void {
  indicator.pattern_type ??= 'stix';
  const { pattern } = indicator;
  if (typeof pattern === 'string' && indicator.pattern_type === 'stix')
    indicator.pattern = upgradePattern(pattern);
  // Required in both versions. Feeds that leave it out mean the time of creation.
  indicator.valid_from ??= indicator.created;
}

/** A string literal, possibly without an end (so that the search stays linear), or the changed qualifier. */
const literalOrInterval = /'[^'\\]*(?:\\.[^'\\]*)*(?:'|\\?$)|\b(START\s+)('[^']*')(\s+STOP\s+)('[^']*')/gs;

/** In 2.1, `START` and `STOP` have timestamp literals (STIX 2.1 section 9.5.1). Property names stay. */
function upgradePattern(pattern: string): string {
  // Few patterns have one, and patterns can be long.
  if (pattern.length > longestPattern || !pattern.includes('START')) return pattern;
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

/** Moves all `labels` to `*_types` (open vocabularies) unless the object has both: then labels are tags. */
function withTypesFromLabels(object: JsonObject): MutableJsonObject {
  const property = typesProperty.get(textOf(object, 'type') ?? '');
  if (property === undefined || object.labels === undefined || object[property] !== undefined)
    return { ...object };
  const { labels, ...upgraded }: MutableJsonObject = object;
  if (!isJsonArray(labels)) return { ...object };
  const kept = labels.filter((label) => label !== filler);
  if (kept.length > 0) upgraded[property] = kept;
  moveSelectors(upgraded, labels, kept, property);
  return upgraded;
}

/** A selector names an existing property (STIX 2.1 section 7.2.3). */
function moveSelectors(
  object: MutableJsonObject,
  labels: readonly Json[],
  kept: readonly Json[],
  property: string,
): void {
  const { granular_markings: markings } = object;
  if (!isJsonArray(markings)) return;
  const places = new Map(kept.map((label, index) => [label, index]));
  const move = (selector: Json): Json | undefined => {
    if (typeof selector !== 'string' || !/^labels(?:\.|$)/.test(selector)) return selector;
    if (object[property] === undefined) return undefined;
    if (selector === 'labels') return property;
    const label = labels[Number(/^labels\.\[(\d+)\]$/.exec(selector)?.[1] ?? -1)];
    const index = label === undefined ? undefined : places.get(label);
    return index === undefined ? undefined : `${property}.[${index}]`;
  };
  const moved = markings.flatMap((marking) => {
    if (!isJsonObject(marking) || !isJsonArray(marking.selectors)) return [marking];
    const selectors = marking.selectors.map(move).filter((selector) => selector !== undefined);
    return selectors.length > 0 ? [{ ...marking, selectors }] : [];
  });
  if (moved.length > 0) object.granular_markings = moved;
  else delete object.granular_markings;
}
