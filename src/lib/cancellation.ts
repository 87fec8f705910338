/**
 * The three levels at which a run ends early, in the order in which they come. The names are the same from the signal
 * handler of the command line to the HTTP request (docs/architecture.md#cancellation).
 */
export interface Cancellation {
  /** Start nothing new: no item and no retry. Set by SIGINT and SIGTERM. */
  readonly stopAccepting: AbortSignal;
  /** Abandon items in flight and their downloads; the next run repeats them. */
  readonly abandonInFlight: AbortSignal;
  /** Abandon the last messages to OpenCTI, too. */
  readonly shutdownDeadline: AbortSignal;
}

/** For callers that cannot be canceled. */
export function neverCanceled(): Cancellation {
  const { signal } = new AbortController();
  return { stopAccepting: signal, abandonInFlight: signal, shutdownDeadline: signal };
}

/** Resolves when the signal aborts; immediately if it has. */
export function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
