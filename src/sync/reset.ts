import type { OpenCti } from '../opencti/index.js';
import { err, ok, type Result } from '../lib/index.js';
import {
  digestOf,
  freshKind,
  freshState,
  type Kind,
  openCursor,
  type State,
  type StateStore,
  withKind,
} from '../state/index.js';
import type { RunFailure } from './failure.js';
import type { Session } from './session/session.js';

/** What `reset` is asked to forget. */
export interface ResetRequest {
  readonly kinds: readonly Kind[];
  /** Unix seconds: where the next run starts. */
  readonly start: number;
  /** Only failed items: all (`[]`), or these ids, also of reports that lack something. */
  readonly failed?: readonly string[];
}

/**
 * The state after a reset of a part. A failed item that is forgotten counts as settled: it comes again only when its
 * listing entry changes, or by `push`.
 */
export function stateAfterReset(state: State, { kinds: which, start, failed }: ResetRequest): State {
  const before = failed === undefined ? withOvertakenRun(state) : state;
  return which.reduce((next, kind) => {
    if (failed === undefined) return withKind(next, kind, freshKind(start));
    // No look-back of its own: forgetting failed items prunes nothing.
    const cursor = openCursor(next[kind], Number.MAX_SAFE_INTEGER);
    for (const [id, { date, fingerprint, lack }] of Object.entries(next[kind].waiting)) {
      if (failed.length === 0 ? lack === 'item' : failed.includes(id))
        cursor.settle({ id, date, fingerprint });
    }
    return withKind(next, kind, cursor.snapshot());
  }, before);
}

/** A start set back is not what the last run finished with: neither `--if-due` nor the Python connector may rely on it. */
function withOvertakenRun({ lastRun, ...rest }: State): State {
  if (lastRun === undefined) return rest;
  const { startedAt, finishedAt, outcome, backfill } = lastRun;
  const kept = { startedAt, finishedAt, outcome, ...(backfill === undefined ? {} : { backfill }) };
  return { ...rest, lastRun: { ...kept, beforeReset: true } };
}

/** Stores the state after a partial reset in both homes: a ping. */
export async function resetPart(session: Session, request: ResetRequest): Promise<Result<void, RunFailure>> {
  const finished = await session.finish(stateAfterReset(session.state, request));
  return finished.ok ? ok(undefined) : finished;
}

/**
 * Forgets everything, here and in OpenCTI: `resetStateConnector` where the token may (it also purges the connector's
 * queue), else a ping with an empty state. Works whatever the platform holds, also a state that cannot be read.
 */
export async function resetAll(
  platform: OpenCti,
  connectorId: string,
  store: StateStore,
  firstRun: number,
): Promise<Result<'reset' | 'emptied', RunFailure>> {
  const reset = await platform.reset(connectorId);
  const refused = reset.ok ? undefined : reset.failure;
  // A connector that the platform does not know has nothing to forget there.
  if (refused !== undefined && !['opencti-credentials', 'opencti-connector-gone'].includes(refused.reason)) {
    return err(refused);
  }
  const loaded = store.load();
  // What a reset leaves there is known here: the next run does not take it for somebody else's.
  const confirmed = reset.ok ? [digestOf('')] : [];
  // The next run ends the works whose objects the reset purged.
  const openWorks = loaded.ok ? (loaded.value?.openWorks ?? []) : [];
  const saved = store.save({ state: freshState(firstRun), confirmed, openWorks });
  if (!saved.ok) return saved;
  if (refused?.reason !== 'opencti-credentials') return ok('reset');
  // The local side first: a platform found empty by a run that remembers something gets its state back.
  const info = { buffering: false, queueThresholdMegabytes: 0, queueMegabytes: 0 };
  const emptied = await platform.ping(connectorId, '{}', info);
  if (emptied.ok) return ok('emptied');
  if (loaded.ok && loaded.value !== undefined) store.save(loaded.value);
  return err(emptied.failure);
}
