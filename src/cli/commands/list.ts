import { type ItemKind, kinds } from '../../kinds.js';
import { isoTime, normalized, ok, type Result, unixSeconds } from '../../lib/index.js';
import type { Entry, Listing, ThreatVision, ThreatVisionFailure } from '../../threatvision/index.js';
import { type CliFailure, type ExitCode, exitCodes } from '../core/failure.js';
import { type CommonOptions, countFlag, windowFlags } from '../core/flags.js';
import { terminalWidth } from '../core/host.js';
import type { ListDocument } from '../documents/schemas.js';
import { type CommandContext, type Invocation, openCommand } from '../run/context.js';
import { openThreatVision } from '../run/services.js';
import { type ListedItem, listLines, listValues } from '../ui/list-table.js';
import { zonedTime } from '../ui/time.js';
import { type CommandDefinition, exampleIds } from './definition.js';
import { openItemStatuses } from './item-status.js';

export const listCommand = (kind: ItemKind): CommandDefinition => ({
  options: [
    {
      flags: '--since <time>',
      description: 'ignore older items: Unix seconds, ISO 8601, or back from now (7d)',
    },
    { flags: '--until <time>', description: 'ignore items newer than this time' },
    ...(kind === 'reports'
      ? [{ flags: '--type <text>', description: 'only types that contain this text, for example flash' }]
      : []),
    { flags: '--search <text>', description: `only items with this text in ${kinds[kind].searched}` },
    { flags: '--limit <n>', description: 'the number of items to list (default: 20)' },
  ],
  examples: [
    [`${kind} list --since 30d`, `Lists the newest ${kind} of the last 30 days.`],
    [`${kind} list --search ${exampleIds[kind]} --json`, 'Searches, and prints JSON for a script.'],
  ],
  run: (command, invocation) => list(kind, command.optsWithGlobals(), invocation),
});

interface ListFlags extends CommonOptions {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly type?: string | undefined;
  readonly search?: string | undefined;
  readonly limit?: string | undefined;
}

const defaultLimit = 20;

async function list(kind: ItemKind, flags: ListFlags, invocation: Invocation): Promise<ExitCode> {
  const opened = await openCommand(invocation, flags);
  if (!opened.ok) return invocation.output.fail(opened.failure);
  const context = opened.value;
  const query = readFlags(flags, context.now());
  if (!query.ok) return context.fail(query.failure);
  const { until = Infinity, limit } = query.value;
  const source = await openThreatVision({ ...context, readOnly: true, interactive: true });
  if (!source.ok) return context.fail(source.failure);
  const { client, http } = source.value;
  try {
    const [listing, statusOf] = await Promise.all([
      download(client, kind, flags, query.value),
      openItemStatuses(context, kind, unixSeconds(context.now())),
    ]);
    if (!listing.ok) return await context.fail(listing.failure);
    for (const message of listing.value.unreadable)
      context.log.warn(message, { event: 'unreadable-entry', kind });
    const found = listing.value.entries.filter((entry) => entry.date <= until && matches(entry, flags));
    const items = found.slice(0, limit).map((entry) => ({ entry, state: statusOf(entry) }));
    const more = found.length > limit;
    if (context.json) {
      context.printJson(documentOf(kind, items, more));
      return exitCodes.done;
    }
    if (items.length === 0) context.log.info(nothingFound(kind, flags, query.value));
    else await print(context, items);
    if (more) reportMore(context, kind, flags, limit);
    return exitCodes.done;
  } finally {
    http.close();
  }
}

/** Without a filter, the newest pages suffice; one entry more than is shown proves that there are more. */
function download(
  client: ThreatVision,
  kind: ItemKind,
  flags: ListFlags,
  { since = 0, limit }: Query,
): Promise<Result<Listing, ThreatVisionFailure>> {
  const isFiltered = flags.until !== undefined || flags.type !== undefined || flags.search !== undefined;
  return isFiltered ? client.list(kind, since) : client.newest(kind, limit + 1, since);
}

/** A script that gave no limit must not take the list for complete. */
function reportMore({ host, log }: CommandContext, kind: ItemKind, flags: ListFlags, limit: number): void {
  const level = flags.limit === undefined && host.stdout.isTTY !== true ? 'warn' : 'info';
  const shown =
    limit === 1 ? `This is the newest ${kinds[kind].singular}` : `These are the newest ${limit} ${kind}`;
  log[level](`${shown}; --limit <n> lists more.`, { event: 'more', kind });
}

interface Query {
  /** Unix seconds. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly limit: number;
}

function readFlags({ since, until, limit }: ListFlags, now: Date): Result<Query, CliFailure> {
  const window = windowFlags({ since, until }, now);
  if (!window.ok) return window;
  const count = limit === undefined ? ok(defaultLimit) : countFlag('--limit', limit);
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

async function print(
  { host, print: write, log, color }: CommandContext,
  items: readonly ListedItem[],
): Promise<void> {
  const width = terminalWidth(host);
  if (width === undefined) {
    write(listValues(items).join('\n'));
    return;
  }
  const { lines, shortened } = await listLines(items, width, color.stdout);
  write(lines.join('\n'));
  if (shortened)
    log.info('An id that ends with … is abbreviated; the other commands accept it in this form.');
}

/** The filters of an empty list, and what would find more. */
function nothingFound(kind: ItemKind, { type, search }: ListFlags, { since, until }: Query): string {
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
    ...(filters.length === 0 ? [] : ['another text']),
  ];
  return `ThreatVision lists no ${kind} ${looked.join(' ')}. Try ${ways.join(' or ')}.`;
}

/** `--type` and `--search`: parts of words, in any case. An indicator bundle has no text but its id. */
function matches(
  entry: Entry,
  { type, search }: { readonly type?: string | undefined; readonly search?: string | undefined },
): boolean {
  const typeName = entry.kind === 'reports' ? (entry.typeName ?? '') : '';
  if (type !== undefined && !folded(typeName).includes(folded(type))) return false;
  if (search === undefined) return true;
  const words = entry.kind === 'reports' ? [entry.title, entry.digest, ...entry.tags] : [];
  return [entry.id, ...words].some((text) => folded(text).includes(folded(search)));
}

/** Full-width and half-width forms of a character are equal. */
const folded = (text: string): string => normalized(text).toLowerCase();
