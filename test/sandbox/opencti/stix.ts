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

export function text(object: StixObject, property: string): string | undefined {
  const value = object[property];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function texts(object: StixObject, property: string): readonly string[] {
  const value = object[property];
  return Array.isArray(value) ? value.filter((member) => typeof member === 'string') : [];
}

export function references(object: StixObject): readonly string[] {
  return Object.keys(object).flatMap((property) =>
    property.endsWith('_ref')
      ? (text(object, property) ?? [])
      : isRefs(property)
        ? texts(object, property)
        : [],
  );
}

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
