import { type CommandContext, withConfig } from '../command.js';
import { exitCodes, type ExitCode } from '../exit-code.js';
import { isDue } from '../run/due.js';
import { type SyncFlags, syncOptions, waitFlag } from '../run/options.js';

/** `sync`: one run. */
export function syncCommand(flags: SyncFlags): Promise<ExitCode> {
  return withConfig(flags, async (context) => {
    const options = syncOptions(flags, context.config, new Date());
    if (!options.ok) return context.fail(options.failure);
    const wait = waitFlag(flags.wait);
    if (!wait.ok) return context.fail(wait.failure);
    if (flags.ifDue === true) {
      const due = await isDue(context.config, flags.output);
      if (!due.ok) return context.fail(due.failure);
      if (!due.value) return notDue(context, options.value.dryRun);
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
      ...(metricsFile === undefined ? {} : { metricsFile }),
    });
  });
}

async function notDue({ log, json, printJson }: CommandContext, dryRun: boolean): Promise<ExitCode> {
  log.info('Not due yet: nothing to do.', { event: 'not-due' });
  if (json) {
    const [{ summaryDocument }, { nothingDone }] = await Promise.all([
      import('../render/summary-document.js'),
      import('../run/finish.js'),
    ]);
    printJson(summaryDocument(nothingDone(new Date(), dryRun, 'nothing-new')));
  }
  return exitCodes.done;
}
