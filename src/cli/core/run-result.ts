import type { Summary } from '../../sync/index.js';
import type { CliFailure } from './failure.js';

/** What a repeat does: a sync continues from its cursor, a backfill (`--since`) starts over. */
export type Resume = 'cursor' | 'since' | 'none';

export interface RunResult {
  readonly summary: Summary;
  /** Kept the run from starting; the run's own failure is in the summary. */
  readonly failure?: CliFailure | undefined;
  readonly requests: number;
  readonly retries: number;
  readonly resume: Resume;
}

/** Of a run that did nothing: it was not due, or a failure or a signal kept it from starting. */
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
    items: [],
    shares: { reports: share, bundles: share },
  };
  return { summary, requests: 0, retries: 0, resume, failure };
}
