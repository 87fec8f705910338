import { type ItemKind, kinds } from '../../kinds.js';
import { ok, type Result } from '../../lib/index.js';
import type { Entry, ThreatVision } from '../../threatvision/index.js';
import type { CommandContext } from '../command.js';
import type { ExitCode } from '../exit-code.js';
import type { CliFailure } from '../failure.js';
import { openThreatVision } from '../run/services.js';
import { findByIds } from './find.js';

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
