import { type ItemKind, kinds } from '../../kinds.js';
import { isoTime, ok, type Result } from '../../lib/index.js';
import type { Entry } from '../../threatvision/index.js';
import { type CliFailure, type ExitCode, exitCodes } from '../core/failure.js';
import { type CommonOptions, countFlag, windowFlags } from '../core/flags.js';
import type { ListDocument } from '../documents/schemas.js';
import { type CommandContext, withConfig } from '../run/context.js';
import { withThreatVision } from '../run/find-items.js';
import { type ListedItem, listLines, listValues } from '../ui/list-table.js';
import { terminalWidth } from '../ui/text.js';
import { zonedTime } from '../ui/time.js';
import { openItemStatuses } from './item-status.js';

export interface ListFlags extends CommonOptions {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly type?: string | undefined;
  readonly search?: string | undefined;
  readonly limit?: string | undefined;
}

/** How many are listed where nobody says how many. */
const usualLimit = 20;

/** `reports`, `bundles`: the newest entries of the listing, with what became of each here. */
export function listCommand(kind: ItemKind, flags: ListFlags): Promise<ExitCode> {
  return withConfig(flags, (context) => {
    const query = readFlags(flags);
    if (!query.ok) return context.fail(query.failure);
    const { since = 0, until = Infinity, limit } = query.value;
    // Without anything to leave out, the newest pages are enough.
    const plain = flags.until === undefined && flags.type === undefined && flags.search === undefined;
    return withThreatVision(context, async (client) => {
      // One more than is shown tells whether there are more.
      const listing = plain ? await client.newest(kind, limit + 1, since) : await client.list(kind, since);
      if (!listing.ok) return context.fail(listing.failure);
      for (const message of listing.value.unreadable)
        context.log.warn(message, { event: 'unreadable-entry', kind });
      const wanted = listing.value.entries.filter((entry) => entry.date <= until && matches(entry, flags));
      const statusOf = await openItemStatuses(context.config, kind, Math.floor(Date.now() / 1000));
      const items = wanted.slice(0, limit).map((entry) => ({ entry, state: statusOf(entry) }));
      const more = wanted.length > limit;
      if (context.json) context.printJson(documentOf(kind, items, more));
      else if (items.length === 0) context.log.info(nothingThere(kind, flags, query.value));
      else await show(context, items);
      if (more && !context.json) {
        // A script that has not said how many must not take these for all.
        const unaware = flags.limit === undefined && !process.stdout.isTTY;
        context.log[unaware ? 'warn' : 'info'](
          `${limit === 1 ? `This is the newest ${kind.slice(0, -1)}` : `These are the newest ${limit} ${kind}`}; --limit <n> shows more.`,
          { event: 'more', kind },
        );
      }
      return exitCodes.done;
    });
  });
}

interface Query {
  /** Unix seconds. */
  readonly since: number | undefined;
  readonly until: number | undefined;
  readonly limit: number;
}

function readFlags({ since, until, limit }: ListFlags): Result<Query, CliFailure> {
  const window = windowFlags(
    { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) },
    new Date(),
  );
  if (!window.ok) return window;
  const count = limit === undefined ? ok(usualLimit) : countFlag('--limit', limit);
  return count.ok ? ok({ ...window.value, limit: count.value }) : count;
}

function documentOf(kind: ItemKind, items: readonly ListedItem[], more: boolean): ListDocument {
  const rows = items.map(({ entry, state }) => ({
    id: entry.id,
    date: isoTime(entry.date),
    ...(entry.kind === 'reports' ? { type: entry.typeName ?? null, title: entry.title } : {}),
    state,
  }));
  return kind === 'reports' ? { reports: rows, more } : { bundles: rows, more };
}

async function show({ print, log, color }: CommandContext, items: readonly ListedItem[]): Promise<void> {
  const width = terminalWidth();
  if (width === undefined) {
    print(listValues(items).join('\n'));
    return;
  }
  const { lines, shortened } = await listLines(items, width, color.stdout);
  print(lines.join('\n'));
  if (shortened) log.info('An id that ends with … is shortened; give it as it is shown, it names one alone.');
}

/** What was looked for, and what would find more. */
function nothingThere(kind: ItemKind, { type, search }: ListFlags, { since, until }: Query): string {
  const window = [
    ...(since === undefined ? [] : [`from ${zonedTime(since)}`]),
    ...(until === undefined ? [] : [`until ${zonedTime(until)}`]),
  ];
  const filters = [
    ...(type === undefined ? [] : [`with ${JSON.stringify(type)} in the type`]),
    ...(search === undefined ? [] : [`with ${JSON.stringify(search)} in ${kinds[kind].searched}`]),
  ];
  const looked = [...window, ...filters];
  if (looked.length === 0) {
    return `ThreatVision lists no ${kind} for this account. Ask TeamT5 whether the subscription covers them.`;
  }
  const ways = [
    ...(since === undefined ? [] : ['an earlier --since']),
    ...(until === undefined ? [] : ['a later --until']),
    ...(filters.length === 0 ? [] : ['other words']),
  ];
  return `ThreatVision lists no ${kind} ${looked.join(' ')}. Try ${ways.join(' or ')}.`;
}

/** `--type` and `--search`: parts of words, in any case. An indicator bundle has nothing but its id. */
export function matches(
  entry: Entry,
  { type, search }: { readonly type?: string | undefined; readonly search?: string | undefined },
): boolean {
  const typeName = entry.kind === 'reports' ? (entry.typeName ?? '') : '';
  if (type !== undefined && !folded(typeName).includes(folded(type))) return false;
  if (search === undefined) return true;
  const words = entry.kind === 'reports' ? [entry.title, entry.digest, ...entry.tags] : [];
  return [entry.id, ...words].some((text) => folded(text).includes(folded(search)));
}

/** Full-width and half-width forms of a character are one to somebody who searches. */
const folded = (text: string): string => text.normalize('NFKC').toLowerCase();
