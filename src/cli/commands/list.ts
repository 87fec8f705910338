import { parseTime } from '../../config/index.js';
import { openCursor, openStateStore } from '../../state/index.js';
import type { Entry, Kind } from '../../threatvision/index.js';
import { type CommandContext, withConfig } from '../command.js';
import { exitCodes, type ExitCode } from '../exit-code.js';
import type { CommonOptions } from '../output.js';
import { openThreatVision } from '../services.js';

export interface ListFlags extends CommonOptions {
  readonly since?: string;
  readonly until?: string;
  readonly limit: string;
}

/** `reports`, `bundles`: the newest entries of the listing, with what became of each here. */
export function listCommand(kind: Kind, flags: ListFlags): Promise<ExitCode> {
  return withConfig(flags, async (context) => {
    const { config, log } = context;
    const now = new Date();
    const since = flags.since === undefined ? { ok: true as const, value: 0 } : parseTime(flags.since, now);
    if (!since.ok)
      return context.fail({
        reason: 'usage',
        message: '--since is no time.',
        hint: `Give ${since.failure}.`,
      });
    const until =
      flags.until === undefined ? { ok: true as const, value: Infinity } : parseTime(flags.until, now);
    if (!until.ok)
      return context.fail({
        reason: 'usage',
        message: '--until is no time.',
        hint: `Give ${until.failure}.`,
      });
    const limit = Number(flags.limit);
    if (!Number.isSafeInteger(limit) || limit < 1) {
      return context.fail({
        reason: 'usage',
        message: '--limit is no number.',
        hint: 'Give a number from 1 on.',
      });
    }
    const source = await openThreatVision({ config, log });
    if (!source.ok) return context.fail(source.failure);
    const { client, http } = source.value;
    const listing =
      until.value === Infinity
        ? await client.newest(kind, limit, since.value)
        : await client.list(kind, since.value);
    http.close();
    if (!listing.ok) return context.fail(listing.failure);
    const entries = listing.value.entries.filter(({ date }) => date <= until.value).slice(0, limit);
    await show(context, kind, entries);
    return exitCodes.done;
  });
}

type Standing = 'new' | 'changed' | 'delivered' | 'failed';

async function show(context: CommandContext, kind: Kind, entries: readonly Entry[]): Promise<void> {
  const standing = await standings(context, kind);
  const rows = entries.map((entry) => ({
    id: entry.id,
    date: new Date(entry.date * 1000).toISOString(),
    ...(entry.kind === 'reports' ? { type: entry.typeName ?? null, title: entry.title } : {}),
    state: standing(entry),
  }));
  if (context.json) context.printJson({ [kind]: rows });
  else if (rows.length === 0) context.print(`No ${kind}.`);
  else {
    context.print(
      rows
        .map((row) =>
          [row.date.slice(0, 10), row.state.padEnd(9), row.id, row.title ?? ''].join('  ').trimEnd(),
        )
        .join('\n'),
    );
  }
}

async function standings({ config }: CommandContext, kind: Kind): Promise<(entry: Entry) => Standing> {
  const opened = await openStateStore({
    name: config.connector.id ?? 'default',
    ...(config.state.dir === undefined ? {} : { directory: config.state.dir }),
  });
  const loaded = opened.ok ? opened.value.load() : undefined;
  const state = loaded?.ok === true ? loaded.value?.state[kind] : undefined;
  if (state === undefined) return () => 'new';
  const cursor = openCursor(state, config.sync.lookbackMs / 1000);
  const settledBefore = Math.max(state.start, cursor.listFrom());
  return (entry) => {
    if (state.waiting[entry.id]?.lack === 'item') return 'failed';
    const verdict = cursor.verdict(entry, Math.floor(Date.now() / 1000));
    if (verdict === 'settled') return 'delivered';
    if (verdict === 'changed') return 'changed';
    // Older than what is remembered one by one: settled, if the watermark has passed it.
    return entry.date < settledBefore && entry.date >= state.start ? 'delivered' : 'new';
  };
}
