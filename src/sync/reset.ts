import type { OpenCti } from '../opencti/index.js';
import { err, ok, type Result } from '../result/index.js';
import {
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
  /** Only failed items: all (`[]`) or these ids. */
  readonly failed?: readonly string[];
}

/**
 * The state after a reset of a part. A failed item that is forgotten counts as settled: it comes again only when its
 * listing entry changes, or by `push`.
 */
export function stateAfterReset(state: State, { kinds: which, start, failed }: ResetRequest): State {
  return which.reduce((next, kind) => {
    if (failed === undefined) return withKind(next, kind, freshKind(start));
    // No look-back of its own: forgetting failed items prunes nothing.
    const cursor = openCursor(next[kind], Number.MAX_SAFE_INTEGER);
    for (const [id, { date, fingerprint, lack }] of Object.entries(next[kind].waiting)) {
      if (lack === 'item' && (failed.length === 0 || failed.includes(id)))
        cursor.settle({ id, date, fingerprint });
    }
    return withKind(next, kind, cursor.snapshot());
  }, state);
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
  const mayNot = !reset.ok && reset.failure.reason === 'opencti-credentials';
  if (!reset.ok && !mayNot) return err(reset.failure);
  if (mayNot) {
    const info = { buffering: false, queueThresholdMegabytes: 0, queueMegabytes: 0 };
    const emptied = await platform.ping(connectorId, '{}', info);
    if (!emptied.ok) return err(emptied.failure);
  }
  const saved = store.save({ state: freshState(firstRun), confirmed: [], openWorks: [] });
  return saved.ok ? ok(mayNot ? 'emptied' : 'reset') : saved;
}
