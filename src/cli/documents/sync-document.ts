import { isoTime } from '../../lib/index.js';
import type { FailureDescription } from '../core/failure-texts.js';
import type { RunResult } from '../core/run-result.js';
import { version } from '../version.js';
import type { SyncDocument } from './schemas.js';

/** For every outcome (docs/output.md#json-documents). `error`: the failure that ended the run. */
export function summaryDocument(end: RunResult, error?: FailureDescription): SyncDocument {
  const { summary, requests, retries } = end;
  const {
    startedAt,
    finishedAt,
    dryRun,
    outcome,
    reports,
    bundles,
    objects,
    bytes,
    failures,
    imports,
    items,
  } = summary;
  const rest = continuation(end);
  return {
    version,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt.toISOString(),
    dryRun,
    outcome,
    ...(error === undefined ? {} : { error }),
    reports,
    bundles,
    objects,
    bytes,
    requests,
    retries,
    failures: failures.map(({ nextTry, ...failure }) => ({
      ...failure,
      nextTry: nextTry === undefined ? null : isoTime(nextTry),
    })),
    items: items.map(({ title = null, date, ...item }) => ({ ...item, title, date: isoTime(date) })),
    ...(imports === undefined ? {} : { imports }),
    ...(rest.length === 0 ? {} : { continueWith: rest }),
  };
}

/** The runs that deliver the rest of a backfill that stopped early. */
export type Continuation = NonNullable<SyncDocument['continueWith']>;

/** One run per kind: in a common run, the kind that is further ahead would use up the budget again. */
export function continuation({ summary: { resumePoints }, resume }: RunResult): Continuation {
  if (resume !== 'since') return [];
  return resumePoints.map(({ kind, from }) => ({ only: kind, since: isoTime(from).replace('.000', '') }));
}
