import type { Delivery } from '../../opencti/index.js';
import type { Emit, Summary } from '../../sync/index.js';

/** After a run: waits so many seconds for the platform, and adds to the summary what it could not import. */
export type Imports = (summary: Summary, seconds: number, signal: AbortSignal) => Promise<Summary>;

/** `--wait`: until the platform has processed the works, or the time is over. */
export function openImports(delivery: Delivery, emit: Emit): Imports {
  return async (summary, seconds, signal) => {
    if (summary.failure !== undefined || delivery.workIds().length === 0) return summary;
    const outcome = await delivery.wait({
      timeoutMs: seconds * 1000,
      signal,
      onProgress: ({ expected, processed }) => emit({ type: 'importing', expected, processed }),
    });
    if (!outcome.ok) return { ...summary, outcome: 'failed', failure: outcome.failure };
    const { finished, errors, expected, processed } = outcome.value;
    for (const { message, objectId } of errors) {
      emit({ type: 'import-error', message, ...(objectId === undefined ? {} : { objectId }) });
    }
    if (!finished) emit({ type: 'import-unfinished', expected, processed, seconds });
    const finishedAt = new Date();
    return { ...summary, finishedAt, imports: { finished, expected, processed, errors } };
  };
}
