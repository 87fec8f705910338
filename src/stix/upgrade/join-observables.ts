/** The same observable, seen in several observed-data, is one object. */
import type { ConversionNote } from '../conversion.js';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../json.js';

/**
 * One object per id, in the order of first appearance, with everything that any of them knew: lists and
 * dictionaries are united. Where two values contradict each other the choice is arbitrary but does not depend
 * on the order of the input, and it is told.
 */
export function joinObservables(
  observables: readonly JsonObject[],
  note: (note: ConversionNote) => void,
): JsonObject[] {
  const groups = new Map<Json | undefined, JsonObject[]>();
  for (const observable of observables) append(groups, observable.id, observable);
  return [...groups].map(([id, group]) =>
    joinObjects(group, (property) =>
      note({
        code: 'dropped-value',
        ...(typeof id === 'string' && { objectId: id }),
        message: `Parts of the property ${property} were left out: the observations of this object contradict each other.`,
      }),
    ),
  );
}

type Contradiction = (property: string) => void;

function append<Key, Value>(groups: Map<Key, Value[]>, key: Key, value: Value): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}

function joinObjects(objects: readonly JsonObject[], contradiction: Contradiction): JsonObject {
  const [only, ...others] = objects;
  if (only !== undefined && others.length === 0) return only;
  const values = new Map<string, Json[]>();
  for (const object of objects) {
    for (const [key, value] of Object.entries(object)) if (value !== undefined) append(values, key, value);
  }
  const entries = [...values].map(([key, all]): [string, Json] => [key, join(all, () => contradiction(key))]);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

function join(values: readonly Json[], contradiction: () => void): Json {
  const distinct = sortedByText(values);
  if (distinct.length > 1 && distinct.every(isJsonObject)) return joinObjects(distinct, contradiction);
  if (distinct.length > 1 && distinct.every(isJsonArray)) return sortedByText(distinct.flat());
  if (distinct.length > 1) contradiction();
  return distinct[0] ?? null;
}

function sortedByText(values: readonly Json[]): Json[] {
  const byText = new Map(values.map((value) => [JSON.stringify(value), value]));
  return [...byText].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, value]) => value);
}
