import { ok } from '../lib/index.js';
import { isProcessed, type RunWork } from './run-work.js';
import type { Delivery, ImportOutcome, OpenCtiResult, WorkSummary } from './types.js';

/** Resolves after so many milliseconds, or when the signal aborts. Never rejects. */
export type Sleep = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

const firstPauseMs = 1000;
const longestPauseMs = 5000;

/** The pause between two looks at the platform: 1 s at first, growing to 5 s. */
export function* pauses(): Generator<number, never> {
  for (let pause = firstPauseMs; ; pause = Math.min(pause * 1.5, longestPauseMs)) yield pause;
}

export interface WaitContext {
  readonly works: readonly RunWork[];
  /** Reads the work and ends it where that is due. */
  readonly look: (work: RunWork) => Promise<OpenCtiResult<WorkSummary | null>>;
  readonly now: () => number;
  readonly sleep: Sleep;
}

/**
 * Watches until every work has processed what it expects. A work that stands still below that, whatever its status
 * says, and one that was deleted, is unfinished (contract page, section 6).
 */
export async function waitForImport(
  { works, look, now, sleep }: WaitContext,
  { timeoutMs, signal, onProgress }: Parameters<Delivery['wait']>[0],
): Promise<OpenCtiResult<ImportOutcome>> {
  const deadline = now() + timeoutMs;
  const pushedInto = works.filter((work) => work.objects > 0);
  let waiting = pushedInto;
  const deleted = new Set<RunWork>();
  for (const pause of pauses()) {
    for (const looked of await Promise.all(
      waiting.map(async (work) => ({ work, answer: await look(work) })),
    )) {
      if (!looked.answer.ok) return looked.answer;
      if (looked.answer.value === null) deleted.add(looked.work);
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
    errors: pushedInto.flatMap((work) =>
      (work.seen?.errors ?? [])
        .filter(({ about }) => about === 'object')
        .map(({ message, objectId }) => ({
          workId: work.id,
          message,
          ...(objectId === undefined ? {} : { objectId }),
        })),
    ),
  });
}

/** A multi-part work that could not be ended yet may still come to expect more. */
function isImported({ multiPart, ended, seen }: RunWork): boolean {
  return seen !== undefined && isProcessed(seen) && (ended || !multiPart);
}

function progressOf(works: readonly RunWork[]): { readonly expected: number; readonly processed: number } {
  let expected = 0;
  let processed = 0;
  for (const { seen, objects } of works) {
    // Until the platform knows what to expect, what was pushed is the best guess.
    expected += seen === undefined || seen.expected === 0 ? objects : seen.expected;
    processed += seen?.processed ?? 0;
  }
  return { expected, processed };
}
