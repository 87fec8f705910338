import type { StepContext } from '../context.js';
import { isReferable } from '../importer/rows.js';
import { textOf, type JsonObject } from '../json.js';
import { everyReference, mapReferences } from './walk.js';

/** The importer replaces ids of tasks and then waits in vain (docs/opencti-api.md#limits-of-the-importer). */
export function withoutReferencesToTasks(
  objects: readonly JsonObject[],
  { note }: StepContext,
): readonly JsonObject[] {
  const tasks = new Set(
    objects
      .filter((object) => !isReferable(textOf(object, 'type') ?? ''))
      .map((object) => textOf(object, 'id') ?? ''),
  );
  if (tasks.size === 0) return objects;
  return objects.map((object) => {
    if (everyReference(object, (reference) => !tasks.has(reference))) return object;
    return mapReferences(object, (reference, property) => {
      if (!tasks.has(reference)) return reference;
      note({
        code: 'dropped-reference',
        objectId: textOf(object, 'id') ?? '',
        message: `Removed a reference of ${property} to a task: OpenCTI does not keep the ids of tasks.`,
      });
      return undefined;
    });
  });
}
