import { isoTime } from '../../lib/index.js';
import type { FailureDescription } from '../core/failure-texts.js';
import type { RunResult } from '../core/run-result.js';
import { version } from '../version.js';
import type { SyncDocument } from './schemas.js';

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

/** What has to be asked for after a backfill that stopped early. */
export type Continuation = NonNullable<SyncDocument['continueWith']>;

/** Each kind by itself: together, the one that is further would use up the next budget again. */
export function continuation({ summary: { resumePoints }, resume }: RunResult): Continuation {
  if (resume !== 'since') return [];
  return resumePoints.map(({ kind, from }) => ({ only: kind, since: isoTime(from).replace('.000', '') }));
}
