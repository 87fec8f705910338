import { itemKinds } from '../kinds.js';
import { isFailed, type LastRun, type State } from '../state/index.js';
import type { SyncRun } from './run.js';
import type { KindCounts, Outcome, Summary, Totals } from './types.js';

/** Closes the target, stores the last state, and computes how the run ended. */
export async function finishRun(run: SyncRun): Promise<Summary> {
  const { session, stop, options, startedAt, now } = run;
  const totals = run.counters.totals();
  const lost = stop.lostBy();
  // Works that are left open are ended by the next run.
  if (lost === undefined) await closeTarget(run, totals);
  const outcome = outcomeOf(run, totals);
  const finished = await session.finish(
    outcome === 'postponed' ? session.state : finalState(run, outcome),
    lost === undefined ? 'everywhere' : 'locally',
  );
  const wasReset = finished.ok && finished.value === 'reset';
  if (wasReset) await discardPurgedWorks(run);

  const stopped = stop.reason();
  let failure =
    stopped?.why === 'failed' ? stopped.failure : stopped?.why === 'interrupted' ? undefined : lost;
  if (!finished.ok) {
    // An interrupted run does not wait for the platform: the local state is the newer one.
    const survivable = outcome === 'interrupted' && finished.failure.reason === 'opencti-http';
    if (survivable) run.emit({ type: 'ping-failed', failure: finished.failure, last: true });
    else failure ??= finished.failure;
  }
  return {
    startedAt: new Date(startedAt),
    finishedAt: new Date(now()),
    dryRun: options.dryRun,
    outcome: wasReset ? 'reset' : failure === undefined ? outcome : 'failed',
    failure: wasReset ? undefined : failure,
    ...totals,
  };
}

async function closeTarget({ target, stop }: SyncRun, totals: Totals): Promise<void> {
  // After a reset the works are discarded instead.
  const why = stop.reason()?.why;
  if (why === 'reset') return;
  const summaries = { reports: countsText(totals.reports), bundles: countsText(totals.bundles) };
  const closed = await target.close(summaries, { wait: why !== 'interrupted' });
  // Everything was delivered; the next run closes what stays open.
  if (!closed.ok) stop.stop({ why: 'failed', failure: closed.failure });
}

/** If this fails, the next run, which starts over, discards the works. */
async function discardPurgedWorks({ target, emit }: SyncRun): Promise<void> {
  const discarded = await target.discard();
  if (!discarded.ok) emit({ type: 'works-left-open', failure: discarded.failure });
}

function outcomeOf({ stop }: SyncRun, { reports, bundles }: Totals): Outcome {
  const stopped = stop.reason();
  if (stopped !== undefined) return stopped.why;
  if (reports.failed + bundles.failed > 0) return 'partial';
  const done = reports.delivered + reports.updated + bundles.delivered + bundles.updated;
  return done > 0 ? 'done' : 'nothing-new';
}

/** Single pushed items are not the run that a schedule waits for: they leave the last run as it was. */
function finalState(run: SyncRun, outcome: Outcome): State {
  const state = run.cursors.state();
  return run.options.only === undefined ? { ...state, lastRun: lastRun(run, outcome, state) } : state;
}

/** A partial run (`--only`, `--since`, `--until`) proves less (docs/operations.md#item-states). */
function lastRun({ options, startedAt, now, session }: SyncRun, outcome: Outcome, state: State): LastRun {
  const complete = options.kinds.length === 2 && options.since === undefined && options.until === undefined;
  const worked = outcome === 'done' || outcome === 'nothing-new';
  const success = complete && worked && !holdsFailedItems(state);
  const lastSuccess = success ? Math.floor(startedAt / 1000) : session.state.lastRun?.lastSuccess;
  return {
    startedAt: Math.floor(startedAt / 1000),
    finishedAt: Math.floor(now() / 1000),
    outcome,
    ...(options.since === undefined ? {} : { backfill: true }),
    ...(lastSuccess === undefined ? {} : { lastSuccess }),
  };
}

function holdsFailedItems(state: State): boolean {
  return itemKinds.some((kind) => Object.values(state[kind].waiting).some(isFailed));
}

function countsText({ delivered, updated, failed }: KindCounts): string {
  return [
    `${delivered} new`,
    ...(updated > 0 ? [`${updated} updated`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ].join(', ');
}
