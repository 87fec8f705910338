import { dirname } from 'node:path';

import type { Summary } from '../../sync/index.js';
import { type CliFailure, type ExitCode, exitCodeOf, exitCodes } from '../core/failure.js';
import { isThere } from '../core/files.js';
import { terminalWidth } from '../core/host.js';
import type { RunResult } from '../core/run-result.js';
import { continuation, summaryDocument } from '../documents/sync-document.js';
import type { Output } from '../ui/output.js';
import { summaryLine } from '../ui/summary.js';
import { type MetricsRequest, writeMetrics } from './metrics.js';

export interface ReportOptions {
  /** The exit code of a signal. */
  readonly interrupted?: 130 | 143 | undefined;
  readonly metrics?: MetricsRequest | undefined;
}

/** Prints the result, writes the metrics, and returns the exit code. */
export async function reportResult(
  output: Output,
  result: RunResult,
  { interrupted, metrics }: ReportOptions = {},
): Promise<ExitCode> {
  const { summary, resume } = result;
  const failure = result.failure ?? summary.failure;
  // A bug is logged when it happens.
  if (failure !== undefined && failure.reason !== 'bug') await output.logFailure(failure, resume);
  let code = interrupted ?? exitCodeOfRun(summary, failure);
  if (metrics !== undefined) {
    const directory = dirname(metrics.path);
    if (!(await isThere(directory)))
      output.log.warn(`--metrics-file: the directory ${directory} did not exist and is created`);
    const written = await writeMetrics(metrics, result, code);
    if (!written.ok) {
      await output.logFailure(written.failure);
      // A signal's code comes first (docs/operations.md#exit-codes).
      if (interrupted === undefined) code = exitCodeOf(written.failure);
    }
  }
  if (output.json) {
    const error = failure === undefined ? undefined : await output.describe(failure, resume);
    output.printJson(summaryDocument(result, error));
  } else if (result.failure === undefined) {
    await printForPeople(output, result);
  }
  return code;
}

/** A table on a terminal and for each dry run, whose result it is; otherwise one line of the log. */
async function printForPeople(output: Output, result: RunResult): Promise<void> {
  if (output.quiet) return;
  const { summary } = result;
  if (output.host.stdout.isTTY === true || summary.dryRun) {
    const { summaryTable } = await import('../ui/summary-table.js');
    output.print((await summaryTable(result, terminalWidth(output.host), output.color.stdout)).join('\n'));
    return;
  }
  // No later run continues a backfill, so where to continue must not be missed.
  const level = continuation(result).length > 0 ? 'warn' : 'info';
  output.log[level](summaryLine(result), { event: 'summary', outcome: summary.outcome });
}

function exitCodeOfRun({ failures, imports }: Summary, failure: CliFailure | undefined): ExitCode {
  if (failure !== undefined) return exitCodeOf(failure);
  // The item was put aside like any failed one, but a bug comes first (docs/operations.md#exit-codes).
  if (failures.some(({ reason }) => reason === 'bug')) return exitCodes.bug;
  const isImported = imports === undefined || (imports.finished && imports.errors.length === 0);
  return failures.length > 0 || !isImported ? exitCodes.itemsFailed : exitCodes.done;
}
