import type { StepContext } from '../context.js';
import { propertiesOf } from '../importer/known-properties.js';
import { textOf, type JsonObject } from '../json.js';

/** Limits the confidence, which protects an object from updates with less (docs/opencti-api.md#upserts). */
export function limitConfidence(object: JsonObject, { settings, note }: StepContext): JsonObject {
  const { maxConfidence } = settings;
  if (maxConfidence === undefined || propertiesOf(textOf(object, 'type') ?? '')?.has('confidence') !== true)
    return object;
  const { confidence } = object;
  if (typeof confidence !== 'number') return { ...object, confidence: maxConfidence };
  if (confidence <= maxConfidence) return object;
  note({
    code: 'changed-property',
    objectId: textOf(object, 'id'),
    message: `Lowered the confidence from ${confidence} to ${maxConfidence} (teamt5.max_confidence).`,
  });
  return { ...object, confidence: maxConfidence };
}
