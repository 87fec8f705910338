import { type CommandContext, withConfig } from '../command.js';
import { exitCodes, type ExitCode } from '../exit-code.js';
import { summaryDocument } from '../render/summary-document.js';
import { isDue } from '../run/due.js';
import { nothingDone } from '../run/finish.js';
import { type SyncFlags, syncOptions, waitFlag } from '../run/options.js';
import { performRun } from '../run/run.js';

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

function notDue(context: CommandContext, dryRun: boolean): ExitCode {
  context.log.info('Not due yet: nothing to do.', { event: 'not-due' });
  if (context.json) context.printJson(summaryDocument(nothingDone(new Date(), dryRun, 'nothing-new')));
  return exitCodes.done;
}
