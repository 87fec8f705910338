/** STIX ids for the local keys of a 2.0 observed-data ("0", "1", …). */
import { identifyingPart, isObservableType, observableId } from '../ids/observable.js';
import { deterministicId } from '../ids/uuid.js';
import { textOf, type JsonObject } from '../json.js';
import { mapReferences } from '../references/walk.js';

type Observables = ReadonlyMap<string, JsonObject>;

/** In an embedded observable, any text in a reference property is a reference: a local key or a STIX id. */
export const isLocalReference = (): boolean => true;

/** Ids by local key, those first on which others depend. In a circle, missing references do not count. */
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
    const target = (reference: string): string | undefined =>
      observables.has(reference) ? ids.get(reference) : reference;
    ids.set(key, idOf(mapReferences(object, target, isLocalReference)));
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

/** Usually numbers: shorter keys first, then by text. */
function byKey(left: string, right: string): number {
  return left.length - right.length || (left < right ? -1 : 1);
}

/** An id in the source stays; that of a custom type depends on its content. */
function idOf(observable: JsonObject): string {
  return givenId(observable) ?? observableId(observable) ?? deterministicId(typeOf(observable), observable);
}

const typeOf = (observable: JsonObject): string => textOf(observable, 'type') ?? '';

function givenId(observable: JsonObject): string | undefined {
  const given = textOf(observable, 'id');
  return given?.startsWith(`${typeOf(observable)}--`) === true ? given : undefined;
}

/** The local keys on which the id depends. */
function identifying(observable: JsonObject, observables: Observables): Set<string> {
  const needed = new Set<string>();
  if (givenId(observable) !== undefined) return needed;
  const part = isObservableType(typeOf(observable)) ? identifyingPart(observable) : observable;
  const collect = (reference: string): string => {
    if (observables.has(reference)) needed.add(reference);
    return reference;
  };
  mapReferences(part, collect, isLocalReference);
  return needed;
}
