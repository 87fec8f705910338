import { err, ok } from '../lib/index.js';
import type { FailedItems } from './failed-items.js';
import type { GraphQl } from './graphql.js';
import { isProcessed, mayEnd, type RunWork } from './run-work.js';
import type { DeliveryOptions, Kind, OpenCtiFailure, OpenCtiResult, WorkSummary } from './types.js';
import { pauses, type Sleep } from './wait.js';
import { kindWorkName, type Windows } from './work-names.js';
import type { WorkMaker } from './work-maker.js';
import { discardWork, readWork, toProcessed } from './works.js';

export interface ClosingContext {
  readonly graphql: GraphQl;
  readonly options: DeliveryOptions;
  readonly windows: Readonly<Windows>;
  readonly works: readonly RunWork[];
  readonly make: WorkMaker;
  readonly failed: FailedItems;
  readonly now: () => number;
  readonly sleep: Sleep;
}

type Summary = Readonly<Record<Kind, string>>;

export interface Closing {
  /** See `Delivery.close`. */
  close(summary: Summary, patienceMs: number): Promise<OpenCtiResult<void>>;
  /** See `Delivery.discard`. */
  discard(): Promise<OpenCtiResult<void>>;
  /** Reads a work and, after `close`, ends it where that has become harmless. */
  readonly look: (work: RunWork) => Promise<OpenCtiResult<WorkSummary | null>>;
  /** Ends a work that nothing was pushed into, at once. */
  endInError(work: RunWork, text: string): Promise<OpenCtiResult<void>>;
  /** The state need not remember the work any more. */
  forget(work: RunWork): Promise<void>;
}

const looksAtOnce = 8;
/** Two looks that agree prove something only when a worker had the time to go on between them. */
const apartMs = 1000;

/** Those that do not complete by themselves. */
function urgentFirst(a: RunWork, b: RunWork): number {
  return Number(isUrgent(b)) - Number(isUrgent(a));
}

function isUrgent({ multiPart, doubt }: RunWork): boolean {
  return multiPart || doubt !== undefined;
}

/** Ends works such that none claims completion before the import and none stays open (contract page, section 6). */
export function createClosing(context: ClosingContext): Closing {
  const { graphql, options, windows, works, make, failed, now, sleep } = context;
  let texts: Summary | undefined;

  async function forget(work: RunWork): Promise<void> {
    if (work.forgotten) return;
    work.forgotten = true;
    await options.onWork({ type: 'closed', name: work.name });
  }

  async function end(work: RunWork, text: string, inError: boolean): Promise<OpenCtiResult<void>> {
    const told = await toProcessed(graphql, work.id, text, inError);
    if (!told.ok) return told;
    work.ended = true;
    await forget(work);
    return told;
  }

  /** Called once the summaries are there. */
  function endWith(work: RunWork, summary: Summary): Promise<OpenCtiResult<void>> {
    if (!work.multiPart) return end(work, `imported, objects: ${work.objects}`, false);
    const failures = failed.textOf(work.kind);
    const text = summary[work.kind];
    return failures === undefined ? end(work, text, false) : end(work, `${text}; ${failures}`, true);
  }

  async function look(work: RunWork): Promise<OpenCtiResult<WorkSummary | null>> {
    const before =
      work.seenAt !== undefined && now() - work.seenAt >= apartMs ? work.seen?.expected : undefined;
    const answer = await readWork(graphql, work.id);
    if (!answer.ok) return answer;
    if (answer.value === null) {
      work.ended = true;
      await forget(work);
      return answer;
    }
    work.seen = answer.value;
    work.seenAt = now();
    if (work.ended || texts === undefined || !(await mayEnd(work, answer.value, before))) return answer;
    const ended = await endWith(work, texts);
    return ended.ok ? answer : ended;
  }

  /** A few at a time, so that a run of many works does not outlast its patience by a whole round. */
  async function lookAt(open: readonly RunWork[], deadline: number): Promise<OpenCtiFailure[]> {
    for (let start = 0; start < open.length; start += looksAtOnce) {
      const answers = await Promise.all(open.slice(start, start + looksAtOnce).map(look));
      const failures = answers.flatMap((answer) => (answer.ok ? [] : [answer.failure]));
      if (failures.length > 0) return failures;
      if (now() >= deadline) break;
    }
    return [];
  }

  /** Failed items of a kind that made no work, so that the platform's page tells of them too. */
  async function tellFailures(kind: Kind, summary: Summary): Promise<OpenCtiResult<void>> {
    const text = failed.textOf(kind);
    if (text === undefined || works.some((work) => work.kind === kind && work.multiPart))
      return ok(undefined);
    const made = await make(kind, kindWorkName(kind, options, windows, ': failed items'));
    return made.ok ? end(made.value, `${summary[kind]}; ${text}`, true) : made;
  }

  async function discard(): Promise<OpenCtiResult<void>> {
    const purged = works.filter(({ seen }) => seen === undefined || !isProcessed(seen));
    for (let start = 0; start < purged.length; start += looksAtOnce) {
      const results = await Promise.all(purged.slice(start, start + looksAtOnce).map(discardOne));
      const failed = results.find((result) => !result.ok);
      if (failed !== undefined) return failed;
    }
    return ok(undefined);
  }

  async function discardOne(work: RunWork): Promise<OpenCtiResult<void>> {
    const discarded = await discardWork(graphql, work.id);
    if (!discarded.ok) return discarded;
    work.ended = true;
    await forget(work);
    return discarded;
  }

  return {
    discard,
    forget,
    look,
    endInError: (work, text) => end(work, text, true),
    async close(summary, patienceMs) {
      texts = summary;
      const deadline = now() + patienceMs;
      const failures: OpenCtiFailure[] = [];
      for (const kind of ['reports', 'bundles'] as const) {
        const told = await tellFailures(kind, summary);
        if (!told.ok) failures.push(told.failure);
      }
      for (const pause of pauses()) {
        failures.push(...(await lookAt(works.filter((work) => !work.ended).sort(urgentFirst), deadline)));
        const left = deadline - now();
        if (failures.length > 0 || left <= 0 || works.every((work) => work.ended)) break;
        await sleep(Math.min(pause, left));
      }
      for (const work of works) {
        // Nothing came of it within our patience: it would stay open if nothing ever does.
        if (work.ended || work.doubt === undefined || work.seen === undefined || work.seen.expected > 0)
          continue;
        const ended = await end(work, work.doubt, true);
        if (!ended.ok) failures.push(ended.failure);
      }
      const first = failures[0];
      return first === undefined ? ok(undefined) : err(first);
    },
  };
}
