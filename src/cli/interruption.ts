/** How a run ends early: SIGINT and SIGTERM, politely first. */
export interface Interruption {
  /** Take nothing new. */
  readonly soft: AbortSignal;
  /** Do not wait for what is under way any longer. */
  readonly hard: AbortSignal;
  /** Time to close the works and to say the last word is over, too. */
  readonly last: AbortSignal;
  /** Items are under way from now on: they are worth a longer wait. */
  begin(): void;
  begun(): boolean;
  /** 130 or 143 once a signal has come. */
  exitCode(): 130 | 143 | undefined;
  dispose(): void;
}

/** Seconds that items in flight get to finish after a signal. With the last words it stays below the 10 s of `docker stop`. */
export const graceSeconds = 5;
/** And the end of the run, after them, this long; or, where nothing has begun, all that is waited. */
export const lastWordsSeconds = 3;

/** What is said of a signal that comes before anything is under way. */
export const stoppingEarly = `stopping: interrupted, waiting for an answer for ${lastWordsSeconds} s at most`;

/**
 * A second signal ends the process at once: the state on disk is consistent after every write.
 * @param onSignalled called with the first one, and with whether items are under way
 * @param lastNote what is written down before a second one ends the process; a third does not wait for it
 */
export function listenForSignals(
  onSignalled: (begun: boolean) => void,
  lastNote: () => Promise<void>,
): Interruption {
  const soft = new AbortController();
  const hard = new AbortController();
  const last = new AbortController();
  let code: 130 | 143 | undefined;
  let timers: NodeJS.Timeout[] = [];
  let begun = false;
  let leaving = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    const next = signal === 'SIGINT' ? 130 : 143;
    if (leaving) process.exit(next);
    if (code !== undefined) {
      leaving = true;
      void lastNote().finally(() => process.exit(next));
      return;
    }
    code = next;
    onSignalled(begun);
    soft.abort();
    const grace = begun ? graceSeconds : 0;
    timers = [
      setTimeout(() => hard.abort(), (grace || lastWordsSeconds) * 1000).unref(),
      setTimeout(() => last.abort(), (grace + lastWordsSeconds) * 1000).unref(),
    ];
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return {
    soft: soft.signal,
    hard: hard.signal,
    last: last.signal,
    begin() {
      begun = true;
    },
    begun: () => begun,
    exitCode: () => code,
    dispose() {
      for (const timer of timers) clearTimeout(timer);
      // Nothing waits any more for what an interrupted run has left under way.
      if (code !== undefined) {
        hard.abort();
        last.abort();
      }
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    },
  };
}
