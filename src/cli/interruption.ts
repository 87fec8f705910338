/** How a run ends early: SIGINT and SIGTERM, politely first. */
export interface Interruption {
  /** Take nothing new. */
  readonly soft: AbortSignal;
  /** Do not wait for what is under way any longer. */
  readonly hard: AbortSignal;
  /** Time to close the works and to say the last word is over, too. */
  readonly last: AbortSignal;
  /** 130 or 143 once a signal has come. */
  exitCode(): 130 | 143 | undefined;
  dispose(): void;
}

/** Items in flight get this long to finish after a signal. */
const graceMs = 10_000;
/** And the end of the run, after them, this long. */
const lastWordsMs = 5_000;

/** A second signal ends the process at once: the state on disk is consistent after every write. */
export function listenForSignals(): Interruption {
  const soft = new AbortController();
  const hard = new AbortController();
  const last = new AbortController();
  let code: 130 | 143 | undefined;
  let timers: NodeJS.Timeout[] = [];
  const onSignal = (signal: NodeJS.Signals): void => {
    const next = signal === 'SIGINT' ? 130 : 143;
    if (code !== undefined) process.exit(next);
    code = next;
    soft.abort();
    timers = [
      setTimeout(() => hard.abort(), graceMs).unref(),
      setTimeout(() => last.abort(), graceMs + lastWordsMs).unref(),
    ];
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return {
    soft: soft.signal,
    hard: hard.signal,
    last: last.signal,
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
