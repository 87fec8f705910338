import { describeFailure } from '../failure-texts.js';
import type { RunEnd } from '../run/run-end.js';
import type { SyncDocument } from '../schemas/sync.js';
import { version } from '../version.js';
import { continuation } from './summary-line.js';

/** What `sync --json` and `push --json` print, whatever became of the run (README, "JSON"). */
export function summaryDocument(end: RunEnd): SyncDocument {
  const { summary, failure = summary.failure, requests, retries, repetition } = end;
  const { startedAt, finishedAt, dryRun, outcome, reports, bundles, objects, bytes, failures, imports } =
    summary;
  const rest = continuation(end);
  return {
    version,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    ...{ dryRun, outcome },
    ...(failure === undefined
      ? {}
      : { error: { reason: failure.reason, ...describeFailure(failure, repetition) } }),
    ...{ reports, bundles, objects, bytes, requests, retries, failures },
    ...(imports === undefined ? {} : { imports }),
    ...(rest.length === 0 ? {} : { continueWith: rest }),
  };
}
