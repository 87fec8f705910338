import { type ItemKind, kinds } from '../../kinds.js';
import { err, ok, type Result } from '../../lib/index.js';
import type { Entry, ThreatVision } from '../../threatvision/index.js';
import type { CliFailure } from '../core/failure.js';

/** By ids or unique prefixes, in the whole listing: ThreatVision has no request for one item. */
export async function lookUp(
  client: ThreatVision,
  kind: ItemKind,
  ids: readonly string[],
): Promise<Result<readonly [Entry, ...Entry[]], CliFailure>> {
  const listing = await client.list(kind, 0);
  if (!listing.ok) return listing;
  const found = findByIds(listing.value.entries, ids, {
    one: kinds[kind].singular,
    listing: `\`teamt5-opencti ${kind}\` lists them.`,
  });
  if (!found.ok) return found;
  const [first, ...others] = found.value;
  if (first === undefined) throw new Error('commander refuses a command without an id');
  return ok([first, ...others]);
}

interface Named {
  readonly id: string;
}

export interface Wording {
  /** The singular: `report`, `failed item`. */
  readonly one: string;
  /** A sentence that names the command that lists the ids. */
  readonly listing: string;
}

/** Items by ids or unique prefixes, in this order and each once. */
export function findByIds<T extends Named>(
  things: readonly T[],
  wanted: readonly string[],
  wording: Wording,
): Result<readonly T[], CliFailure> {
  const found = new Map<string, T>();
  for (const id of wanted) {
    const one = findById(things, id, wording);
    if (!one.ok) return one;
    found.set(one.value.id, one.value);
  }
  return ok([...found.values()]);
}

/** By id or unique prefix, also in the form of a list (`prefix…`). */
function findById<T extends Named>(
  things: readonly T[],
  wanted: string,
  { one, listing }: Wording,
): Result<T, CliFailure> {
  const exact = things.find(({ id }) => id === wanted);
  if (exact !== undefined) return ok(exact);
  const prefix = wanted.replace(/(?:…|\.\.\.)$/, '');
  const [first, ...others] = things.filter(({ id }) => prefix !== '' && id.startsWith(prefix));
  const shown = JSON.stringify(prefix);
  if (first === undefined) {
    const message = `No ${one} has an id that starts with ${shown}.`;
    return err({ reason: 'no-such-item', message, hint: listing });
  }
  if (others.length === 0) return ok(first);
  const ids = [first, ...others].map(({ id }) => id);
  const named = ids.length > 5 ? `${ids.slice(0, 5).join(', ')} and ${ids.length - 5} more` : ids.join(', ');
  const message = `The ids of ${ids.length} ${one}s start with ${shown}: ${named}.`;
  return err({ reason: 'no-such-item', message, hint: 'Give more characters of the id.' });
}
