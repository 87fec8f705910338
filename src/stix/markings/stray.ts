/** Markings outside of the places that STIX has for them. */
import { normalized } from '../../lib/index.js';
import type { TlpLevel } from '../conversion.js';
import { propertiesOf } from '../importer/known-properties.js';
import { isJsonArray, textOf, type Json, type JsonObject } from '../json.js';
import { strictest } from './levels.js';
import { readTlpText } from './tlp-text.js';

/** Names that stand for a marking: `marking_refs`, `x_tlp_level`. */
const markingName = /(?:^|_)(?:tlp(?:_?(?:level|color|colour|marking))?|markings?(?:_?refs?)?)$/i;
const markingId = /^\s*marking-definition--/i;

const places = new Set(['object_marking_refs', 'granular_markings', 'labels', 'id', 'type', 'objects']);

/**
 * The values of the properties that restrict an object without being a place for markings: by their name, or because they
 * contain the id of a marking (docs/opencti-api.md#markings).
 */
export function strayMarkings(part: JsonObject): readonly Json[] {
  const rows = propertiesOf(textOf(part, 'type') ?? '');
  let found: Json[] | undefined;
  for (const name in part) {
    if (rows?.has(name) === true || places.has(name)) continue;
    const value = part[name];
    if (value === undefined || !(markingName.test(name) || hasMarkingId(value))) continue;
    found ??= [];
    found.push(value);
  }
  return found ?? [];
}

function hasMarkingId(value: Json): boolean {
  if (typeof value === 'string') return markingId.test(value);
  return isJsonArray(value) && value.some((item) => typeof item === 'string' && markingId.test(item));
}

/** The labels that are a TLP, or look like one. */
export function tlpLabels(labels: readonly string[]): readonly string[] {
  return labels.filter((label) => {
    if (!/t\W*l\W*p|traffic/i.test(normalized(label))) return false;
    const { level, isUnclear } = readTlpText(label, false);
    // A label can begin with the letters of another word.
    return level !== undefined || (isUnclear && !/^\s*tlp\p{L}/iu.test(label));
  });
}

/** The strictest level that the labels name; undefined without any. */
export function levelOfLabels(labels: readonly string[]): TlpLevel | undefined {
  return strictest(tlpLabels(labels).map((label) => readTlpText(label, false).level ?? 'red'));
}
