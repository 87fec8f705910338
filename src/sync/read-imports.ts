import { itemKinds } from '../kinds.js';
import { ok, type Result } from '../lib/index.js';
import type { OpenCti, WorkSummary } from '../opencti/index.js';
import {
  orUndefined,
  queueLost,
  queuePartial,
  type State,
  type StateFailure,
  withImports,
  withKind,
} from '../state/index.js';
import type { ConnectorStateSync } from './connector-state-sync.js';
import { fixedState } from './cursors.js';
import type { Emit } from './events.js';
import { areUnfinished, type Judgement, judgeImports, type Loss } from './judge-imports.js';

/** Reads, in one request, what became of the works of earlier runs; none if they are all known to be imported. */
export async function readImports(
  platform: Pick<OpenCti, 'worksSince'>,
  connectorId: string,
  sync: ConnectorStateSync,
  { queueIsEmpty, now, emit }: { readonly queueIsEmpty: boolean; readonly now: number; readonly emit: Emit },
): Promise<Result<void, StateFailure>> {
  const { imports } = sync.state();
  if (!areUnfinished(imports)) return ok(undefined);
  // Their ids are equal but for the time at their end.
  const [oldest = ''] = Object.keys(imports.works).sort();
  const read = await platform.worksSince(connectorId, oldest);
  if (!read.ok) {
    emit({ type: 'imports-not-read', failure: read.failure });
    return ok(undefined);
  }
  const { works, isComplete } = read.value;
  const last = works.at(-1)?.id ?? '';
  const isGone = (id: string): boolean => isComplete || id < last;
  const judgement = judgeImports(imports, { works, isGone, queueIsEmpty }, now);
  // A kill in between must not hide a loss.
  report(judgement, emit);
  return store(sync, judgement, now);
}

/** Queues what another version of this program delivered and OpenCTI refused in part (docs/architecture.md#cursor). */
export function repeatPartial(state: State, version: string, now: number, emit: Emit): State {
  const { state: next, queued } = queuePartial(state, version, now);
  for (const kind of itemKinds)
    if (queued[kind].length > 0) emit({ type: 'refused-again', kind, items: queued[kind] });
  return next;
}

/** Records what `--wait` has seen and reported; the rest is left to the next run. */
export function noteImports(
  sync: ConnectorStateSync,
  works: readonly WorkSummary[],
  finished: boolean,
  { now, emit }: { readonly now: number; readonly emit: Emit },
): Result<void, StateFailure> {
  const { imports } = sync.state();
  if (!areUnfinished(imports)) return ok(undefined);
  const reading = { works, isGone: () => false, queueIsEmpty: finished };
  const judgement = judgeImports(imports, reading, now);
  for (const work of judgement.imported) emit({ type: 'imported', ...work });
  return store(sync, judgement, now);
}

function store(
  sync: ConnectorStateSync,
  { imports, lost }: Judgement,
  now: number,
): Result<void, StateFailure> {
  const state = lost.reduce((next, loss) => withLoss(next, loss, now), sync.state());
  sync.follow(fixedState(withImports(state, orUndefined(imports))));
  return sync.saveWhole();
}

function withLoss(state: State, { kind, work, items }: Loss, now: number): State {
  const message = `its objects were lost before their import ("${work}")`;
  return withKind(state, kind, queueLost(state[kind], items, message, now));
}

function report({ refused, lost, imported }: Judgement, emit: Emit): void {
  for (const work of imported) emit({ type: 'imported', ...work });
  for (const { item, kind, work, message, objectId, objectType, objectName } of refused)
    emit({ type: 'import-error', message, objectId, objectType, objectName, work, kind, id: item });
  for (const { kind, work, items, lostAgain } of lost) {
    const repeated = Object.keys(items);
    if (repeated.length > 0) emit({ type: 'import-lost', kind, work, items: repeated, again: false });
    if (lostAgain.length > 0) emit({ type: 'import-lost', kind, work, items: lostAgain, again: true });
  }
}
