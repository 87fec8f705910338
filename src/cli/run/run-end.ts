import type { Summary, SyncEvent } from '../../sync/index.js';
import type { CliFailure } from '../failure.js';

/** What a run leaves to be told. */
export interface RunEnd {
  readonly summary: Summary;
  /** One that kept the run from starting; the engine's own are in the summary. */
  readonly failure?: CliFailure;
  readonly requests: number;
  readonly retries: number;
  /** A dry run's result: what it would have delivered, oldest first. */
  readonly wouldDeliver?: readonly DeliveredEvent[];
}

export type DeliveredEvent = Extract<SyncEvent, { readonly type: 'delivered' }>;

/** A run that did nothing: it was not due, or something kept it from starting. */
export function nothingDone(
  startedAt: Date,
  dryRun: boolean,
  outcome: Summary['outcome'],
  failure?: CliFailure,
): RunEnd {
  const counts = { listed: 0, delivered: 0, updated: 0, skipped: 0, failed: 0 };
  const summary: Summary = {
    ...{ startedAt, finishedAt: new Date(), dryRun, outcome },
    ...{ reports: counts, bundles: counts, objects: 0, bytes: 0, failures: [] },
  };
  return { summary, requests: 0, retries: 0, ...(failure === undefined ? {} : { failure }) };
}
