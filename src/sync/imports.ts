import { err } from '../lib/index.js';
import type { Delivery } from '../opencti/index.js';
import type { Emit } from './events.js';
import type { RunFailure } from './failure.js';
import type { PlatformSession } from './platform-session.js';
import type { Summary } from './types.js';

export interface ImportWait {
  readonly delivery: Pick<Delivery, 'workIds' | 'wait' | 'discard' | 'seen'>;
  /** Keeps the connector alive meanwhile. */
  readonly session: Pick<PlatformSession, 'keepAlive' | 'noteImports'>;
  readonly seconds: number;
  readonly stopAccepting: AbortSignal;
  readonly emit: Emit;
  readonly now: () => number;
}

/** `--wait`: adds the result of the import to the summary. A reset, which discards the rest, ends it. */
export async function waitForImports(summary: Summary, wait: ImportWait): Promise<Summary> {
  const { delivery, session, seconds, stopAccepting, emit, now } = wait;
  if (summary.failure !== undefined) return summary;
  if (delivery.workIds().length === 0) {
    if (summary.objects > 0) emit({ type: 'import-status-unavailable', objects: summary.objects });
    return summary;
  }
  const ending = new AbortController();
  const lost: (RunFailure | 'reset')[] = [];
  const endKeepAlive = session.keepAlive((reason) => {
    lost.push(reason);
    ending.abort();
  });
  const outcome = await delivery.wait({
    timeoutMs: seconds * 1000,
    signal: AbortSignal.any([ending.signal, stopAccepting]),
    onProgress: ({ expected, processed }) => emit({ type: 'importing', expected, processed }),
  });
  await endKeepAlive();
  const finishedAt = new Date(now());
  const [reason] = lost;
  if (reason === 'reset') {
    emit({ type: 'stopping', why: 'reset' });
    const discarded = await delivery.discard();
    if (!discarded.ok) emit({ type: 'works-left-open', failure: discarded.failure });
    return { ...summary, finishedAt, outcome: 'reset' };
  }
  const imported = reason === undefined ? outcome : err(reason);
  if (!imported.ok) return { ...summary, finishedAt, outcome: 'failed', failure: imported.failure };
  const { finished, errors, expected, processed } = imported.value;
  for (const { message, objectId, objectType, objectName } of errors)
    emit({ type: 'import-error', message, objectId, objectType, objectName });
  if (!finished) emit({ type: 'import-timeout', expected, processed, seconds });
  // The next run must not report it again.
  const noted = session.noteImports(delivery.seen(), finished);
  if (!noted.ok) return { ...summary, finishedAt, outcome: 'failed', failure: noted.failure };
  return { ...summary, finishedAt, imports: imported.value };
}
