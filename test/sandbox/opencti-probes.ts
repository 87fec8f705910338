import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { fixturePath } from '../tools/paths.js';
import type { StixObject } from './opencti/stix.js';

const stixObject = z.looseObject({ id: z.string() });

const probe = z.object({
  id: z.string(),
  type: z.unknown().optional(),
  /** Long texts are written as `{"$repeat": {text, times}}` and `{"$concat": [...]}`. */
  object: z.unknown().optional().transform(expanded),
  property: z.string().optional(),
  result: z.enum(['arrived', 'arrived-without-property', 'refused']),
  error: z.string().nullable(),
  push: z.enum(['accepted', 'refused']).default('accepted'),
  lostWithoutError: z.boolean().default(false),
  errorAfterArrival: z.boolean().default(false),
  createsObservables: z.array(z.tuple([z.string(), z.string()])).optional(),
  outcome: z.string().optional(),
  stored: z.unknown().optional(),
});

/** One object pushed to a live platform, with its verdict (test/fixtures/README.md). */
export type Probe = z.infer<typeof probe>;

const folder = fixturePath('opencti', 'probes');
const contextFile = 'context.json';

function read(file: string): unknown {
  return JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'));
}

export function probes(): readonly Probe[] {
  return readdirSync(folder)
    .filter((file) => file !== contextFile)
    .flatMap((file) => z.array(probe).parse(read(file)));
}

export function probeContext(): readonly StixObject[] {
  return z.array(stixObject).parse(read(contextFile));
}

/** The objects of the context to which the object refers, also indirectly. */
export function contextFor(object: unknown, context: readonly StixObject[]): readonly StixObject[] {
  const wanted = new Set<string>();
  const follow = (from: unknown): void => {
    for (const id of idsIn(from)) {
      if (wanted.has(id)) continue;
      wanted.add(id);
      follow(context.find((one) => one.id === id));
    }
  };
  follow(object);
  return context.filter(({ id }) => wanted.has(id));
}

export function idsIn(value: unknown): readonly string[] {
  return JSON.stringify(value ?? null).match(/(?<=")[a-z0-9-]{2,40}--[0-9a-f-]{36}(?=")/g) ?? [];
}

function expanded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(expanded);
  if (typeof value !== 'object' || value === null) return value;
  if ('$concat' in value && Array.isArray(value.$concat))
    return value.$concat.map((part) => String(expanded(part))).join('');
  if ('$repeat' in value) {
    const { text, times } = z.object({ text: z.string(), times: z.number() }).parse(value.$repeat);
    return text.repeat(times);
  }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, expanded(member)]));
}
