import type { HttpClient } from '../../http/index.js';
import type { Summary, SyncEvent } from '../../sync/index.js';
import { type CommandContext, withConfig } from '../command.js';
import { exitCodeOf, exitCodes, type ExitCode } from '../exit-code.js';
import type { CliFailure } from '../failure.js';
import { type Interruption, listenForSignals } from '../interruption.js';
import { logEvent } from '../render/log-lines.js';
import { summaryDocument, summaryText } from '../render/summary.js';
import { openThreatVision } from '../services.js';
import { isDue } from './due.js';
import { openStage } from './stage.js';
import { type SyncFlags, syncOptions } from './sync-options.js';

/** `sync`: one run. */
export function syncCommand(flags: SyncFlags): Promise<ExitCode> {
  return withConfig(flags, async (context) => {
    const interruption = listenForSignals();
    try {
      return await sync(flags, context, interruption);
    } finally {
      interruption.dispose();
    }
  });
}

async function sync(
  flags: SyncFlags,
  context: CommandContext,
  interruption: Interruption,
): Promise<ExitCode> {
  const { config, log } = context;
  const options = syncOptions(flags, config, new Date());
  if (!options.ok) return context.fail(options.failure);
  const emit = (event: SyncEvent): void => logEvent(log, event);
  if (flags.ifDue === true) {
    const due = await isDue(config, flags.output);
    if (!due.ok) return context.fail(due.failure);
    if (!due.value) {
      log.info('not due yet', { event: 'not-due' });
      return exitCodes.done;
    }
  }
  const service = { config, log, signal: interruption.hard };
  const source = await openThreatVision(service);
  if (!source.ok) return context.fail(source.failure);
  const stage = await openStage(flags, service, emit);
  if (!stage.ok) {
    source.value.http.close();
    return failBefore(context, stage.failure, options.value.dryRun);
  }
  const { session, target, platform, http, imports, release } = stage.value;
  const clients: HttpClient[] = [source.value.http, ...(http === undefined ? [] : [http])];
  try {
    const { runSync } = await import('../../sync/index.js');
    let summary = await runSync(
      {
        ...{ threatVision: source.value.client, session, target, emit, signal: interruption.soft },
        ...(platform === undefined ? {} : { platform }),
      },
      options.value,
    );
    if (flags.wait !== undefined) summary = await imports(summary, flags.wait, interruption.soft);
    report(context, summary, clients);
    return interruption.exitCode() ?? exitCodeOfSummary(summary);
  } finally {
    release();
    for (const client of clients) client.close();
  }
}

function report(context: CommandContext, summary: Summary, clients: readonly HttpClient[]): void {
  if (summary.failure !== undefined) context.tell(summary.failure);
  if (context.json) {
    context.printJson(
      summaryDocument(
        summary,
        clients.map((client) => client.counters()),
      ),
    );
  } else if (process.stdout.isTTY || summary.dryRun) {
    context.print(summaryText(summary));
  } else if (summary.outcome !== 'nothing-new') {
    context.log.info(summaryText(summary), { event: 'summary', outcome: summary.outcome });
  }
}

/** A run that ended before it began prints the same document as one that ended later. */
function failBefore(context: CommandContext, failure: CliFailure, dryRun: boolean): ExitCode {
  const nothing = { listed: 0, delivered: 0, updated: 0, skipped: 0, failed: 0 };
  const now = new Date();
  context.tell(failure);
  if (context.json) {
    const outcome = {
      outcome: 'failed',
      reports: nothing,
      bundles: nothing,
      objects: 0,
      bytes: 0,
      failures: [],
    } as const;
    context.printJson(summaryDocument({ startedAt: now, finishedAt: now, dryRun, ...outcome }, [], failure));
  }
  return exitCodeOf(failure);
}

function exitCodeOfSummary({ failure, failures, imports }: Summary): ExitCode {
  if (failure !== undefined) return exitCodeOf(failure);
  const refused = imports?.errors.length ?? 0;
  return failures.length + refused > 0 ? exitCodes.itemsFailed : exitCodes.done;
}
