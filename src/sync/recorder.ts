import type { Result } from '../lib/index.js';
import type { StateFailure } from '../state/index.js';

/**
 * Writes the state once for everything that was settled in the same turn of the event loop. An item counts as
 * settled when this resolves: whatever kills the process, at most the items in flight are repeated.
 */
export function createRecorder(
  save: () => Result<void, StateFailure>,
): () => Promise<Result<void, StateFailure>> {
  let next: Promise<Result<void, StateFailure>> | undefined;
  return () => {
    next ??= new Promise((resolve) => {
      setImmediate(() => {
        next = undefined;
        resolve(save());
      });
    });
    return next;
  };
}
