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
