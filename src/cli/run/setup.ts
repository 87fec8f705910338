import type { Config } from '../../config/index.js';
import type { HttpClient } from '../../http/index.js';
import { err, ok, type Result } from '../../lib/index.js';
import type { Delivery } from '../../opencti/index.js';
import {
  acquireLock,
  deadLockHolder,
  freshState,
  type InHand,
  inHandFile,
  reconcile,
  type RunLock,
  type State,
  type StateStore,
} from '../../state/index.js';
import {
  dryRunTarget,
  emitStart,
  type Emit,
  localSession,
  outputTarget,
  platformSession,
  type PlatformSession,
  pushTarget,
  readOnlySession,
  repeatPartial,
  type Session,
  type Target,
} from '../../sync/index.js';
import type { CliFailure } from '../core/failure.js';
import { version } from '../version.js';
import { recordKilledRun } from './history.js';
import { openRunState, outputStateName, recordsIn, stateName } from './local-state.js';
import { openOpenCti, type ServiceOptions } from './services.js';

/** Into OpenCTI, into a directory (`--output`), or nowhere (`--dry-run`). */
export interface Destination {
  /** An absolute path. */
  readonly output?: string | undefined;
  readonly dryRun: boolean;
}

export interface RunState {
  readonly store: StateStore;
  /** Undefined for a dry run, and without a connector id. */
  readonly lock: RunLock | undefined;
  /** The item in conversion, on disk; undefined without a lock. */
  readonly inHand?: InHand | undefined;
}

/** Locks the state before any service is contacted: a second run ends at once. A dry run creates nothing. */
export async function openState(
  config: Config,
  { output, dryRun }: Destination,
): Promise<Result<RunState, CliFailure>> {
  const store = await openRunState(config, output, { readOnly: dryRun });
  if (!store.ok) return store;
  const name = output === undefined ? config.connector.id : outputStateName;
  if (dryRun || name === undefined) return ok({ store: store.value, lock: undefined });
  const { directory } = store.value;
  const file = output === undefined ? stateName(config) : name;
  const killed = deadLockHolder(directory, file);
  const lock = acquireLock(directory, file);
  if (!lock.ok) return lock;
  if (killed !== undefined) recordKilledRun(recordsIn(directory, file).history, killed);
  return ok({ store: store.value, lock: lock.value, inHand: inHandFile(directory, file) });
}

/** The state that a run most likely starts from, before OpenCTI has been asked. */
export function likelyState({ store }: RunState, config: Config): State {
  const loaded = store.load();
  return (loaded.ok ? loaded.value?.state : undefined) ?? freshState(config.teamt5.firstRun);
}

export interface RunResources {
  readonly session: Session;
  readonly target: Target;
  readonly platform?: ConnectedPlatform | undefined;
  readonly http?: HttpClient | undefined;
}

/** What `--wait` needs. */
export interface ConnectedPlatform {
  readonly session: PlatformSession;
  readonly delivery: Delivery;
}

export function openResources(
  state: RunState,
  { output, dryRun }: Destination,
  services: ServiceOptions,
  emit: Emit,
  now: () => number,
): Promise<Result<RunResources, CliFailure>> {
  if (output !== undefined) return Promise.resolve(outputResources(state, output, dryRun, services));
  return dryRun ? dryRunResources(state, services, emit, now) : platformResources(state, services, emit, now);
}

function outputResources(
  { store }: RunState,
  directory: string,
  dryRun: boolean,
  { config }: ServiceOptions,
): Result<RunResources, CliFailure> {
  if (dryRun) return readOnlyResources(store, config);
  const session = localSession(store, config.teamt5.firstRun);
  return session.ok ? ok({ session: session.value, target: outputTarget(directory) }) : session;
}

/** The same pipeline with a target that sends nothing; it never registers, pings, locks or writes. */
async function dryRunResources(
  { store }: RunState,
  services: ServiceOptions,
  emit: Emit,
  now: () => number,
): Promise<Result<RunResources, CliFailure>> {
  const { config } = services;
  const opened = await openOpenCti(services);
  // Without a platform, a dry run shows what the local state alone would do.
  if (!opened.ok && opened.failure.reason === 'config-missing') return readOnlyResources(store, config);
  if (!opened.ok) return opened;
  const { client, http, connectorId } = opened.value;
  const record = await client.connector(connectorId);
  if (!record.ok) return record;
  const local = store.load();
  if (!local.ok) return local;
  const start = reconcile(
    record.value?.state ?? null,
    record.value !== null,
    local.value,
    config.teamt5.firstRun,
  );
  if (start.type === 'unreadable') {
    const { why, laterVersion } = start;
    return err({ reason: 'connector-state-unreadable', connectorId, why, laterVersion });
  }
  emitStart(start, emit);
  const state = repeatPartial(start.state, version, Math.floor(now() / 1000), emit);
  return ok({ session: readOnlySession(state), target: dryRunTarget(), http });
}

function readOnlyResources(store: StateStore, config: Config): Result<RunResources, CliFailure> {
  const loaded = store.load();
  if (!loaded.ok) return loaded;
  const state = loaded.value?.state ?? freshState(config.teamt5.firstRun);
  return ok({ session: readOnlySession(state), target: dryRunTarget() });
}

async function platformResources(
  { store, lock }: RunState,
  services: ServiceOptions,
  emit: Emit,
  now: () => number,
): Promise<Result<RunResources, CliFailure>> {
  const { config } = services;
  const opened = await openOpenCti(services);
  if (!opened.ok) return opened;
  const { client, http, connectorId } = opened.value;
  const { name, scope, queueThresholdMegabytes, durationPeriodMs } = config.connector;
  const session = await platformSession({
    platform: client,
    store,
    version,
    emit,
    queueThresholdMegabytes,
    connector: { id: connectorId, name, scope },
    firstRun: config.teamt5.firstRun,
    durationPeriod: durationPeriodMs,
    now,
    onHeartbeat: () => lock?.refresh(),
  });
  if (!session.ok) {
    http.close();
    return session;
  }
  const delivery = client.delivery({
    connectorId,
    startedAt: new Date(now()),
    ledger: session.value.works,
  });
  return ok({
    session: session.value,
    target: pushTarget(delivery),
    platform: { session: session.value, delivery },
    http,
  });
}
