import type {
  ConnectorIdentity,
  ConnectorRecord,
  OpenCti,
  PingInfo,
  WorkEvent,
  WorkSummary,
} from '../../opencti/index.js';
import { err, type Result } from '../../lib/index.js';
import {
  freshState,
  reconcile,
  type StartingPoint,
  type StateStore,
  writeConnectorState,
} from '../../state/index.js';
import type { Emit } from '../events.js';
import type { RunFailure } from '../failure.js';
import { createPinger, type Pinger } from './pinger.js';
import { createQueueGate } from './queue-gate.js';
import type { Session } from './session.js';

export interface PlatformSessionOptions {
  readonly platform: Pick<OpenCti, 'connector' | 'register' | 'ping' | 'works' | 'closeWork' | 'discardWork'>;
  readonly connector: ConnectorIdentity;
  readonly store: StateStore;
  /** Unix seconds. */
  readonly firstRun: number;
  readonly queueThresholdMegabytes: number;
  /** Milliseconds; for `next_run_datetime`. */
  readonly durationPeriod: number;
  readonly emit: Emit;
  readonly now?: () => number;
  /** With every ping: the run lives. */
  readonly onBeat?: () => void;
  /** Calls back every so many milliseconds without keeping the process alive; answers how to end it. */
  readonly every?: (milliseconds: number, action: () => void) => () => void;
}

export interface PlatformSession extends Session {
  /** Remembers or forgets a work that this run has open. */
  noteWork(event: WorkEvent): Result<void, RunFailure>;
  /**
   * After the end, for a run that waits for the import: keeps pinging what `finish` said, so that the platform shows
   * the connector as active and nobody takes the lock over. Answers how to leave; a ping under way is awaited then.
   */
  stay(lost: Lost): () => Promise<void>;
}

type Lost = (failure: RunFailure | 'reset') => void;

/** Between pings: the platform calls a connector inactive after 5 minutes (opencti-api, section 5). */
const heartbeat = 40_000;
/** Between looks at the queue. */
const queueLook = 30_000;

const realEvery: NonNullable<PlatformSessionOptions['every']> = (milliseconds, action) => {
  const timer = setInterval(action, milliseconds).unref();
  return () => clearInterval(timer);
};

/**
 * The one-shot sequence of opencti-api, section 5: ask, register, decide which state counts, ping with exactly that,
 * keep alive, last ping. A reset pressed at any moment, also while a ping is under way, wins.
 */
export async function platformSession(
  options: PlatformSessionOptions,
): Promise<Result<PlatformSession, RunFailure>> {
  const { platform, connector, store, firstRun, emit, now = Date.now } = options;
  const loaded = store.load();
  if (!loaded.ok) return loaded;
  const record = await platform.connector(connector.id);
  // Without the right to ask (MODULES) the run goes on; only "was it there before?" stays unanswered.
  if (!record.ok && record.failure.reason !== 'opencti-credentials') return record;
  const known = record.ok ? record.value : undefined;
  const fresh = freshState(firstRun);
  if (known === null && loaded.value !== undefined) {
    // Once registered, it exists: a run killed right after must not find a state to put back.
    const forgotten = store.save({ ...loaded.value, state: fresh });
    if (!forgotten.ok) return forgotten;
  }
  const registered = await platform.register(connector, known ?? null);
  if (!registered.ok) return registered;

  const platformText = registered.value.state;
  const existed = known === undefined ? undefined : known !== null;
  const start = reconcile(platformText, existed, loaded.value, firstRun);
  if (start.type === 'unreadable') {
    return err({ reason: 'connector-state-unreadable', connectorId: connector.id, why: start.why });
  }
  const settings = { id: connector.id, store, platform, info: infoFor(options, now), fresh };
  const { confirmed = [], openWorks = [] } = loaded.value ?? {};
  const pinger = createPinger(settings, { confirmed, openWorks, state: start.state });
  announce(start, emit);
  const opened = await pinger.open(firstPing(start, platformText));
  if (!opened.ok) return opened;
  // A reset pressed since the registration: what the answer says is the truth.
  if (opened.value === 'reset' && start.type !== 'fresh') {
    announce({ type: 'fresh', why: 'reset', state: fresh }, emit);
  }
  const purged = opened.value === 'reset' || (start.type === 'fresh' && start.why !== 'first-run');
  await endOpenWorks(pinger, platform, connector.id, purged);
  return { ok: true, value: sessionOver(options, pinger, known ?? null) };
}

/** What the first ping carries: exactly what the platform holds, so that a pending reset flag costs us nothing. */
function firstPing(start: StartingPoint, platformText: string | null): string {
  if (start.type === 'restored') return writeConnectorState(start.state);
  return platformText === null || platformText === '' ? '{}' : platformText;
}

/**
 * Ends the works that earlier runs left open. After a reset (`purged`) that is every work in progress: whatever waited in
 * the connector's queue is gone. Works that a failure leaves open here are tried again by the next run.
 */
async function endOpenWorks(
  pinger: Pinger,
  platform: Pick<OpenCti, 'works' | 'closeWork' | 'discardWork'>,
  connectorId: string,
  purged: boolean,
): Promise<void> {
  const open = pinger.openWorks();
  if (open.length === 0 && !purged) return;
  const works = await platform.works(connectorId);
  if (!works.ok) return;
  for (const { id, name } of works.value.filter((work) => isOpen(work, open, purged))) {
    const message = 'Closed by the next run: the run that created this work ended before it could close it.';
    const ended = await (purged ? platform.discardWork(id) : platform.closeWork(id, message, false));
    if (!ended.ok) return;
    pinger.noteWork({ type: 'closed', name });
  }
  for (const name of open) pinger.noteWork({ type: 'closed', name });
}

/** The state of older versions remembers works by id instead of by name. */
function isOpen({ id, name, status }: WorkSummary, open: readonly string[], purged: boolean): boolean {
  return open.includes(name) || open.includes(id) || (purged && status !== 'complete');
}

function announce(start: StartingPoint, emit: Emit): void {
  if (start.type === 'continue') return;
  emit({
    type: 'state',
    from: start.type,
    ...(start.type === 'fresh' ? { why: start.why } : {}),
    ...(start.type === 'taken-over' ? { lastRun: start.lastRun } : {}),
  });
}

function infoFor(options: PlatformSessionOptions, now: () => number) {
  return (queueMegabytes: number, buffering: boolean, finished: boolean): PingInfo => ({
    buffering,
    queueThresholdMegabytes: options.queueThresholdMegabytes,
    queueMegabytes,
    lastRun: new Date(now()).toISOString(),
    ...(finished ? { nextRun: new Date(now() + options.durationPeriod).toISOString() } : {}),
  });
}

function sessionOver(
  options: PlatformSessionOptions,
  pinger: Pinger,
  known: ConnectorRecord | null,
): PlatformSession {
  const { platform, connector, queueThresholdMegabytes, emit, every = realEvery } = options;
  const queue = known?.queue.megabytes ?? 0;
  pinger.note(queue, queue >= queueThresholdMegabytes);
  const gate = createQueueGate({
    async readQueue() {
      const record = await platform.connector(connector.id);
      return record.ok ? record.value?.queue.megabytes : undefined;
    },
    ...{ thresholdMegabytes: queueThresholdMegabytes, pause: queueLook, emit },
    note: (megabytes, full) => pinger.note(megabytes, full),
  });
  let timers: (() => void)[] = [];
  let beating: Promise<void> | undefined;
  const beat = async (lost: Lost, finished: boolean): Promise<void> => {
    const answer = await pinger.ping(finished);
    if (answer.ok && answer.value === 'reset') lost('reset');
    else if (!answer.ok && isFinal(answer.failure)) lost(answer.failure);
    else if (!answer.ok) emit({ type: 'heartbeat-failed', failure: answer.failure });
  };
  const keepBeating = (lost: Lost, finished: boolean): (() => void) =>
    every(heartbeat, () => {
      options.onBeat?.();
      // A platform that takes longer than a beat to answer gets no queue of them.
      beating ??= beat(lost, finished).finally(() => (beating = undefined));
    });

  return {
    state: pinger.state(),
    ...(queue >= queueThresholdMegabytes
      ? { backlog: { queueMegabytes: queue, thresholdMegabytes: queueThresholdMegabytes } }
      : {}),
    save: () => pinger.save(),
    noteWork: (event) => pinger.noteWork(event),
    watch(progress, lost) {
      pinger.follow(progress);
      timers = [keepBeating(lost, false), every(queueLook, () => gate.look())];
    },
    stay(lost) {
      const end = keepBeating(lost, true);
      return async () => {
        end();
        await beating;
      };
    },
    ready: (stopped) => gate.ready(stopped),
    async finish(state) {
      for (const end of timers) end();
      gate.close();
      pinger.follow({ current: () => state, changes: () => [] });
      const saved = pinger.saveWhole();
      return saved.ok ? pinger.ping(true) : saved;
    },
  };
}

/** Heartbeats may fail and try again; these will not get better. */
const isFinal = (failure: RunFailure): boolean =>
  failure.reason === 'opencti-connector-gone' ||
  failure.reason === 'opencti-credentials' ||
  failure.reason === 'state-not-writable';
