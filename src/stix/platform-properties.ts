import { setAuthor } from './author.js';
import type { StepContext } from './context.js';
import { textOf, type JsonObject, type MutableJsonObject } from './json.js';
import { setMarkings, statementMarking } from './markings/apply.js';
import { completeIndicator } from './repair/indicator.js';

/** Author, markings and the defaults of an indicator, in one copy of each object, because copies are slow. */
export function addPlatformProperties(
  objects: readonly JsonObject[],
  context: StepContext,
): readonly JsonObject[] {
  const markings = objects.filter(({ type }) => type === 'marking-definition');
  const statements = new Set(markings.map((marking) => textOf(marking, 'id') ?? ''));
  return objects.map((object) => {
    if (object.type === 'marking-definition') return statementMarking(object, context);
    const sent: MutableJsonObject = { ...object };
    setAuthor(sent, context);
    setMarkings(sent, statements, context);
    if (object.type === 'indicator') completeIndicator(sent, context);
    return sent;
  });
}
