import { type Summary } from '../../sync/index.js';
import { exitCodeOf, exitCodes, type ExitCode } from '../exit-code.js';
import type { CliFailure } from '../failure.js';
import type { Output } from '../output.js';
import { summaryDocument } from '../render/summary-document.js';
import { continuation, summaryLine } from '../render/summary-line.js';
import { type MetricsRequest, writeMetrics } from './metrics.js';

/**
 * What repeating the same command does: a sync continues from its cursor, a backfill (`--since`) starts over, a dry run
 * and a push have nothing to continue.
 */
export type Resume = 'cursor' | 'since' | 'none';

/** The result of a run, as it is printed. */
export interface RunResult {
  readonly summary: Summary;
  /** A failure that kept the run from starting; the run's own failure is in the summary. */
  readonly failure?: CliFailure | undefined;
  readonly requests: number;
  readonly retries: number;
  readonly resume: Resume;
}

/** The result of a run that did nothing: it was not due, or a failure or a signal kept it from starting. */
export function emptyResult(
  startedAt: Date,
  finishedAt: Date,
  dryRun: boolean,
  outcome: Summary['outcome'],
  resume: Resume,
  failure?: CliFailure,
): RunResult {
  const counts = { listed: 0, delivered: 0, updated: 0, skipped: 0, failed: 0 };
  const share = { objects: 0, milliseconds: 0 };
  const summary: Summary = {
    startedAt,
    finishedAt,
    dryRun,
    outcome,
    reports: counts,
    bundles: counts,
    objects: 0,
    bytes: 0,
    failures: [],
    resumePoints: [],
    wouldDeliver: [],
    shares: { reports: share, bundles: share },
  };
  return { summary, requests: 0, retries: 0, resume, failure };
}

export interface ReportOptions {
  /** The exit code of a signal, if there was one. */
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
  if (failure !== undefined) await output.tell(failure, resume);
  let code = interrupted ?? exitCodeOfRun(summary, failure);
  if (metrics !== undefined) {
    const written = await writeMetrics(metrics, result, code);
    if (!written.ok) {
      await output.tell(written.failure);
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

/** A table on a terminal, and always for a dry run, whose result it is; otherwise one line of the log. */
async function printForPeople(output: Output, result: RunResult): Promise<void> {
  if (output.quiet) return;
  const { summary } = result;
  if (process.stdout.isTTY || summary.dryRun) {
    const { summaryTable } = await import('../render/summary-table.js');
    output.print((await summaryTable(result, output.color.stdout)).join('\n'));
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
  const refused = imports?.errors.length ?? 0;
  return failures.length + refused > 0 ? exitCodes.itemsFailed : exitCodes.done;
}
