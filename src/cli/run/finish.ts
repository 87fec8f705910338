import type { Summary } from '../../sync/index.js';
import { exitCodeOf, exitCodes, type ExitCode } from '../exit-code.js';
import type { CliFailure } from '../failure.js';
import type { Output } from '../output.js';
import { summaryDocument } from '../render/summary-document.js';
import { continuation, summaryLine } from '../render/summary-line.js';
import { type MetricsRequest, writeMetrics } from './metrics.js';
import type { RunEnd } from './run-end.js';

/** Tells the end of a run wherever it is looked for, and answers the exit code. */
export async function finishRun(
  output: Output,
  end: RunEnd,
  options: { readonly interrupted: 130 | 143 | undefined; readonly metrics: MetricsRequest | undefined },
): Promise<ExitCode> {
  const { metrics, interrupted } = options;
  const { summary, repetition } = end;
  const failure = end.failure ?? summary.failure;
  if (failure !== undefined) await output.tell(failure, repetition);
  let code = interrupted ?? exitCodeOfRun(summary, failure);
  if (metrics !== undefined) {
    const written = await writeMetrics(metrics, end, code);
    if (!written.ok) {
      await output.tell(written.failure);
      // The contract's order: 130/143, 1, 2, …; a file that cannot be written is a 2.
      if (interrupted === undefined) code = exitCodeOf(written.failure);
    }
  }
  if (output.json) {
    const error = failure === undefined ? undefined : await output.describe(failure, repetition);
    output.printJson(summaryDocument(end, error));
  } else if (end.failure === undefined) await tellPeople(output, end);
  return code;
}

/** On a terminal a table; a dry run's result in any case; else one line of the log. */
async function tellPeople(output: Output, end: RunEnd): Promise<void> {
  if (output.quiet) return;
  const { summary } = end;
  if (process.stdout.isTTY || summary.dryRun) {
    const { summaryTable } = await import('../render/summary-table.js');
    output.print((await summaryTable(end, output.color.stdout)).join('\n'));
  } else {
    // No later run goes on with a backfill: where to go on is told wherever somebody may read it.
    const level = continuation(end).length > 0 ? 'warn' : 'info';
    output.log[level](summaryLine(end), { event: 'summary', outcome: summary.outcome });
  }
}

function exitCodeOfRun({ failures, imports }: Summary, failure: CliFailure | undefined): ExitCode {
  if (failure !== undefined) return exitCodeOf(failure);
  // It was put aside like any failed item; the contract's order puts a bug before all else.
  if (failures.some(({ reason }) => reason === 'bug')) return exitCodes.bug;
  const refused = imports?.errors.length ?? 0;
  return failures.length + refused > 0 ? exitCodes.itemsFailed : exitCodes.done;
}
