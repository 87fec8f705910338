/** The three levels at which a run ends early, first to last (docs/architecture.md#cancellation). */
export interface Cancellation {
  /** Start nothing new: no item and no retry. Set by SIGINT and SIGTERM. */
  readonly stopAccepting: AbortSignal;
  /** Abandon items in flight and their downloads; the next run repeats them. */
  readonly abandonInFlight: AbortSignal;
  /** Abandon the last messages to OpenCTI, too. */
  readonly shutdownDeadline: AbortSignal;
}

/** For work that nothing can interrupt. */
export function neverCanceled(): Cancellation {
  const { signal } = new AbortController();
  return { stopAccepting: signal, abandonInFlight: signal, shutdownDeadline: signal };
}

/** Resolves when the signal aborts; at once if it has. */
export function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
