import { textOf, type JsonObject } from '../json.js';
import { everyReference } from '../references/walk.js';

/**
 * The objects in an order that depends on nothing but their ids and references: what an object refers to comes
 * before it, except in a circle. Iterative, because chains may be long.
 */
export function dependenciesFirst(objects: readonly JsonObject[]): JsonObject[] {
  const byId = new Map(objects.map((object) => [textOf(object, 'id') ?? '', object]));
  const ordered: JsonObject[] = [];
  const seen = new Set<string>();
  const path: { readonly object: JsonObject; readonly rest: string[] }[] = [];
  const enter = (id: string): void => {
    const object = byId.get(id);
    if (object === undefined || seen.has(id)) return;
    seen.add(id);
    let rest: string[] | undefined;
    everyReference(object, (reference) => seen.has(reference) || (rest ??= []).push(reference) > 0);
    // Most objects refer to what is there already.
    if (rest === undefined) ordered.push(object);
    else path.push({ object, rest: rest.sort().reverse() });
  };
  for (const start of [...byId.keys()].sort()) {
    enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.rest.pop();
      if (next !== undefined) enter(next);
      else {
        ordered.push(top.object);
        path.pop();
      }
    }
  }
  return ordered;
}
