import { isImportable } from './entity-types.js';
import { isStixObject, references, withReferences, type StixObject } from './stix.js';

/**
 * A bundle's objects as one message each, dependencies first: duplicate ids count once and the last one wins; types
 * that cannot be imported go, with every reference to them (docs/opencti-api.md#pushing-bundles).
 * A bundle of one object is not looked into. Undefined where the splitter breaks: a null, an object without id.
 */
export function split(objects: readonly unknown[]): readonly StixObject[] | undefined {
  const byId = new Map<string, StixObject>();
  for (const object of objects) {
    if (!isStixObject(object) || holdsNullReference(object)) return undefined;
    byId.set(object.id, object);
  }
  if (byId.size === 1) return [...byId.values()];
  const dropped = new Set<string>();
  for (const object of byId.values()) {
    // An object without any type slips through, and breaks the worker later.
    if (object.type !== undefined && !isImportable(object.type)) dropped.add(object.id);
  }
  const ordered = dependenciesFirst(byId).filter((object) => !dropped.has(object.id));
  return dropped.size === 0
    ? ordered
    : ordered.map((object) =>
        references(object).some((id) => dropped.has(id))
          ? withReferences(object, (id) => !dropped.has(id))
          : object,
      );
}

function holdsNullReference(object: StixObject): boolean {
  return Object.entries(object).some(
    ([property, value]) => property.endsWith('_refs') && Array.isArray(value) && value.includes(null),
  );
}

function dependenciesFirst(byId: ReadonlyMap<string, StixObject>): StixObject[] {
  const ordered: StixObject[] = [];
  const seen = new Set<string>();
  // Two visits per object, the second one after its references: a stack of our own, bundles may be deep.
  for (const start of byId.keys()) {
    const stack: { readonly id: string; readonly done: boolean }[] = [{ id: start, done: false }];
    for (let visit = stack.pop(); visit !== undefined; visit = stack.pop()) {
      const object = byId.get(visit.id);
      if (object === undefined) continue;
      if (visit.done) ordered.push(object);
      else if (!seen.has(visit.id)) {
        seen.add(visit.id);
        stack.push({ id: visit.id, done: true });
        for (const id of references(object).toReversed()) stack.push({ id, done: false });
      }
    }
  }
  return ordered;
}
