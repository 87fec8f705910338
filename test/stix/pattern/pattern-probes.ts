/** What a live platform did with each indicator (test/fixtures/README.md). */
import { readFileSync } from 'node:fs';

import { isJsonArray, isJsonObject, textOf, type Json, type JsonObject } from '../../../src/stix/json.js';
import { fixturePath } from '../../tools/paths.js';

export interface PatternProbe {
  readonly id: string;
  readonly object: JsonObject;
  readonly result: string;
  readonly property: string | undefined;
  /** The pattern as the platform stores it, if that differs. */
  readonly stored: string | undefined;
  /** `type value`; undefined if the probe does not record them. */
  readonly created: readonly string[] | undefined;
}

export function patternProbes(): readonly PatternProbe[] {
  const parsed: unknown = JSON.parse(
    readFileSync(fixturePath('opencti', 'probes', 'patterns.json'), 'utf8'),
    (_, value: unknown) => expanded(value),
  );
  return isList(parsed) ? parsed.filter(isJsonObject).map(probe) : [];
}

function isList(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}

/** Long texts are written as `{"$concat": [text, {"$repeat": {text, times}}, …]}`. */
function expanded(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('$concat' in value && Array.isArray(value.$concat)) return value.$concat.join('');
  if (!('$repeat' in value)) return value;
  const { $repeat } = value;
  if (typeof $repeat !== 'object' || $repeat === null || !('text' in $repeat) || !('times' in $repeat))
    return value;
  return String($repeat.text).repeat(Number($repeat.times));
}

function probe(row: JsonObject): PatternProbe {
  const { object, createsObservables: created } = row;
  if (!isJsonObject(object)) throw new Error('a probe without an object');
  return {
    id: textOf(row, 'id') ?? '',
    object,
    result: textOf(row, 'result') ?? '',
    property: textOf(row, 'property'),
    stored: textOf(row, 'stored'),
    created: isJsonArray(created) ? created.map(pairText) : undefined,
  };
}

const pairText = (pair: Json): string =>
  isJsonArray(pair) ? pair.filter((part) => typeof part === 'string').join(' ') : '';
