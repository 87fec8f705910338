import { itemKinds } from '../../kinds.js';
import type { ItemKind } from '../../kinds.js';
import { ok, type Result } from '../../lib/index.js';
import { acquireLock, freshState, type StateStore } from '../../state/index.js';
import { platformSession, resetAll, resetPart } from '../../sync/index.js';
import { type CommandContext, withConfig } from '../command.js';
import { exitCodes, type ExitCode } from '../exit-code.js';
import type { CliFailure } from '../failure.js';
import { openLocalState, stateName } from '../run/local-state.js';
import type { CommonOptions } from '../output.js';
import { logEvent } from '../render/log-lines.js';
import { zonedTime } from '../render/local-time.js';
import type { ResetDocument } from '../schemas/settings.js';
import { openOpenCti } from '../run/services.js';
import { usage } from '../usage.js';
import { startFlag } from '../values.js';
import { type FailedItem, failedItems, itemsInWords } from './failed-items.js';

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
