/** How a run ends early: SIGINT and SIGTERM, politely first. */
export interface Interruption {
  /** Take nothing new. */
  readonly soft: AbortSignal;
  /** Stop what is under way, too. */
  readonly hard: AbortSignal;
  /** 130 or 143 once a signal has come. */
  exitCode(): 130 | 143 | undefined;
  dispose(): void;
}

/** Items in flight get this long to finish after a signal. */
const graceMs = 10_000;

/** A second signal ends the process at once: the state on disk is consistent after every write. */
export function listenForSignals(): Interruption {
  const soft = new AbortController();
  const hard = new AbortController();
  let code: 130 | 143 | undefined;
  let grace: NodeJS.Timeout | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    const next = signal === 'SIGINT' ? 130 : 143;
    if (code !== undefined) process.exit(next);
    code = next;
    soft.abort();
    grace = setTimeout(() => hard.abort(), graceMs).unref();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return {
    soft: soft.signal,
    hard: hard.signal,
    exitCode: () => code,
    dispose() {
      clearTimeout(grace);
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    },
  };
}
