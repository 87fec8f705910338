import pLimit from 'p-limit';

import type { OpenCti } from '../opencti/index.js';
import { type Change, kinds, openCursor, type State, withKind } from '../state/index.js';
import type { ThreatVision } from '../threatvision/index.js';
import { createByteBudget } from './byte-budget.js';
import { endRun } from './ending.js';
import type { Emit, Summary } from './events.js';
import type { SyncOptions } from './options.js';
import { createOutageDetector } from './outage.js';
import { workThrough } from './pipeline.js';
import { createRecorder } from './recorder.js';
import { createRemaining } from './remaining.js';
import type { Session } from './session/session.js';
import { createStop, type Stop } from './stop.js';
import { createTally } from './tally.js';
import type { Target } from './target/target.js';
import { createWork } from './work.js';

export interface SyncDependencies {
  readonly threatVision: ThreatVision;
  /** For the outage probe; absent where nothing is pushed. */
  readonly platform?: Pick<OpenCti, 'probe'>;
  readonly session: Session;
  readonly target: Target;
  readonly emit: Emit;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Interruption: no new items; those in flight may finish. */
  readonly signal?: AbortSignal;
  /** Their time is over: the run ends without waiting for them. They come again. */
  readonly abandon?: AbortSignal;
}

/** Converted bytes in flight, over all items. */
const bytesInFlight = 64 * 1024 * 1024;
/** Of a first item, before any has shown its size: a report with a PDF of some megabytes. */
const bytesExpected = 5 * 1024 * 1024;

/**
 * One run: list → plan → (download → convert → deliver → record) per item, oldest first, with bounded concurrency.
 * Every step is told as an event, and the summary is counted from them. The cursor is written as items settle.
 * Never throws for reasons outside this program.
 */
export async function runSync(deps: SyncDependencies, options: SyncOptions): Promise<Summary> {
  const { threatVision, session, target, platform, signal, abandon, now = Date.now } = deps;
  const startedAt = now();
  const tally = createTally(now);
  const remaining = createRemaining(options.kinds, options.since ?? 0);
  const emit: Emit = (event) => {
    tally.count(event);
    remaining.see(event);
    deps.emit(event);
  };
  const stop = createStop(({ why }) => emit({ type: 'stopping', why }));
  const dispose = stopFor(stop, signal, options.maxDuration);

  const cursors = {
    reports: openCursor(session.state.reports, options.lookback),
    bundles: openCursor(session.state.bundles, options.lookback),
  };
  const current = (): State =>
    kinds.reduce((state, kind) => withKind(state, kind, cursors[kind].snapshot()), session.state);
  const changes = (): readonly Change[] =>
    kinds.flatMap((kind) => cursors[kind].changes().map((change) => ({ kind, ...change })));
  session.watch({ current, changes }, (lost) =>
    stop.stop(lost === 'reset' ? { why: 'reset' } : { why: 'failed', failure: lost }),
  );

  const work = createWork({
    ...{ threatVision, target, options, cursors, emit, now, stop },
    outage: createOutageDetector(threatVision, platform, now),
    budget: createByteBudget(bytesInFlight, bytesExpected),
    record: createRecorder(() => session.save()),
    delivering: pLimit(options.deliveryConcurrency),
  });
  const run = { threatVision, session, target, options, cursors, work, stop, tally, remaining, emit, now };
  if (session.backlog === undefined) await Promise.race([workThrough(run), aborted(abandon)]);
  else {
    emit({ type: 'postponed', ...session.backlog });
    stop.stop({ why: 'postponed' });
  }
  dispose();
  return endRun({ session, target, options, tally, remaining, stop, emit, startedAt, now, current });
}

/** Resolves when the signal comes; never without one. */
const aborted = (signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted === true) resolve();
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });

/** Wires what ends a run from outside. Answers how to unwire it. */
function stopFor(stop: Stop, signal: AbortSignal | undefined, maxDuration: number | undefined): () => void {
  const interrupt = (): void => stop.stop({ why: 'interrupted' });
  if (signal?.aborted === true) interrupt();
  signal?.addEventListener('abort', interrupt, { once: true });
  const timer =
    maxDuration === undefined
      ? undefined
      : setTimeout(() => stop.stop({ why: 'budget' }), maxDuration).unref();
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', interrupt);
  };
}
