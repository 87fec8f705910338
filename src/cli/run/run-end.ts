import type { Summary, SyncEvent } from '../../sync/index.js';
import type { CliFailure } from '../failure.js';

/**
 * What calling the same command again does: a sync goes on from its cursor, a backfill (`--since`) knows none and starts
 * over, a dry run and a push have nothing to go on with.
 */
export type Repetition = 'goes-on' | 'starts-over' | 'none';

/** What a run leaves to be told. */
export interface RunEnd {
  readonly summary: Summary;
  /** One that kept the run from starting; the engine's own are in the summary. */
  readonly failure?: CliFailure;
  readonly requests: number;
  readonly retries: number;
  readonly repetition: Repetition;
  /** A dry run's result: what it would have delivered, oldest first. */
  readonly wouldDeliver?: readonly DeliveredEvent[];
}

export type DeliveredEvent = Extract<SyncEvent, { readonly type: 'delivered' }>;

/** A run that did nothing: it was not due, or something kept it from starting. */
export function nothingDone(
  startedAt: Date,
  dryRun: boolean,
  outcome: Summary['outcome'],
  repetition: Repetition,
  failure?: CliFailure,
): RunEnd {
  const counts = { listed: 0, delivered: 0, updated: 0, skipped: 0, failed: 0 };
  const share = { objects: 0, milliseconds: 0 };
  const summary: Summary = {
    ...{ startedAt, finishedAt: new Date(), dryRun, outcome },
    ...{
      reports: counts,
      bundles: counts,
      objects: 0,
      bytes: 0,
      failures: [],
      remains: [],
      shares: { reports: share, bundles: share },
    },
  };
  return { summary, requests: 0, retries: 0, repetition, ...(failure === undefined ? {} : { failure }) };
}
