import { isStixObject, type StixObject } from '../stix.js';
import { isImportable } from './facts.js';
import { isSupportedId } from './ids.js';
import { idsOf } from './references.js';

export interface SplitBundle {
  readonly queued: readonly StixObject[];
  readonly dropped: readonly StixObject[];
}

/** Dependencies first; the last of equal ids wins (docs/opencti-api.md#pushing-bundles). */
export function split(objects: readonly unknown[]): SplitBundle | undefined {
  const byId = new Map<string, StixObject>();
  for (const object of objects) {
    if (!hasId(object) || breaksSplitter(object)) return undefined;
    byId.set(object.id, object);
  }
  if (byId.size === 1) return { queued: [...byId.values()].map(withCleanReferences), dropped: [] };
  const all = dependenciesFirst(byId);
  const isDropped = ({ id, type }: StixObject): boolean =>
    // An object without any type passes, and breaks the worker later.
    !isSupportedId(id) || (typeof type === 'string' && !isImportable(type));
  const gone = new Set(all.filter(isDropped).map(({ id }) => id));
  return {
    queued: all.filter(({ id }) => !gone.has(id)).map((object) => withCleanReferences(object, gone)),
    dropped: all.filter(({ id }) => gone.has(id)),
  };
}

/** An empty id passes here, and is refused later. */
function hasId(object: unknown): object is StixObject {
  return isStixObject(object) || (isIdless(object) && object.id === '');
}

function isIdless(object: unknown): object is { readonly id: unknown } {
  return typeof object === 'object' && object !== null && 'id' in object;
}

/** Values on which the splitter's JavaScript throws. */
function breaksSplitter(object: StixObject): boolean {
  return Object.entries(object).some(([property, value]) => {
    if (value === null) return false;
    if (property.endsWith('_refs'))
      return (
        typeof value !== 'string' && !(Array.isArray(value) && value.every((id) => typeof id === 'string'))
      );
    if (property.endsWith('_ref')) return typeof value !== 'string' && !Array.isArray(value);
    if (/^(?:external_references|kill_chain_phases)$/.test(property))
      return typeof value !== 'string' && !(Array.isArray(value) && !value.includes(null));
    return false;
  });
}

function withCleanReferences(object: StixObject, gone: ReadonlySet<string> | number): StixObject {
  const isKept = (id: string): boolean =>
    id !== object.id && isSupportedId(id) && (typeof gone === 'number' || !gone.has(id));
  const cleaned: Record<string, unknown> = {};
  let isClean = true;
  for (const [property, value] of Object.entries(object)) {
    if (!/_refs?$/.test(property) || idsOf(property, value).every(isKept)) {
      cleaned[property] = value;
      continue;
    }
    isClean = false;
    if (property.endsWith('_refs')) cleaned[property] = idsOf(property, value).filter(isKept);
  }
  return isClean ? object : { ...cleaned, id: object.id };
}

function dependenciesFirst(byId: ReadonlyMap<string, StixObject>): StixObject[] {
  const ordered: StixObject[] = [];
  const seen = new Set<string>();
  // Two visits per object, the second one after its references; not recursive, because bundles can be deep.
  for (const start of byId.keys()) {
    const stack: { readonly id: string; readonly done: boolean }[] = [{ id: start, done: false }];
    for (let visit = stack.pop(); visit !== undefined; visit = stack.pop()) {
      const object = byId.get(visit.id);
      if (object === undefined) continue;
      if (visit.done) ordered.push(object);
      else if (!seen.has(visit.id)) {
        seen.add(visit.id);
        stack.push({ id: visit.id, done: true });
        for (const id of referencesOf(object).toReversed()) stack.push({ id, done: false });
      }
    }
  }
  return ordered;
}

function referencesOf(object: StixObject): readonly string[] {
  return Object.entries(object).flatMap(([property, value]) =>
    /_refs?$/.test(property) ? idsOf(property, value) : [],
  );
}
