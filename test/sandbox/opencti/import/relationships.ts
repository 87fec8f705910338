import { readFileSync } from 'node:fs';
import { fixturePath } from '../../../tools/paths.js';
import { isRecord } from '../stix.js';

export type RelationshipTable = Readonly<Record<string, readonly string[]>>;

/** Allowed between any two entities, and not listed (docs/opencti-api.md#relationships). */
const anywhere = new Set(['related-to', 'revoked-by']);

/** As a running platform reports it (docs/opencti-api.md#relationships). */
export function defaultRelationships(): RelationshipTable {
  return (cached ??= readRelationships());
}

let cached: RelationshipTable | undefined;

function readRelationships(): RelationshipTable {
  const table: unknown = JSON.parse(readFileSync(fixturePath('opencti', 'relationships.json'), 'utf8'));
  if (!isRecord(table)) throw new Error('the table of relationships is not an object');
  return Object.fromEntries(
    Object.entries(table).map(([pair, types]) => [
      pair,
      Array.isArray(types) ? types.filter((type) => typeof type === 'string') : [],
    ]),
  );
}

export function relationshipJudge(
  table: RelationshipTable,
): (type: string, from: string, to: string) => string | undefined {
  const known = new Set(Object.values(table).flat());
  return (type, from, to) => {
    if (known.size === 0 || anywhere.has(type)) return undefined;
    if (!known.has(type)) return 'Only stix-core-relationship can be created through this method.';
    if (table[`${from}_${to}`]?.includes(type) === true) return undefined;
    return `The relationship type ${type} is not allowed between ${from} and ${to}`;
  };
}
