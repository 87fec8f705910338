import type { Result } from '../../result/index.js';
import { acquireLock, type Kind, kinds, type StateStore } from '../../state/index.js';
import { platformSession, resetAll, resetPart } from '../../sync/index.js';
import { type CommandContext, withConfig } from '../command.js';
import { exitCodes, type ExitCode } from '../exit-code.js';
import type { CliFailure } from '../failure.js';
import { openLocalState, stateName } from '../local-state.js';
import type { CommonOptions } from '../output.js';
import { logEvent } from '../render/log-lines.js';
import { localTime } from '../render/time.js';
import type { ResetDocument } from '../schemas/settings.js';
import { openOpenCti } from '../services.js';
import { usage } from '../usage.js';
import { timeFlag } from '../values.js';

export interface ResetFlags extends CommonOptions {
  readonly only?: Kind;
  readonly to?: string;
  /** `true`: all of them. */
  readonly failed?: true | readonly string[];
  readonly dryRun?: boolean;
}

/** `reset`: both homes of the state, under the lock. Never asks: cron has nobody to answer. */
export function resetCommand(flags: ResetFlags): Promise<ExitCode> {
  return withConfig(flags, async (context) => {
    const { config } = context;
    const to = timeFlag('--to', flags.to, new Date());
    if (!to.ok) return context.fail(to.failure);
    if (flags.failed !== undefined && flags.to !== undefined) {
      const hint = 'Forgetting failed items moves no start.';
      return context.fail(usage('--failed and --to do not go together.', hint));
    }
    const store = await openLocalState(config);
    if (!store.ok) return context.fail(store.failure);
    const what = inWords(flags, to.value);
    if (flags.dryRun === true) {
      say(context, { dryRun: true, what }, `Would forget ${what}.`);
      return exitCodes.done;
    }
    const lock = acquireLock(store.value.directory, stateName(config));
    if (!lock.ok) return context.fail(lock.failure);
    try {
      const done = await perform(context, flags, to.value, store.value);
      if (!done.ok) return await context.fail(done.failure);
      say(context, { dryRun: false, what }, `Forgot ${what}.`);
      return exitCodes.done;
    } finally {
      lock.value.release();
    }
  });
}

async function perform(
  context: CommandContext,
  { only, failed }: ResetFlags,
  to: number | undefined,
  store: StateStore,
): Promise<Result<unknown, CliFailure>> {
  const { config, log } = context;
  const { firstRun } = config.teamt5;
  const opened = await openOpenCti({ config, log });
  if (!opened.ok) return opened;
  const { client: platform, http, connectorId } = opened.value;
  try {
    if (only === undefined && to === undefined && failed === undefined) {
      return await resetAll(platform, connectorId, store, firstRun);
    }
    const { name, scope, queueThresholdMegabytes, durationPeriodMs } = config.connector;
    const session = await platformSession({
      ...{ platform, store, firstRun, queueThresholdMegabytes, durationPeriod: durationPeriodMs },
      connector: { id: connectorId, name, scope },
      emit: (event) => logEvent(log, event, false),
    });
    if (!session.ok) return session;
    return await resetPart(session.value, {
      kinds: only === undefined ? kinds : [only],
      start: to ?? firstRun,
      ...(failed === undefined ? {} : { failed: failed === true ? [] : failed }),
    });
  } finally {
    http.close();
  }
}

function inWords({ only, failed }: ResetFlags, to: number | undefined): string {
  const which = only ?? 'reports and bundles';
  if (failed !== undefined) return `the failed ${which}${failed === true ? '' : `: ${failed.join(', ')}`}`;
  const start = to === undefined ? 'the first-run timestamp' : localTime(to);
  return `what was delivered of ${which}; the next sync starts from ${start}`;
}

function say(context: CommandContext, document: ResetDocument, text: string): void {
  if (context.json) context.printJson(document);
  else context.print(text);
}
