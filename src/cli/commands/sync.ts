import { type CommandContext, withConfig } from '../command.js';
import { exitCodes, type ExitCode } from '../exit-code.js';
import type { CliFailure } from '../failure.js';
import type { Output } from '../output.js';
import { isDue } from '../run/due.js';
import type { Repetition } from '../run/run-end.js';
import { usage } from '../usage.js';
import type { SyncDocument } from '../schemas/sync.js';
import { type SyncFlags, syncOptions, waitFlag } from '../run/options.js';

/** `sync`: one run. However it ends, it leaves its document and its metrics. */
export function syncCommand(flags: SyncFlags): Promise<ExitCode> {
  const failed = (output: Output, failure: CliFailure): Promise<ExitCode> =>
    failEarly(flags, output, failure);
  return withConfig(flags, (context) => sync(flags, context), failed);
}

async function sync(flags: SyncFlags, context: CommandContext): Promise<ExitCode> {
  const options = syncOptions(flags, context.config, new Date());
  if (!options.ok) return failEarly(flags, context, options.failure);
  const wait = waitFlag(flags.wait);
  if (!wait.ok) return failEarly(flags, context, wait.failure);
  if (wait.value !== undefined && flags.output !== undefined) {
    const hint = 'Nothing is imported where files are written; leave one of them out.';
    return failEarly(flags, context, usage('--output and --wait do not go together.', hint));
  }
  if (flags.ifDue === true) {
    const due = await isDue(context.config, flags.output);
    if (!due.ok) return failEarly(flags, context, due.failure);
    if (!due.value) return notDue(flags, context);
  }
  // Loaded only now: a machine that asks every minute whether a run is due pays for the question alone.
  const { performRun } = await import('../run/run.js');
  const { output, metricsFile } = flags;
  const { dryRun } = options.value;
  return performRun(context, {
    stage: { dryRun, ...(output === undefined ? {} : { output }) },
    plan: () => Promise.resolve(options),
    wait: wait.value,
    dryRun,
    repetition: repetitionOf(flags),
    ...(metricsFile === undefined ? {} : { metricsFile }),
  });
}

function repetitionOf({ dryRun, since }: SyncFlags): Repetition {
  if (dryRun === true) return 'none';
  return since === undefined ? 'goes-on' : 'starts-over';
}

async function failEarly(flags: SyncFlags, output: Output, failure: CliFailure): Promise<ExitCode> {
  const [{ finishRun }, { nothingDone }] = await Promise.all([
    import('../run/finish.js'),
    import('../run/run-end.js'),
  ]);
  const { dryRun = false, metricsFile } = flags;
  return finishRun(output, nothingDone(new Date(), dryRun, 'failed', repetitionOf(flags), failure), {
    interrupted: undefined,
    metrics: metricsFile === undefined ? undefined : { path: metricsFile, lastSuccess: undefined },
  });
}

async function notDue(flags: SyncFlags, { log, json, printJson }: Output): Promise<ExitCode> {
  log.info('Not due yet: nothing to do.', { event: 'not-due' });
  if (json) {
    const [{ summaryDocument }, { nothingDone }] = await Promise.all([
      import('../render/summary-document.js'),
      import('../run/run-end.js'),
    ]);
    const { dryRun = false } = flags;
    const nothing = nothingDone(new Date(), dryRun, 'nothing-new', repetitionOf(flags));
    printJson({ ...summaryDocument(nothing), due: false } satisfies SyncDocument);
  }
  return exitCodes.done;
}
