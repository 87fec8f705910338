/** The same observable, seen in several observed-data, is one object. */
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../json.js';

/**
 * One object per id, in the order of first appearance, with everything that any of them knew: lists and
 * dictionaries are united. Where two values contradict each other the choice is arbitrary but does not depend
 * on the order of the input.
 */
export function joinObservables(observables: readonly JsonObject[]): JsonObject[] {
  const joined = new Map<Json | undefined, JsonObject>();
  for (const observable of observables) {
    const known = joined.get(observable.id);
    joined.set(observable.id, known === undefined ? observable : joinObjects(known, observable));
  }
  return [...joined.values()];
}

function joinObjects(left: JsonObject, right: JsonObject): JsonObject {
  const entries = new Map(Object.entries(left));
  for (const [key, value] of Object.entries(right)) {
    const known = entries.get(key);
    entries.set(key, known === undefined || value === undefined ? (value ?? known) : join(known, value));
  }
  return Object.fromEntries([...entries].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function join(left: Json, right: Json): Json {
  const texts = [JSON.stringify(left), JSON.stringify(right)];
  if (texts[0] === texts[1]) return left;
  if (isJsonObject(left) && isJsonObject(right)) return joinObjects(left, right);
  if (isJsonArray(left) && isJsonArray(right)) {
    const items = new Map([...left, ...right].map((item) => [JSON.stringify(item), item]));
    return [...items].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, item]) => item);
  }
  return (texts[0] ?? '') < (texts[1] ?? '') ? left : right;
}
