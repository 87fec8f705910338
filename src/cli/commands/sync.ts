import { itemKinds } from '../../kinds.js';
import { ok, type Result } from '../../lib/index.js';
import type { StateFailure } from '../../state/index.js';
import { type CliFailure, type ExitCode, exitCodes, usage } from '../core/failure.js';
import { emptyResult, type Resume } from '../core/run-result.js';
import type { SyncDocument } from '../documents/schemas.js';
import { type CommandContext, withConfig } from '../run/context.js';
import { openRunState } from '../run/local-state.js';
import { type SyncFlags, syncOptions, waitFlag } from '../run/options.js';
import type { Output } from '../ui/output.js';

/** `sync`: one run. However it ends, it prints its document and writes its metrics. */
export function syncCommand(flags: SyncFlags): Promise<ExitCode> {
  return withConfig(
    flags,
    (context) => sync(flags, context),
    (output, failure) => failEarly(flags, output, failure),
  );
}

async function sync(flags: SyncFlags, context: CommandContext): Promise<ExitCode> {
  const options = syncOptions(flags, context.config, new Date());
  if (!options.ok) return failEarly(flags, context, options.failure);
  const wait = waitFlag(flags.wait);
  if (!wait.ok) return failEarly(flags, context, wait.failure);
  if (wait.value !== undefined && flags.output !== undefined) {
    const hint = 'Files are not imported; leave one of the two out.';
    return failEarly(flags, context, usage('--output and --wait do not go together.', hint));
  }
  if (flags.ifDue === true) {
    const due = await isDue(flags, context);
    if (!due.ok) return failEarly(flags, context, due.failure);
    if (!due.value) return reportNotDue(flags, context);
  }
  // Loaded only now: a machine that checks every minute whether a run is due pays for that check alone.
  const { performRun } = await import('../run/run.js');
  return performRun(context, {
    destination: { output: flags.output, dryRun: options.value.dryRun },
    task: { type: 'sync', options: options.value },
    waitSeconds: wait.value,
    resume: resumeOf(flags),
    metricsFile: flags.metricsFile,
  });
}

function resumeOf({ dryRun, since }: SyncFlags): Resume {
  if (dryRun === true) return 'none';
  return since === undefined ? 'cursor' : 'since';
}

/**
 * `--if-due`: whether the last finished run is older than the period, or the next attempt of a failed item has come. It
 * reads the local state alone, so that a check every minute costs no request.
 */
async function isDue(
  { output }: SyncFlags,
  { config }: CommandContext,
): Promise<Result<boolean, StateFailure>> {
  const store = await openRunState(config, output, { readOnly: true });
  if (!store.ok) return store;
  const loaded = store.value.load();
  if (!loaded.ok) return loaded;
  const state = loaded.value?.state;
  const lastRun = state?.lastRun;
  if (
    state === undefined ||
    lastRun === undefined ||
    lastRun.beforeReset === true ||
    !['done', 'nothing-new', 'partial'].includes(lastRun.outcome)
  )
    return ok(true);
  const now = Date.now() / 1000;
  if (now - lastRun.finishedAt >= config.connector.durationPeriodMs / 1000) return ok(true);
  return ok(
    itemKinds.some((kind) =>
      Object.values(state[kind].waiting).some(({ nextTry }) => nextTry !== undefined && nextTry <= now),
    ),
  );
}

async function failEarly(flags: SyncFlags, output: Output, failure: CliFailure): Promise<ExitCode> {
  const { reportResult } = await import('../run/result.js');
  const { dryRun = false, metricsFile } = flags;
  const now = new Date();
  return reportResult(output, emptyResult(now, now, dryRun, 'failed', resumeOf(flags), failure), {
    metrics: metricsFile === undefined ? undefined : { path: metricsFile, lastSuccess: undefined },
  });
}

async function reportNotDue(flags: SyncFlags, { log, json, printJson }: Output): Promise<ExitCode> {
  log.info('Not due yet: nothing to do.', { event: 'not-due' });
  if (json) {
    const { summaryDocument } = await import('../documents/sync-document.js');
    const { dryRun = false } = flags;
    const now = new Date();
    const nothing = emptyResult(now, now, dryRun, 'nothing-new', resumeOf(flags));
    printJson({ ...summaryDocument(nothing), due: false } satisfies SyncDocument);
  }
  return exitCodes.done;
}
