import type { Delivery } from '../../opencti/index.js';
import { err } from '../../lib/index.js';
import type { Emit, PlatformSession, RunFailure, Summary } from '../../sync/index.js';

/** After a run: waits so many seconds for the platform, and adds to the summary what it could not import. */
export type Imports = (summary: Summary, seconds: number, signal: AbortSignal) => Promise<Summary>;

/**
 * `--wait`: until the platform has processed the works, or the time is over. A reset pressed meanwhile ends the wait:
 * it threw away what was not imported yet.
 * @param session keeps the connector alive meanwhile
 */
export function openImports(
  delivery: Pick<Delivery, 'workIds' | 'wait' | 'discard'>,
  session: Pick<PlatformSession, 'stay'>,
  emit: Emit,
): Imports {
  return async (summary, seconds, signal) => {
    if (summary.failure !== undefined) return summary;
    if (delivery.workIds().length === 0) {
      if (summary.objects > 0) emit({ type: 'import-unwatchable', objects: summary.objects });
      return summary;
    }
    const ending = new AbortController();
    const end = (): void => ending.abort();
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
    const lost: (RunFailure | 'reset')[] = [];
    const leave = session.stay((why) => {
      lost.push(why);
      end();
    });
    const outcome = await delivery.wait({
      timeoutMs: seconds * 1000,
      signal: ending.signal,
      onProgress: ({ expected, processed }) => emit({ type: 'importing', expected, processed }),
    });
    signal.removeEventListener('abort', end);
    await leave();
    const finishedAt = new Date();
    const [why] = lost;
    if (why === 'reset') {
      emit({ type: 'stopping', why: 'reset' });
      const discarded = await delivery.discard();
      if (!discarded.ok) emit({ type: 'works-left-open', failure: discarded.failure });
      return { ...summary, finishedAt, outcome: 'reset' };
    }
    const imported = why === undefined ? outcome : err(why);
    if (!imported.ok) return { ...summary, finishedAt, outcome: 'failed', failure: imported.failure };
    const { finished, errors, expected, processed } = imported.value;
    for (const { message, objectId } of errors) {
      emit({ type: 'import-error', message, ...(objectId === undefined ? {} : { objectId }) });
    }
    if (!finished) emit({ type: 'import-unfinished', expected, processed, seconds });
    return { ...summary, finishedAt, imports: { finished, expected, processed, errors } };
  };
}
