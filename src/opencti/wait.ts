import { ok } from '../lib/index.js';
import type { ImportOutcome, WaitOptions } from './delivery.js';
import type { OpenCtiResult } from './failure.js';
import { isProcessed, type RunWork } from './run-works.js';
import type { WorkSummary } from './types.js';

/** Resolves after so many milliseconds, or when the signal aborts. Never rejects. */
export type Sleep = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

const firstPauseMs = 1000;
const longestPauseMs = 5000;

/** Milliseconds between two readings of works: 1 s at first, growing to 5 s. */
export function* pauses(): Generator<number, never> {
  for (let pause = firstPauseMs; ; pause = Math.min(pause * 1.5, longestPauseMs)) yield pause;
}

export interface WaitContext {
  readonly works: readonly RunWork[];
  /** Reads the work and ends it as soon as that is harmless. */
  readonly check: (work: RunWork) => Promise<OpenCtiResult<WorkSummary | null>>;
  readonly now: () => number;
  readonly sleep: Sleep;
}

/** Waits until every work is complete; a deleted one never is (docs/opencti-api.md#works). */
export async function waitForImport(
  { works, check, now, sleep }: WaitContext,
  { timeoutMs, signal, onProgress }: WaitOptions,
): Promise<OpenCtiResult<ImportOutcome>> {
  const deadline = now() + timeoutMs;
  const pushedInto = works.filter((work) => work.objects > 0);
  let waiting = pushedInto;
  const deleted = new Set<RunWork>();
  for (const pause of pauses()) {
    const checked = await Promise.all(waiting.map(async (work) => ({ work, read: await check(work) })));
    for (const { work, read } of checked) {
      if (!read.ok) return read;
      if (read.value === null) deleted.add(work);
    }
    waiting = waiting.filter((work) => !deleted.has(work) && !isImported(work));
    onProgress?.(progressOf(pushedInto));
    const left = deadline - now();
    if (waiting.length === 0 || left <= 0 || signal?.aborted === true) break;
    await sleep(Math.min(pause, left), signal);
  }
  return ok({
    finished: waiting.length === 0 && deleted.size === 0,
    ...progressOf(pushedInto),
    errors: pushedInto.flatMap(({ id, seen }) =>
      (seen?.errors ?? [])
        .filter(({ about }) => about === 'object')
        .map(({ message, objectId, objectType, objectName }) => ({
          workId: id,
          message,
          objectId,
          objectType,
          objectName,
        })),
    ),
  });
}

/** A multi-part work that could not be ended yet can still come to expect more. */
function isImported({ multiPart, ended, seen }: RunWork): boolean {
  return seen !== undefined && isProcessed(seen) && (ended || !multiPart);
}

function progressOf(works: readonly RunWork[]): { readonly expected: number; readonly processed: number } {
  let expected = 0;
  let processed = 0;
  for (const { seen, objects } of works) {
    // Until the platform knows what to expect, the pushed objects are the best estimate.
    expected += seen === undefined || seen.expected === 0 ? objects : seen.expected;
    processed += seen?.processed ?? 0;
  }
  return { expected, processed };
}
