import { type ItemKind, itemKinds, kinds } from '../../kinds.js';
import { ok, plainText, type Result } from '../../lib/index.js';
import { acquireLock, freshState, type Lack, type State, type StateStore } from '../../state/index.js';
import { platformSession, resetAll, resetPart } from '../../sync/index.js';
import { type CliFailure, type ExitCode, exitCodes, usage } from '../core/failure.js';
import { type CommonOptions, startFlag } from '../core/flags.js';
import type { ResetDocument } from '../documents/schemas.js';
import { type CommandContext, withConfig } from '../run/context.js';
import { findByIds } from '../run/find-items.js';
import { openLocalState, stateName } from '../run/local-state.js';
import { openOpenCti } from '../run/services.js';
import { logEvent } from '../ui/log-lines.js';
import { zonedTime } from '../ui/time.js';

export interface ResetFlags extends CommonOptions {
  readonly only?: ItemKind | undefined;
  readonly to?: string | undefined;
  /** `true`: all of them. */
  readonly failed?: true | readonly string[] | undefined;
  readonly dryRun?: boolean | undefined;
}

/** `reset`: both homes of the state, under the lock. Never asks: cron has nobody to answer. */
export function resetCommand(flags: ResetFlags): Promise<ExitCode> {
  return withConfig(flags, async (context) => {
    const { config } = context;
    const to = startFlag('--to', flags.to, new Date());
    if (!to.ok) return context.fail(to.failure);
    if (flags.failed !== undefined && flags.to !== undefined) {
      const hint = 'Forgetting failed items moves no start.';
      return context.fail(usage('--failed and --to do not go together.', hint));
    }
    const store = await openLocalState(config);
    if (!store.ok) return context.fail(store.failure);
    const request = { flags, start: to.value ?? config.teamt5.firstRun };
    if (flags.dryRun === true) {
      const planned = planLocally(request, store.value);
      if (!planned.ok) return context.fail(planned.failure);
      say(context, request, planned.value);
      return exitCodes.done;
    }
    const lock = acquireLock(store.value.directory, stateName(config));
    if (!lock.ok) return context.fail(lock.failure);
    try {
      const done = await perform(context, request, store.value);
      if (!done.ok) return await context.fail(done.failure);
      say(context, request, done.value);
      return exitCodes.done;
    } finally {
      lock.value.release();
    }
  });
}

interface Request {
  readonly flags: ResetFlags;
  /** Unix seconds: where the next run starts. */
  readonly start: number;
}

/** The failed items that are forgotten; undefined where everything is. */
type Forgotten = readonly FailedItem[] | undefined;
type Answer = Result<Forgotten, CliFailure>;

const kindsOf = ({ only }: ResetFlags): readonly ItemKind[] => (only === undefined ? itemKinds : [only]);

/** What a dry run can know without OpenCTI. */
function planLocally({ flags, start }: Request, store: StateStore): Answer {
  if (flags.failed === undefined) return ok(undefined);
  const loaded = store.load();
  if (!loaded.ok) return loaded;
  return failedItems(loaded.value?.state ?? freshState(start), kindsOf(flags), flags.failed);
}

async function perform(
  { config, log }: CommandContext,
  { flags, start }: Request,
  store: StateStore,
): Promise<Answer> {
  const opened = await openOpenCti({ config, log });
  if (!opened.ok) return opened;
  const { client: platform, http, connectorId } = opened.value;
  const { firstRun } = config.teamt5;
  const { only, to, failed } = flags;
  try {
    if (only === undefined && to === undefined && failed === undefined) {
      const reset = await resetAll(platform, connectorId, store, firstRun);
      return reset.ok ? ok(undefined) : reset;
    }
    const { name, scope, queueThresholdMegabytes, durationPeriodMs } = config.connector;
    const session = await platformSession({
      ...{ platform, store, firstRun, queueThresholdMegabytes, durationPeriod: durationPeriodMs },
      connector: { id: connectorId, name, scope },
      emit: (event) => logEvent(log, event, false),
      now: Date.now,
    });
    if (!session.ok) return session;
    // Only now is it certain which state counts.
    const items =
      failed === undefined ? ok(undefined) : failedItems(session.value.state, kindsOf(flags), failed);
    if (!items.ok || items.value?.length === 0) return items;
    const ids = items.value === undefined ? {} : { failed: items.value.map(({ id }) => id) };
    const done = await resetPart(session.value, { kinds: kindsOf(flags), start, ...ids });
    return done.ok ? items : done;
  } finally {
    http.close();
  }
}

function say(context: CommandContext, { flags, start }: Request, forgotten: Forgotten): void {
  const dryRun = flags.dryRun === true;
  const what = forgotten === undefined ? everythingInWords(flags, start) : itemsInWords(forgotten);
  const document: ResetDocument = {
    ...{ dryRun, what },
    ...(forgotten === undefined ? {} : { failed: forgotten.map(({ kind, id }) => ({ kind, id })) }),
  };
  if (context.json) context.printJson(document);
  else if (forgotten?.length === 0) context.print('No item has failed: there is nothing to forget.');
  else context.print(`${dryRun ? 'Would forget' : 'Forgot'} ${what}.`);
}

function everythingInWords({ only, to }: ResetFlags, start: number): string {
  const which = only ?? 'reports and bundles';
  const configured = to === undefined ? ' (teamt5.first_run_retrieval_timestamp)' : '';
  const next =
    start === 0 ? 'delivers the whole catalogue again' : `starts from ${zonedTime(start)}${configured}`;
  return `what was delivered of ${which}; the next sync ${next}`;
}

/** An item that waits: failed, or delivered without its PDF or STIX. */
export interface FailedItem {
  readonly kind: ItemKind;
  readonly id: string;
  readonly lack: Lack;
}

/**
 * The items that `--failed` means.
 * @param wanted `true`: all that failed; or ids and beginnings of ids, also of items that merely lack something
 */
export function failedItems(
  state: State,
  kinds: readonly ItemKind[],
  wanted: true | readonly string[],
): Result<readonly FailedItem[], CliFailure> {
  const waiting = kinds.flatMap((kind) =>
    Object.entries(state[kind].waiting)
      .map(([id, { lack }]) => ({ kind, id, lack }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  );
  if (wanted === true) return ok(waiting.filter(({ lack }) => lack === 'item'));
  return findByIds(waiting, wanted, {
    one: 'failed item',
    listing: '`teamt5-opencti status` lists them; nothing was forgotten.',
  });
}

/** The most that are named one by one. */
const most = 10;

/** `2 failed items (report x, bundle y)`. */
export function itemsInWords(items: readonly FailedItem[]): string {
  if (items.length === 0) return 'no failed item';
  const named = items.slice(0, most).map(({ kind, id }) => `${kinds[kind].singular} ${plainText(id)}`);
  const hidden = items.length - named.length;
  const list = [...named, ...(hidden > 0 ? [`${hidden} more`] : [])].join(', ');
  const again = 'not tried again unless pushed or changed';
  return `${items.length} failed ${items.length === 1 ? 'item' : 'items'} (${list}): ${again}`;
}
