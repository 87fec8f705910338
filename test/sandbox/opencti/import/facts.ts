import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { fixturePath } from '../../../tools/paths.js';

const propertyFact = z.object({
  locations: z.array(z.string()),
  goesTo: z.string().nullable(),
  inputType: z.string().nullable(),
  nullRefuses: z.boolean().default(false),
  vocabularies: z.array(z.string()).default([]),
});

const typeFact = z.object({
  group: z.enum(['domain', 'meta', 'relationship', 'observable']),
  becomes: z.array(z.string()),
  properties: z.record(z.string(), propertyFact),
});

const facts = z.object({
  types: z.record(z.string(), typeFact),
  common: z.object({
    vocabularies: z.object({
      categories: z.record(z.string(), z.object({ wordsOnThisInstance: z.array(z.string()) })),
    }),
  }),
});

export interface PropertyFact extends z.infer<typeof propertyFact> {
  readonly name: string;
}

export interface TypeFact {
  readonly group: z.infer<typeof typeFact>['group'];
  readonly becomes: readonly string[];
  readonly properties: ReadonlyMap<string, PropertyFact>;
  /** Properties that fill the same input field, the first one with precedence. */
  readonly inputs: readonly (readonly PropertyFact[])[];
}

/** The order in which the importer looks for names; every other name comes last. */
const firstRead = ['x_opencti_', 'x_mitre_', 'x_amitt_'];

function typeOf(fact: z.infer<typeof typeFact>): TypeFact {
  const properties = new Map(
    Object.entries(fact.properties).map(([name, property]) => [name, { name, ...property }]),
  );
  const byField = new Map<string, PropertyFact[]>();
  for (const property of properties.values()) {
    // These targets are nested objects: each property fills one of its own.
    const shared = property.goesTo !== null && !/^(vocabulary|external_reference)\./.test(property.goesTo);
    const field = shared ? String(property.goesTo) : property.name;
    byField.set(field, [...(byField.get(field) ?? []), property]);
  }
  return {
    group: fact.group,
    becomes: fact.becomes,
    properties,
    inputs: [...byField.values()].map((same) => same.toSorted((a, b) => rank(a.name) - rank(b.name))),
  };
}

function rank(name: string): number {
  const found = firstRead.findIndex((prefix) => name.startsWith(prefix));
  return found === -1 ? firstRead.length : found;
}

const parsed = facts.parse(JSON.parse(readFileSync(fixturePath('opencti', 'importer.json'), 'utf8')));

/** STIX type -> what the importer reads of it. Other types are not imported. */
export const types: ReadonlyMap<string, TypeFact> = new Map(
  Object.entries(parsed.types).map(([name, fact]) => [name, typeOf(fact)]),
);

export const vocabularies: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(parsed.common.vocabularies.categories).map(([name, category]) => [
    name,
    category.wordsOnThisInstance,
  ]),
);

/** False for custom types, extension-definition and language-content: a bundle loses them. */
export function isImportable(type: unknown): type is string {
  return typeof type === 'string' && types.has(type);
}
