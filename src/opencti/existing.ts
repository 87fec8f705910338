import { isJsonObject, jsonObjectsIn, nonEmptyString, ok } from '../lib/index.js';
import * as documents from './documents.js';
import type { OpenCtiResult } from './failure.js';
import type { GraphQl } from './graphql.js';

/** Ids per request: the platform reads a hundred in about 0.2 s (docs/opencti-api.md#standard-ids). */
const idsPerRequest = 100;

/**
 * Returns those of the STIX ids that the platform has: as the standard id of an entity, or as one of the ids under which
 * it was sent (docs/opencti-api.md#standard-ids).
 */
export async function readExisting(
  graphql: GraphQl,
  ids: readonly string[],
): Promise<OpenCtiResult<ReadonlySet<string>>> {
  const existing = new Set<string>();
  for (let start = 0; start < ids.length; start += idsPerRequest) {
    const found = await graphql({
      operation: 'looking for the objects of an item',
      query: documents.existing,
      variables: { ids: ids.slice(start, start + idsPerRequest) },
      read: ({ stixObjectOrStixRelationships: connection }) =>
        isJsonObject(connection)
          ? jsonObjectsIn(connection.edges).flatMap(({ node }) => idsOf(node))
          : undefined,
    });
    if (!found.ok) return found;
    for (const id of found.value) existing.add(id);
  }
  return ok(existing);
}

function idsOf(node: unknown): readonly string[] {
  if (!isJsonObject(node)) return [];
  const { standard_id: standard, x_opencti_stix_ids: others } = node;
  const sent: readonly unknown[] = Array.isArray(others) ? others : [];
  return [standard, ...sent].flatMap((id) => nonEmptyString(id) ?? []);
}
