/** A STIX object as the stand-in takes it in: it has an id; everything else is judged by the importer. */
export interface StixObject {
  readonly id: string;
  readonly [property: string]: unknown;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isStixObject(value: unknown): value is StixObject {
  return isRecord(value) && typeof value.id === 'string' && value.id !== '';
}

/** A property that holds text, else undefined. */
export function text(object: StixObject, property: string): string | undefined {
  const value = object[property];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The text members of a list property; none where it is absent. */
export function texts(object: StixObject, property: string): readonly string[] {
  const value = object[property];
  return Array.isArray(value) ? value.filter((member) => typeof member === 'string') : [];
}

/** Every id that the object refers to by a `*_ref` or `*_refs` property of its own. */
export function references(object: StixObject): readonly string[] {
  return Object.keys(object).flatMap((property) =>
    property.endsWith('_ref')
      ? (text(object, property) ?? [])
      : isRefs(property)
        ? texts(object, property)
        : [],
  );
}

/** The object with only those references that `keep` accepts; untouched ones share their values. */
export function withReferences(object: StixObject, keep: (id: string) => boolean): StixObject {
  const kept: [string, unknown][] = [];
  for (const [property, value] of Object.entries(object)) {
    if (property.endsWith('_ref') && typeof value === 'string' && !keep(value)) continue;
    kept.push([
      property,
      isRefs(property) ? texts(object, property).filter((reference) => keep(reference)) : value,
    ]);
  }
  return { ...Object.fromEntries(kept), id: object.id };
}

function isRefs(property: string): boolean {
  return property.endsWith('_refs');
}
