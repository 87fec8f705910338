import { unixSeconds } from '../../lib/index.js';
import { type HistoryEntry, type LastFailure, noItems, type State } from '../../state/index.js';
import type { RunResult } from '../core/run-result.js';
import type { CommandContext } from './context.js';
import { entryOf, type ImportCounts } from './history.js';
import { openRecords, type RunRecords } from './local-state.js';

/** Which records a run belongs to. */
export interface Recorded {
  /** An absolute path. */
  readonly output?: string | undefined;
  readonly dryRun: boolean;
  /** `status` does not show pushed items as the last run. */
  readonly isPush: boolean;
}

export interface Found {
  readonly counts: ImportCounts;
  /** After the run; undefined if it cannot be read. */
  readonly state: State | undefined;
}

/** For `status`, also for a run that could not start; a run without a failure clears the reason. */
export async function recordResult(
  context: CommandContext,
  recorded: Recorded,
  result: RunResult,
  { counts, state }: Found,
): Promise<void> {
  const { summary, failure = summary.failure, requests } = result;
  // Another run is active: this one is not a run that failed.
  if (failure?.reason === 'locked') return;
  const { isPush } = recorded;
  if (failure !== undefined) {
    const { describeFailure } = await import('../core/failure-texts.js');
    const { message } = describeFailure(failure);
    const at = unixSeconds(summary.finishedAt);
    const lastFailure = { at, reason: failure.reason, message };
    return write(context, recorded, {
      lastFailure,
      entry: entryOf(result, counts, state, { isPush, message }),
    });
  }
  // A run that was interrupted before its start could not write that to the state.
  const neverStarted = summary.outcome === 'interrupted' && requests === 0;
  const entry = entryOf(result, counts, state, { isPush, message: undefined });
  return write(context, recorded, { lastFailure: neverStarted ? interruption(context) : undefined, entry });
}

/** A run that a second signal ends. */
export function recordInterruption(
  context: CommandContext,
  recorded: Recorded,
  startedAt: Date,
): Promise<void> {
  const lastFailure = interruption(context);
  const { at, reason, message } = lastFailure;
  const begun = unixSeconds(startedAt);
  const run = {
    startedAt: begun,
    seconds: Math.max(0, at - begun),
    outcome: reason,
    items: noItems,
    message,
  };
  return write(context, recorded, { lastFailure, entry: { at, run } });
}

function interruption({ now }: CommandContext): LastFailure & { readonly reason: 'interrupted' } {
  const at = unixSeconds(now());
  return { at, reason: 'interrupted', message: 'It was interrupted before it could record its end.' };
}

interface Records {
  /** Undefined clears the recorded one. */
  readonly lastFailure: LastFailure | undefined;
  readonly entry: HistoryEntry;
}

async function write(
  { config, log }: CommandContext,
  { output, dryRun, isPush }: Recorded,
  { lastFailure, entry }: Records,
): Promise<void> {
  if (dryRun) return;
  const records = await openRecords(config, output);
  // The failure is printed anyway; a state that cannot be opened is a failure of its own.
  if (!records.ok) log.debug(`the run is not recorded for status: ${records.failure.message}`);
  else if (records.value !== undefined) {
    if (!isPush) setLastFailure(records.value, lastFailure);
    records.value.history.add(entry);
  }
}

function setLastFailure({ lastFailure }: RunRecords, failure: LastFailure | undefined): void {
  if (failure === undefined) lastFailure.forget();
  else lastFailure.save(failure);
}
