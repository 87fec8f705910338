import type { LastRun, State } from '../state/index.js';
import type { Emit, KindCounts, Outcome, Summary } from './events.js';
import type { RunFailure } from './failure.js';
import type { SyncOptions } from './options.js';
import type { Remaining } from './remaining.js';
import type { Session } from './session/session.js';
import type { Stop } from './stop.js';
import type { Tally } from './tally.js';
import type { Target } from './target/target.js';

export interface Ending {
  readonly session: Session;
  readonly target: Target;
  readonly options: SyncOptions;
  readonly tally: Tally;
  readonly remaining: Remaining;
  readonly stop: Stop;
  readonly emit: Emit;
  /** Milliseconds. */
  readonly startedAt: number;
  readonly now: () => number;
  readonly current: () => State;
}

/** Closes the target, gives the state its last word, and says how the run ended. */
export async function endRun(run: Ending): Promise<Summary> {
  const { session, target, tally, remaining, stop, emit, startedAt, now, options } = run;
  const figures = tally.figures();
  const summaries = { reports: inWords(figures.reports), bundles: inWords(figures.bundles) };
  if (stop.reason()?.why !== 'reset') {
    const closed = await target.close(summaries, stop.reason()?.why === 'interrupted');
    // Only closing failed: everything was delivered, and the next run closes what is left open.
    if (!closed.ok) stop.stop({ why: 'failed', failure: closed.failure });
  }

  const outcome = outcomeOf(run);
  const state = outcome === 'postponed' ? session.state : stateAfter(run, outcome);
  const finished = await session.finish(state);
  const reset = finished.ok && finished.value === 'reset';
  if (reset) await discardPurgedWorks(run);
  const unheard =
    outcome === 'interrupted' && !finished.ok && isAway(finished.failure) ? finished.failure : undefined;
  if (unheard !== undefined) emit({ type: 'heartbeat-failed', failure: unheard, last: true });
  const failure = failureOf(stop) ?? (finished.ok || unheard !== undefined ? undefined : finished.failure);
  return {
    startedAt: new Date(startedAt),
    finishedAt: new Date(now()),
    dryRun: options.dryRun,
    outcome: reset ? 'reset' : failure === undefined ? outcome : 'failed',
    ...(failure === undefined || reset ? {} : { failure }),
    ...figures,
    remains: whatRemains(options, remaining),
  };
}

/** The reset stands even if this fails: the next run, which starts over, discards the works that are left. */
async function discardPurgedWorks({ target, emit }: Ending): Promise<void> {
  const discarded = await target.discard();
  if (!discarded.ok) emit({ type: 'works-left-open', failure: discarded.failure });
}

/** An interrupted run does not wait for a platform that does not answer: the local state is the newer one, and goes on. */
const isAway = (failure: RunFailure): boolean => failure.reason === 'opencti-http';

function whatRemains({ kinds, since }: SyncOptions, remaining: Remaining): Summary['remains'] {
  if (since === undefined) return [];
  return kinds.flatMap((kind) => {
    const from = remaining.oldest(kind);
    // What was planned may be older: failed items that were due.
    return from === undefined ? [] : [{ kind, from: Math.max(from, since) }];
  });
}

/** Single items pushed by hand are no run that a schedule waits for: they leave the last run as it was. */
function stateAfter(run: Ending, outcome: Outcome): State {
  const current = run.current();
  return run.options.only === undefined ? { ...current, lastRun: lastRun(run, outcome) } : current;
}

function outcomeOf({ stop, tally }: Ending): Outcome {
  const stopped = stop.reason();
  if (stopped !== undefined) return stopped.why;
  const { reports, bundles } = tally.figures();
  if (reports.failed + bundles.failed > 0) return 'partial';
  const done = reports.delivered + reports.updated + bundles.delivered + bundles.updated;
  return done > 0 ? 'done' : 'nothing-new';
}

/** A run that worked on a part only (`--only`, `--since`, `--until`) says nothing of what the rest holds. */
function lastRun({ options, startedAt, now, session }: Ending, outcome: Outcome): LastRun {
  const whole = options.kinds.length === 2 && options.since === undefined && options.until === undefined;
  const success = whole && (outcome === 'done' || outcome === 'nothing-new');
  const lastSuccess = success ? Math.floor(startedAt / 1000) : session.state.lastRun?.lastSuccess;
  return {
    startedAt: Math.floor(startedAt / 1000),
    finishedAt: Math.floor(now() / 1000),
    outcome,
    ...(options.since === undefined ? {} : { backfill: true }),
    ...(lastSuccess === undefined ? {} : { lastSuccess }),
  };
}

function failureOf(stop: Stop): RunFailure | undefined {
  const stopped = stop.reason();
  return stopped?.why === 'failed' ? stopped.failure : undefined;
}

/** For the work's message in OpenCTI's page. */
function inWords({ delivered, updated, failed }: KindCounts): string {
  const parts = [
    `${delivered} new`,
    ...(updated > 0 ? [`${updated} updated`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  return parts.join(', ');
}
