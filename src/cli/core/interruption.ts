import type { Cancellation } from '../../lib/index.js';
import { exitNow } from './exit.js';

/** The end of a run by SIGINT or SIGTERM. */
export interface Interruption {
  readonly cancellation: Cancellation;
  /** Items are in progress from now on: they are worth a longer wait. */
  markStarted(): void;
  /** Sets the levels as a signal does. */
  abort(): void;
  /** 130 or 143 after a signal. */
  exitCode(): 130 | 143 | undefined;
  dispose(): void;
}

/** Seconds that items in flight get after a signal. With the next one, less than `docker stop` waits. */
export const graceSeconds = 5;
/** Seconds for the end of the run after that; before the run has started, all that a signal waits for. */
export const shutdownSeconds = 3;

/**
 * The kernel ignores signals without a handler for the first process of a container. There, they end any command from now
 * on; a run listens in place of this (docs/containers.md#image).
 */
export function endBySignals(): void {
  if (process.pid === 1) process.on('SIGINT', end).on('SIGTERM', end);
}

const codeOf = (signal: NodeJS.Signals): 130 | 143 => (signal === 'SIGINT' ? 130 : 143);
const end = (signal: NodeJS.Signals): void => exitNow(codeOf(signal));

/**
 * A second signal ends the process at once: the state on disk is consistent after every write.
 * @param onSignal called with the first signal, and with whether items are in progress
 * @param beforeExit awaited before a second signal ends the process; a third one does not wait for it
 */
export function listenForSignals(
  onSignal: (started: boolean) => void,
  beforeExit: () => Promise<void>,
): Interruption {
  const stopAccepting = new AbortController();
  const abandonInFlight = new AbortController();
  const shutdownDeadline = new AbortController();
  let code: 130 | 143 | undefined;
  let timers: NodeJS.Timeout[] = [];
  let started = false;
  let exiting = false;

  const handle = (signal: NodeJS.Signals): void => {
    const next = codeOf(signal);
    if (exiting) exitNow(next);
    if (code !== undefined) {
      exiting = true;
      void beforeExit().finally(() => exitNow(next));
      return;
    }
    code = next;
    onSignal(started);
    abort();
  };
  const abort = (): void => {
    stopAccepting.abort();
    const grace = started ? graceSeconds : 0;
    timers = [
      setTimeout(() => abandonInFlight.abort(), (grace || shutdownSeconds) * 1000).unref(),
      setTimeout(() => shutdownDeadline.abort(), (grace + shutdownSeconds) * 1000).unref(),
    ];
  };
  process.off('SIGINT', end).off('SIGTERM', end);
  process.on('SIGINT', handle).on('SIGTERM', handle);

  return {
    cancellation: {
      stopAccepting: stopAccepting.signal,
      abandonInFlight: abandonInFlight.signal,
      shutdownDeadline: shutdownDeadline.signal,
    },
    markStarted() {
      started = true;
    },
    abort,
    exitCode: () => code,
    dispose() {
      for (const timer of timers) clearTimeout(timer);
      // Requests that an interrupted run abandoned must not keep the process alive.
      if (code !== undefined) {
        abandonInFlight.abort();
        shutdownDeadline.abort();
      }
      process.off('SIGINT', handle).off('SIGTERM', handle);
      endBySignals();
    },
  };
}
