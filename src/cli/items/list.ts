import { ok, type Result } from '../../result/index.js';
import type { Entry, Kind } from '../../threatvision/index.js';
import { type CommandContext, withConfig } from '../command.js';
import { exitCodes, type ExitCode } from '../exit-code.js';
import type { CliFailure } from '../failure.js';
import type { CommonOptions } from '../output.js';
import { isoTime } from '../render/time.js';
import type { ListDocument } from '../schemas/items.js';
import { countFlag, windowFlags } from '../values.js';
import { matches } from './filter.js';
import { listLines } from './list-lines.js';
import { withThreatVision } from './source.js';
import { openStandings } from './standing.js';

export interface ListFlags extends CommonOptions {
  readonly since?: string;
  readonly until?: string;
  readonly type?: string;
  readonly search?: string;
  readonly limit: string;
}

/** `reports`, `bundles`: the newest entries of the listing, with what became of each here. */
export function listCommand(kind: Kind, flags: ListFlags): Promise<ExitCode> {
  return withConfig(flags, (context) => {
    const query = readFlags(flags);
    if (!query.ok) return context.fail(query.failure);
    const { since, until, limit } = query.value;
    // Without anything to leave out, the newest pages are enough.
    const plain = flags.until === undefined && flags.type === undefined && flags.search === undefined;
    return withThreatVision(context, async (client) => {
      const listing = plain ? await client.newest(kind, limit, since) : await client.list(kind, since);
      if (!listing.ok) return context.fail(listing.failure);
      for (const message of listing.value.unreadable)
        context.log.warn(message, { event: 'unreadable-entry', kind });
      const wanted = listing.value.entries.filter((entry) => entry.date <= until && matches(entry, flags));
      const shown = wanted.slice(0, limit);
      await show(context, kind, shown);
      const more = plain ? shown.length === limit : wanted.length > limit;
      if (more && !context.json) context.log.info(`The newest ${limit} are shown; --limit shows more.`);
      return exitCodes.done;
    });
  });
}

function readFlags(
  flags: ListFlags,
): Result<{ readonly since: number; readonly until: number; readonly limit: number }, CliFailure> {
  const window = windowFlags(flags, new Date());
  if (!window.ok) return window;
  const limit = countFlag('--limit', flags.limit);
  if (!limit.ok) return limit;
  const { since = 0, until = Infinity } = window.value;
  return ok({ since, until, limit: limit.value });
}

async function show(context: CommandContext, kind: Kind, entries: readonly Entry[]): Promise<void> {
  const standing = await openStandings(context.config, kind);
  const items = entries.map((entry) => ({ entry, state: standing(entry) }));
  if (context.json) {
    const rows = items.map(({ entry, state }) => ({
      id: entry.id,
      date: isoTime(entry.date),
      ...(entry.kind === 'reports' ? { type: entry.typeName ?? null, title: entry.title } : {}),
      state,
    }));
    const document: ListDocument = kind === 'reports' ? { reports: rows } : { bundles: rows };
    context.printJson(document);
  } else if (items.length === 0) {
    context.log.info(`No ${kind} there.`);
  } else {
    const width = process.stdout.isTTY && process.stdout.columns > 0 ? process.stdout.columns : undefined;
    context.print((await listLines(items, width, context.color.stdout)).join('\n'));
  }
}
