import type { BugFailure } from '../core/failure.js';
import { graceSeconds, shutdownSeconds } from '../core/interruption.js';
import type { LastNet } from '../core/last-net.js';
import { logBug } from '../ui/report-bug.js';
import type { Output } from '../ui/output.js';

/** Milliseconds without an event after which a run that has lost a callback is stuck. */
const stuckAfter = 60_000;
/** Milliseconds from the abort of a stuck run to the end of the process. */
const giveUpAfter = (graceSeconds + shutdownSeconds + 2) * 1000;

/** Exceptions that nothing in a run awaits. The first is the run's failure; a stuck run is aborted. */
export interface BugWatch {
  first(): BugFailure | undefined;
  /** Logs an exception that the run awaited, unless it has been logged. */
  add(error: unknown): BugFailure;
  /** The run makes progress. */
  alive(): void;
  /** Resolves if the run does not even end after its abort. */
  readonly gaveUp: Promise<void>;
  dispose(): void;
}

/** @param abort ends the run as a signal does */
export function watchForBugs(net: LastNet, output: Output, abort: () => void): BugWatch {
  const seen = new Set<unknown>();
  let first: BugFailure | undefined;
  let timer: NodeJS.Timeout | undefined;
  let giveUp: () => void;
  const gaveUp = new Promise<void>((resolve) => (giveUp = resolve));

  function add(error: unknown): BugFailure {
    if (first !== undefined && seen.has(error)) return first;
    seen.add(error);
    const bug = logBug(error, output);
    first ??= bug;
    return first;
  }
  const end = (): void => {
    abort();
    timer = setTimeout(() => giveUp(), giveUpAfter);
  };
  const restore = net.use((error) => {
    add(error);
    timer ??= setTimeout(end, stuckAfter);
  });

  return {
    first: () => first,
    add,
    alive: () => void timer?.refresh(),
    gaveUp,
    dispose() {
      clearTimeout(timer);
      restore();
    },
  };
}
