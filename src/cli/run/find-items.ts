import { type ItemKind, kinds } from '../../kinds.js';
import { err, ok, type Result } from '../../lib/index.js';
import type { Entry, ThreatVision } from '../../threatvision/index.js';
import type { CliFailure, ExitCode } from '../core/failure.js';
import type { CommandContext } from './context.js';
import { openThreatVision } from './services.js';

/** Runs a command that needs ThreatVision alone; its connections end with it. */
export async function withThreatVision(
  { config, log, fail }: CommandContext,
  body: (client: ThreatVision) => Promise<ExitCode>,
): Promise<ExitCode> {
  const source = await openThreatVision({ config, log });
  if (!source.ok) return fail(source.failure);
  try {
    return await body(source.value.client);
  } finally {
    source.value.http.close();
  }
}

/** Looks ids up in the whole listing: an item has no address of its own that its id would tell. */
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
  if (first === undefined) throw new Error('commander lets no command through without an id');
  return ok([first, ...others]);
}

interface Named {
  readonly id: string;
}

/** What the messages say of the things that are looked for. */
export interface Wording {
  /** `report`, `failed item`. */
  readonly one: string;
  /** A sentence: what lists their ids. */
  readonly listing: string;
}

/** The things that ids or unique beginnings of ids name, in that order, each once. */
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

/** One thing by its id, or by a beginning that no other id has: as typed, or as a list shows it (`begin…`). */
function findById<T extends Named>(
  things: readonly T[],
  wanted: string,
  { one, listing }: Wording,
): Result<T, CliFailure> {
  const exact = things.find(({ id }) => id === wanted);
  if (exact !== undefined) return ok(exact);
  const beginning = wanted.replace(/(?:…|\.\.\.)$/, '');
  const [first, ...others] = things.filter(({ id }) => beginning !== '' && id.startsWith(beginning));
  const shown = JSON.stringify(beginning);
  if (first === undefined) {
    const message = `No ${one} has an id that begins with ${shown}.`;
    return err({ reason: 'no-such-item', message, hint: listing });
  }
  if (others.length === 0) return ok(first);
  const ids = [first, ...others].map(({ id }) => id);
  const named = ids.length > 5 ? `${ids.slice(0, 5).join(', ')} and ${ids.length - 5} more` : ids.join(', ');
  const message = `${shown} begins the ids of ${ids.length} ${one}s: ${named}.`;
  return err({ reason: 'no-such-item', message, hint: 'Give more of the id.' });
}
