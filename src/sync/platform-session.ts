import { err, ok, type Result } from '../lib/index.js';
import type {
  ConnectorIdentity,
  ConnectorRecord,
  OpenCti,
  PingInfo,
  WorkLedger,
  WorkSummary,
} from '../opencti/index.js';
import {
  freshState,
  type LocalState,
  reconcile,
  type StateFailure,
  type StartingPoint,
  type StateStore,
  writeConnectorState,
} from '../state/index.js';
import { type ConnectorStateSync, createConnectorStateSync } from './connector-state-sync.js';
import { fixedState } from './cursors.js';
import type { Emit } from './events.js';
import type { RunFailure } from './failure.js';
import { createQueueGate } from './queue-gate.js';
import { noteImports, readImports, repeatPartial } from './read-imports.js';
import type { OnLost, Session } from './session.js';
import { type Every, everyInterval } from './timers.js';

export interface PlatformSessionOptions {
  readonly platform: Pick<
    OpenCti,
    'connector' | 'register' | 'ping' | 'works' | 'worksSince' | 'closeWork' | 'discardWork'
  >;
  readonly connector: ConnectorIdentity;
  readonly store: StateStore;
  /** Of this program; absent for a reset, which delivers nothing. */
  readonly version?: string | undefined;
  /** Unix seconds. */
  readonly firstRun: number;
  readonly queueThresholdMegabytes: number;
  /** Milliseconds, for `next_run_datetime`. */
  readonly durationPeriod: number;
  readonly emit: Emit;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Called with every heartbeat, for example to refresh the lock. */
  readonly onHeartbeat?: (() => void) | undefined;
  /** Must not keep the process alive. Default: `setInterval`. */
  readonly every?: Every | undefined;
}

export interface PlatformSession extends Session {
  /** Remembers the works that the run has open. */
  readonly works: WorkLedger;
  probe(): Promise<Result<void, RunFailure>>;
  /** After `finish`: records what `--wait` has seen of the run's works. */
  noteImports(works: readonly WorkSummary[], finished: boolean): Result<void, StateFailure>;
  /** Pings the final state during a wait for the import. The result ends this and awaits the last ping. */
  keepAlive(onLost: OnLost): () => Promise<void>;
}

/** Milliseconds; well below the 5 minutes of docs/opencti-api.md#connector-state. */
const heartbeatInterval = 40_000;
/** Milliseconds between readings of the queue. */
const queueInterval = 30_000;

/** Opens a run's session and decides which state counts (docs/operations.md#where-the-state-lives). */
export async function platformSession(
  options: PlatformSessionOptions,
): Promise<Result<PlatformSession, RunFailure>> {
  const { platform, connector, store, firstRun, emit } = options;
  const loaded = store.load();
  if (!loaded.ok) return loaded;
  const record = await platform.connector(connector.id);
  // Without the right to read it (MODULES), only "did it exist before?" stays unknown.
  if (!record.ok && record.failure.reason !== 'opencti-credentials') return record;
  const known = record.ok ? record.value : undefined;
  const fresh = freshState(firstRun);
  if (known === null && loaded.value !== undefined) {
    // The registration makes it exist: a run killed right after it must not leave a state to restore.
    const forgotten = store.save({ ...loaded.value, state: fresh });
    if (!forgotten.ok) return forgotten;
  }
  const registered = await platform.register(connector, known ?? null);
  if (!registered.ok) return registered;

  const platformText = registered.value.state;
  const existed = known === undefined ? undefined : known !== null;
  const start = reconcile(platformText, existed, loaded.value, firstRun);
  if (start.type === 'unreadable') {
    const { why, laterVersion } = start;
    return err({ reason: 'connector-state-unreadable', connectorId: connector.id, why, laterVersion });
  }
  emitStart(start, emit);
  const { confirmed = [], openWorks = [] } = loaded.value ?? {};
  const local: LocalState = { confirmed, openWorks, state: start.state };
  const sync = createConnectorStateSync(
    { connectorId: connector.id, store, platform, info: pingInfo(options), fresh },
    local,
  );
  const opened = await sync.open(firstPing(start, platformText));
  if (!opened.ok) return opened;
  // The connector was reset since its registration.
  if (opened.value === 'reset' && start.type !== 'fresh') {
    emitStart({ type: 'fresh', why: 'reset', state: fresh }, emit);
  }
  const purged = opened.value === 'reset' || (start.type === 'fresh' && start.why !== 'first-run');
  const ended = await endOpenWorks(options, sync, purged);
  if (!ended.ok) return ended;
  const now = Math.floor(options.now() / 1000);
  if (record.ok) {
    const queueIsEmpty = (known?.queue.messages ?? 0) === 0;
    const read = await readImports(platform, connector.id, sync, { queueIsEmpty, now, emit });
    if (!read.ok) return read;
  }
  const { version } = options;
  const before = sync.state();
  const repeated = version === undefined ? before : repeatPartial(before, version, now, emit);
  if (repeated !== before) {
    sync.follow(fixedState(repeated));
    const saved = sync.saveWhole();
    if (!saved.ok) return saved;
  }
  return ok(sessionOf(options, sync, known ?? null, record.ok));
}

/** Exactly what the platform holds, so that the flag of a pending reset costs nothing. */
function firstPing(start: StartingPoint, platformText: string | null): string {
  if (start.type === 'restored') return writeConnectorState(start.state);
  return platformText === null || platformText === '' ? '{}' : platformText;
}

/** Ends open works; after a reset (`purged`), all in progress. The next run tries failed ones again. */
async function endOpenWorks(
  { platform, connector }: Pick<PlatformSessionOptions, 'platform' | 'connector'>,
  sync: ConnectorStateSync,
  purged: boolean,
): Promise<Result<void, RunFailure>> {
  const open = sync.openWorks();
  if (open.length === 0 && !purged) return ok(undefined);
  const works = await platform.works(connector.id);
  if (!works.ok) return ok(undefined);
  for (const { id, name } of works.value.filter((work) => isOpen(work, open, purged))) {
    const message = 'Closed by the next run: the run that created this work ended before it could close it.';
    const ended = await (purged ? platform.discardWork(id) : platform.closeWork(id, message, false));
    if (!ended.ok) return ok(undefined);
    const recorded = sync.recordWork({ type: 'closed', name });
    if (!recorded.ok) return recorded;
  }
  for (const name of open) {
    const recorded = sync.recordWork({ type: 'closed', name });
    if (!recorded.ok) return recorded;
  }
  return ok(undefined);
}

/** States of earlier versions name works by id instead of by name. */
function isOpen({ id, name, status }: WorkSummary, open: readonly string[], purged: boolean): boolean {
  return open.includes(name) || open.includes(id) || (purged && status !== 'complete');
}

/** Reports which state a run starts from, if it is not simply the local one. */
export function emitStart(start: Exclude<StartingPoint, { type: 'unreadable' }>, emit: Emit): void {
  if (start.type === 'continue') return;
  emit({
    type: 'state',
    from: start.type,
    why: start.type === 'fresh' ? start.why : undefined,
    lastRun: start.type === 'taken-over' ? start.lastRun : undefined,
  });
}

function pingInfo({ queueThresholdMegabytes, durationPeriod, now }: PlatformSessionOptions) {
  return (queueMegabytes: number, buffering: boolean, finished: boolean): PingInfo => ({
    buffering,
    queueThresholdMegabytes,
    queueMegabytes,
    lastRun: new Date(now()).toISOString(),
    nextRun: finished ? new Date(now() + durationPeriod).toISOString() : undefined,
  });
}

function sessionOf(
  options: PlatformSessionOptions,
  sync: ConnectorStateSync,
  known: ConnectorRecord | null,
  readsImports: boolean,
): PlatformSession {
  const { platform, connector, queueThresholdMegabytes, emit, every = everyInterval } = options;
  const queueMegabytes = known?.queue.megabytes ?? 0;
  const isFull = queueMegabytes >= queueThresholdMegabytes;
  sync.setQueue(queueMegabytes, isFull);
  const gate = createQueueGate({
    async readQueue() {
      const record = await platform.connector(connector.id);
      return record.ok ? record.value?.queue.megabytes : undefined;
    },
    thresholdMegabytes: queueThresholdMegabytes,
    pause: queueInterval,
    emit,
    onRead: (megabytes, full) => sync.setQueue(megabytes, full),
  });
  let endTimers: (() => void)[] = [];
  let heartbeat: Promise<void> | undefined;
  let loseRun: OnLost = () => undefined;

  async function ping(onLost: OnLost, finished: boolean): Promise<void> {
    const pinged = await sync.ping(finished);
    if (pinged.ok && pinged.value === 'reset') onLost('reset');
    else if (!pinged.ok && isFinal(pinged.failure)) onLost(pinged.failure);
    else if (!pinged.ok) emit({ type: 'ping-failed', failure: pinged.failure, last: false });
  }

  function startHeartbeat(onLost: OnLost, finished: boolean): () => void {
    return every(heartbeatInterval, () => {
      options.onHeartbeat?.();
      // A platform that takes longer than the interval to respond gets no queue of pings.
      heartbeat ??= ping(onLost, finished).finally(() => (heartbeat = undefined));
    });
  }

  return {
    state: sync.state(),
    readsImports,
    backlog: isFull ? { queueMegabytes, thresholdMegabytes: queueThresholdMegabytes } : undefined,
    works: { record: (event) => sync.recordWork(event) },
    start(progress, onLost) {
      sync.follow(progress);
      loseRun = onLost;
      endTimers = [startHeartbeat(onLost, false), every(queueInterval, () => gate.check())];
    },
    save: () => sync.save(),
    async probe() {
      const pinged = await sync.ping(false);
      if (!pinged.ok) return pinged;
      if (pinged.value === 'stored') return ok(undefined);
      loseRun('reset');
      // After a reset nothing is pinged; a registration needs the message broker too, and keeps the state.
      const registered = await platform.register(connector, known, 'short');
      return registered.ok ? ok(undefined) : registered;
    },
    noteImports: (works, finished) =>
      noteImports(sync, works, finished, { now: Math.floor(options.now() / 1000), emit }),
    waitForCapacity: (stopped) => gate.waitUntilOpen(stopped),
    keepAlive(onLost) {
      const end = startHeartbeat(onLost, true);
      return async () => {
        end();
        await heartbeat;
      };
    },
    async finish(state, where = 'everywhere') {
      for (const end of endTimers) end();
      gate.dispose();
      sync.follow(fixedState(state));
      const saved = sync.saveWhole();
      if (!saved.ok) return saved;
      return where === 'locally' ? ok('stored') : sync.ping(true);
    },
  };
}

/** A failed heartbeat is repeated, but these failures persist. */
function isFinal({ reason }: RunFailure): boolean {
  return (
    reason === 'opencti-connector-gone' || reason === 'opencti-credentials' || reason === 'state-not-writable'
  );
}
