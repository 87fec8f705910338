import type { ItemKind } from '../kinds.js';
import type { OpenCti } from '../opencti/index.js';
import { err, ok, type Result } from '../lib/index.js';
import {
  digestOf,
  freshKind,
  freshState,
  isFailed,
  openCursor,
  type State,
  type StateStore,
  withKind,
  withoutImports,
} from '../state/index.js';
import type { RunFailure } from './failure.js';
import type { Session } from './session.js';

export interface ResetRequest {
  readonly kinds: readonly ItemKind[];
  /** Unix seconds: the start of the next run. */
  readonly start: number;
  /** Only failed items: all of them (`[]`), or these ids, also of reports that lack a part. */
  readonly failed?: readonly string[] | undefined;
}

/** A forgotten failed item stays given up: only a change of its entry or `push` delivers it. */
export function stateAfterReset(state: State, { kinds: which, start, failed }: ResetRequest): State {
  const before = failed === undefined ? withoutImports(withOvertakenRun(state), which) : state;
  return which.reduce((next, kind) => {
    if (failed === undefined) return withKind(next, kind, freshKind(start));
    // Forgetting failed items must prune no other item.
    const cursor = openCursor(next[kind], Number.MAX_SAFE_INTEGER);
    for (const [id, waiting] of Object.entries(next[kind].waiting))
      if (failed.length === 0 ? isFailed(waiting) : failed.includes(id)) cursor.forget(id);
    return withKind(next, kind, cursor.snapshot());
  }, before);
}

/** After a partial reset neither `--if-due` nor the Python connector can rely on the last run. */
function withOvertakenRun({ lastRun, ...rest }: State): State {
  if (lastRun === undefined) return rest;
  const { startedAt, finishedAt, outcome, backfill } = lastRun;
  const kept = { startedAt, finishedAt, outcome, ...(backfill === undefined ? {} : { backfill }) };
  return { ...rest, lastRun: { ...kept, beforeReset: true } };
}

/** Forgets a part of the state, here and in OpenCTI (docs/operations.md#reset). */
export async function resetPart(session: Session, request: ResetRequest): Promise<Result<void, RunFailure>> {
  const finished = await session.finish(stateAfterReset(session.state, request));
  return finished.ok ? ok(undefined) : finished;
}

/** Needs no readable state. Without the right for `resetStateConnector`, an empty state is pinged. */
export async function resetAll(
  platform: OpenCti,
  connectorId: string,
  store: StateStore,
  firstRun: number,
): Promise<Result<'reset' | 'emptied', RunFailure>> {
  const reset = await platform.reset(connectorId);
  const refused = reset.ok ? undefined : reset.failure;
  // A connector that is not registered has nothing to forget.
  if (refused !== undefined && !['opencti-credentials', 'opencti-connector-gone'].includes(refused.reason)) {
    return err(refused);
  }
  const loaded = store.load();
  // Recorded, so that the next run recognizes its own reset.
  const confirmed = reset.ok ? [digestOf('')] : [];
  // The next run ends the works whose objects the reset purged.
  const openWorks = loaded.ok ? (loaded.value?.openWorks ?? []) : [];
  const saved = store.save({ state: freshState(firstRun), confirmed, openWorks });
  if (!saved.ok) return saved;
  if (refused?.reason !== 'opencti-credentials') return ok('reset');
  // The local state first: a run that finds the platform's state empty restores it from the local copy.
  const info = { buffering: false, queueThresholdMegabytes: 0, queueMegabytes: 0 };
  const emptied = await platform.ping(connectorId, '{}', info);
  if (emptied.ok) return ok('emptied');
  if (loaded.ok && loaded.value !== undefined) {
    const restored = store.save(loaded.value);
    if (!restored.ok) return restored;
  }
  return err(emptied.failure);
}
