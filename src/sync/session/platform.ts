import type { ConnectorIdentity, ConnectorRecord, OpenCti, PingInfo } from '../../opencti/index.js';
import { err, ok, type Result } from '../../result/index.js';
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
import type { Session } from './session.js';

export interface PlatformSessionOptions {
  readonly platform: OpenCti;
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
  /** Milliseconds between pings; the platform calls a connector inactive after 5 minutes. */
  readonly heartbeat?: number;
  /** Milliseconds between looks at the queue of a busy platform. */
  readonly queueLook?: number;
}

export interface PlatformSession extends Session {
  /** Works that an earlier run left open. */
  readonly openWorks: readonly string[];
  /** Remembers or forgets a work that this run has open. */
  noteWork(event: { readonly type: 'opened' | 'closed'; readonly workId: string }): Result<void, RunFailure>;
}

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
  const registered = await platform.register(connector, known ?? null);
  if (!registered.ok) return registered;

  const platformText = registered.value.state;
  const start = reconcile(
    platformText,
    known === undefined ? undefined : known !== null,
    loaded.value,
    firstRun,
  );
  if (start.type === 'unreadable') {
    return err({ reason: 'connector-state-unreadable', connectorId: connector.id, why: start.why });
  }
  const fresh = freshState(firstRun);
  const settings = { id: connector.id, store, platform, info: infoFor(options, now), fresh };
  const pinger = createPinger(settings, {
    confirmed: [],
    openWorks: [],
    ...loaded.value,
    state: start.state,
  });
  announce(start, emit);
  const opened = await pinger.ping(firstPing(start, platformText));
  if (!opened.ok) return opened;
  // A reset pressed since the registration: what the answer says is the truth.
  if (opened.value === 'reset') {
    pinger.startOver();
    announce({ type: 'fresh', why: 'reset', state: fresh }, emit);
  }
  return ok(sessionOver(options, pinger, known ?? null));
}

/** What the first ping carries: exactly what the platform holds, so that a pending reset flag costs us nothing. */
function firstPing(start: StartingPoint, platformText: string | null): string {
  if (start.type === 'restored') return writeConnectorState(start.state);
  return platformText === null || platformText === '' ? '{}' : platformText;
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
  const { platform, connector, queueThresholdMegabytes, emit } = options;
  const { heartbeat = 40_000, queueLook = 30_000 } = options;
  const queue = known?.queue.megabytes ?? 0;
  pinger.note(queue, queue >= queueThresholdMegabytes);
  let timers: NodeJS.Timeout[] = [];
  let gate = Promise.resolve();

  const lookAtQueue = async (): Promise<void> => {
    let paused = false;
    for (;;) {
      const record = await platform.connector(connector.id);
      const queueMegabytes = record.ok ? (record.value?.queue.megabytes ?? 0) : 0;
      const full = queueMegabytes >= queueThresholdMegabytes;
      if (full !== paused) {
        const thresholdMegabytes = queueThresholdMegabytes;
        emit({ type: full ? 'paused' : 'resumed', queueMegabytes, thresholdMegabytes });
      }
      pinger.note(queueMegabytes, full);
      if (!full) return;
      paused = true;
      await new Promise((resolve) => setTimeout(resolve, queueLook));
    }
  };

  return {
    state: pinger.local().state,
    openWorks: pinger.local().openWorks,
    ...(queue >= queueThresholdMegabytes
      ? { backlog: { queueMegabytes: queue, thresholdMegabytes: queueThresholdMegabytes } }
      : {}),
    save: (state) => pinger.save(state),
    noteWork: (event) => pinger.noteWork(event),
    watch(current, lost) {
      const beat = async (): Promise<void> => {
        options.onBeat?.();
        const answer = await pinger.ping(writeConnectorState(current()));
        if (answer.ok && answer.value === 'reset') lost('reset');
        else if (!answer.ok && isFinal(answer.failure)) lost(answer.failure);
        else if (!answer.ok) emit({ type: 'heartbeat-failed', failure: answer.failure });
      };
      timers = [
        setInterval(() => void beat(), heartbeat).unref(),
        setInterval(() => {
          gate = lookAtQueue();
        }, queueLook).unref(),
      ];
    },
    ready: () => gate,
    async finish(state) {
      for (const timer of timers) clearInterval(timer);
      const saved = pinger.save(state);
      return saved.ok ? pinger.ping(writeConnectorState(state), true) : saved;
    },
  };
}

/** Heartbeats may fail and try again; these will not get better. */
const isFinal = (failure: RunFailure): boolean =>
  failure.reason === 'opencti-connector-gone' || failure.reason === 'opencti-credentials';
