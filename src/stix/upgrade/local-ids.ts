/** From the local keys of a 2.0 observed-data ("0", "1", …) to STIX ids. */
import { identifyingPart, idOf, isObservableType, observableId } from '../ids/index.js';
import { textOf, type JsonObject } from '../json.js';
import { mapReferences } from './references.js';

type Observables = ReadonlyMap<string, JsonObject>;

/**
 * The id of every observable, by its local key. An id may be made from the ids of others (a file's from its
 * directory's), so these come first. Of observables that wait for each other in a circle, the one with the first
 * key is named without the references that have no id yet.
 *
 * @param observables in the form of 2.1; their references are local keys of this map, or STIX ids.
 */
export function localIds(observables: Observables): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  const waiting = new Map([...observables].map(([key, object]) => [key, identifying(object, observables)]));
  const dependents = new Map<string, string[]>();
  for (const [key, needed] of waiting) {
    for (const other of needed) {
      const known = dependents.get(other);
      if (known === undefined) dependents.set(other, [key]);
      else known.push(key);
    }
  }
  const ready = [...waiting].filter(([, needed]) => needed.size === 0).map(([key]) => key);
  const giveId = (key: string): void => {
    const object = observables.get(key);
    if (object === undefined || ids.has(key)) return;
    ids.set(key, identity(mapReferences(object, (ref) => (observables.has(ref) ? ids.get(ref) : ref))));
    for (const dependent of dependents.get(key) ?? []) {
      const needed = waiting.get(dependent);
      needed?.delete(key);
      if (needed?.size === 0) ready.push(dependent);
    }
  };
  for (const first of [...observables.keys()].sort(byKey)) {
    for (let key = ready.pop(); key !== undefined; key = ready.pop()) giveId(key);
    giveId(first);
  }
  return ids;
}

/** Keys are numbers as a rule: shorter first, then by text, orders these by value and any other somehow. */
function byKey(left: string, right: string): number {
  return left.length - right.length || (left < right ? -1 : 1);
}

/** An id that the source gave (2.0 has none in here, some feeds do) stays; custom types are told by content. */
function identity(observable: JsonObject): string {
  return givenId(observable) ?? observableId(observable) ?? idOf(typeOf(observable), observable);
}

const typeOf = (observable: JsonObject): string => textOf(observable, 'type') ?? '';

function givenId(observable: JsonObject): string | undefined {
  const given = textOf(observable, 'id');
  return given?.startsWith(`${typeOf(observable)}--`) === true ? given : undefined;
}

/** The local keys that the id depends on. */
function identifying(observable: JsonObject, observables: Observables): Set<string> {
  const needed = new Set<string>();
  if (givenId(observable) !== undefined) return needed;
  const part = isObservableType(typeOf(observable)) ? identifyingPart(observable) : observable;
  mapReferences(part, (reference) => {
    if (observables.has(reference)) needed.add(reference);
    return reference;
  });
  return needed;
}
