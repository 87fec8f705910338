import { itemKinds, perKind } from '../../kinds.js';
import { unixSeconds } from '../../lib/index.js';
import type { HistoryEntry, HistoryFile, LockHolder, RunRecord, State } from '../../state/index.js';
import { noItems } from '../../state/index.js';
import type { Summary, SyncEvent } from '../../sync/index.js';
import type { RunResult } from '../core/run-result.js';

/** Counts what a run finds out about earlier deliveries, which its summary does not contain. */
export interface ImportCounts {
  see(event: SyncEvent): void;
  figures(): {
    /** Objects. */
    readonly refused: number;
    /** Items. */
    readonly lost: number;
    /** Seconds of each work. */
    readonly imported: readonly number[];
    readonly resets: number;
  };
}

export function countImports(): ImportCounts {
  let [refused, lost, resets] = [0, 0, 0];
  const imported: number[] = [];
  return {
    see(event) {
      if (event.type === 'import-error') refused += 1;
      else if (event.type === 'import-lost') lost += event.items.length;
      else if (event.type === 'imported' && event.seconds !== undefined) imported.push(event.seconds);
      else if (event.type === 'state' && isReset(event.why)) resets += 1;
    },
    figures: () => ({ refused, lost, imported, resets }),
  };
}

/** The `reset` command records its own. */
const isReset = (why: string | undefined): boolean => why === 'reset' || why === 'new-connector';

/** The entry of a run, or of a push, which is not a run of the schedule. */
export function entryOf(
  { summary, failure = summary.failure }: RunResult,
  counts: ImportCounts,
  state: State | undefined,
  { isPush, message }: { readonly isPush: boolean; readonly message: string | undefined },
): HistoryEntry {
  const { startedAt, finishedAt, outcome } = summary;
  const items = itemsOf(summary);
  const { resets, ...figures } = counts.figures();
  const run: RunRecord = {
    startedAt: unixSeconds(startedAt),
    seconds: Math.max(0, Math.round((finishedAt.getTime() - startedAt.getTime()) / 1000)),
    outcome,
    items,
    ...(failure === undefined ? {} : { reason: failure.reason }),
    ...(message === undefined ? {} : { message }),
  };
  return {
    at: unixSeconds(finishedAt),
    ...(isPush ? {} : { run }),
    items,
    ...figures,
    ...(state === undefined ? {} : { backlog: backlogOf(state) }),
    resets: resets + (outcome === 'reset' ? 1 : 0),
  };
}

const itemsOf = (summary: Summary): HistoryEntry['items'] & object =>
  perKind((kind) => {
    const { delivered, updated, failed } = summary[kind];
    return { delivered, updated, failed };
  });

function backlogOf(state: State): HistoryEntry['backlog'] {
  const waiting = itemKinds
    .flatMap((kind) => Object.values(state[kind].waiting))
    .filter(({ forgotten }) => forgotten !== true);
  const givenUp = waiting.filter(({ nextTry }) => nextTry === undefined).length;
  return { waiting: waiting.length - givenUp, givenUp };
}

/** Records a run that left its lock behind, unless it could record itself: a second signal ends a run with its lock. */
export function recordKilledRun(file: HistoryFile, { since, pid, host }: LockHolder): void {
  const startedAt = Math.floor(Date.parse(since) / 1000);
  if (Number.isNaN(startedAt)) return;
  const known = file.load();
  const runs = known === undefined || known === 'unreadable' ? [] : known.runs;
  if (runs.some((run) => run.startedAt + (run.seconds ?? 0) >= startedAt)) return;
  const message = `Process ${pid} on ${host} ended without a record, for example by a kill.`;
  const run: RunRecord = {
    startedAt,
    outcome: 'did-not-end',
    reason: 'did-not-end',
    message,
    items: noItems,
  };
  file.add({ at: startedAt, run });
}
