import type { HttpCounters } from '../../http/index.js';
import type { KindCounts, Summary } from '../../sync/index.js';
import { type CliFailure, describeFailure } from '../failure.js';
import { version } from '../version.js';

/** What `sync --json` prints (README, "JSON"). */
export function summaryDocument(
  summary: Summary,
  counters: readonly HttpCounters[],
  failure: CliFailure | undefined = summary.failure,
): object {
  const { startedAt, finishedAt, dryRun, outcome, reports, bundles, objects, bytes, failures, imports } =
    summary;
  const sum = (pick: (counter: HttpCounters) => number): number =>
    counters.reduce((total, counter) => total + pick(counter), 0);
  return {
    version,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    dryRun,
    outcome,
    ...(failure === undefined ? {} : { error: { reason: failure.reason, ...describeFailure(failure) } }),
    reports,
    bundles,
    objects,
    bytes,
    requests: sum(({ requests }) => requests),
    retries: sum(({ retries }) => retries),
    failures,
    ...(imports === undefined ? {} : { imports }),
  };
}

/** The same for people, in a few lines. */
export function summaryText(summary: Summary): string {
  const { dryRun, outcome, reports, bundles, objects, bytes, failures } = summary;
  const seconds = (summary.finishedAt.getTime() - summary.startedAt.getTime()) / 1000;
  const verb = dryRun ? 'would deliver' : 'delivered';
  const megabytes = bytes >= 100_000 ? `, ${(bytes / 1e6).toFixed(1)} MB` : '';
  return [
    `${outcomeTexts[outcome]}${dryRun ? ' (dry run: nothing was sent)' : ''} in ${seconds.toFixed(1)} s`,
    `  reports: ${counts(reports, verb)}`,
    `  bundles: ${counts(bundles, verb)}`,
    ...(objects > 0 ? [`  ${objects} STIX objects${megabytes}`] : []),
    ...failures.map(({ kind, id, message }) => `  failed: ${kind} ${id}: ${message}`),
  ].join('\n');
}

function counts({ listed, delivered, updated, skipped, failed }: KindCounts, verb: string): string {
  return `${listed} listed, ${verb} ${delivered} new and ${updated} changed, ${skipped} skipped, ${failed} failed`;
}

const outcomeTexts: Readonly<Record<Summary['outcome'], string>> = {
  done: 'Done',
  'nothing-new': 'Nothing new',
  partial: 'Done, but some items failed and wait for another try,',
  postponed: 'Postponed: OpenCTI is busy,',
  budget: 'Budget used up, the next run goes on,',
  interrupted: 'Interrupted, state saved,',
  reset: 'Reset in OpenCTI, the next run starts over,',
  failed: 'Failed, nothing is lost,',
};
