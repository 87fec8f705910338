import type { FailureDescription } from '../output.js';
import type { RunResult } from '../run/result.js';
import type { SyncDocument } from '../schemas/sync.js';
import { version } from '../version.js';
import { continuation } from './summary-line.js';

/**
 * What `sync --json` and `push --json` print, whatever became of the run (docs/output.md#json-documents).
 * @param error what kept the run from its end, as the log says it
 */
export function summaryDocument(end: RunResult, error?: FailureDescription): SyncDocument {
  const { summary, requests, retries } = end;
  const { startedAt, finishedAt, dryRun, outcome, reports, bundles, objects, bytes, failures, imports } =
    summary;
  const rest = continuation(end);
  return {
    version,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    ...{ dryRun, outcome },
    ...(error === undefined ? {} : { error }),
    ...{ reports, bundles, objects, bytes, requests, retries, failures },
    ...(imports === undefined ? {} : { imports }),
    ...(rest.length === 0 ? {} : { continueWith: rest }),
  };
}
