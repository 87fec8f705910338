import { resolve } from 'node:path';

import type { HttpClient } from '../../http/index.js';
import type { OpenCti } from '../../opencti/index.js';
import { ok, type Result } from '../../lib/index.js';
import {
  acquireLock,
  freshState,
  openStateStore,
  reconcile,
  type RunLock,
  type State,
  type StateStore,
} from '../../state/index.js';
import {
  type Emit,
  localSession,
  outputTarget,
  platformSession,
  pushTarget,
  readOnlySession,
  type Session,
  type Target,
  tellTarget,
} from '../../sync/index.js';
import type { CliFailure } from '../failure.js';
import { openLocalState } from '../local-state.js';
import { openOpenCti, type ServiceOptions } from '../services.js';
import { openImports, type Imports } from './imports.js';
import type { SyncFlags } from './options.js';
import { outputStateName } from './output-state.js';

/** Everything a run plays on: where the cursor lives, where items go, and how to leave. */
export interface Stage {
  readonly session: Session;
  readonly target: Target;
  readonly platform?: Pick<OpenCti, 'probe'>;
  readonly http?: HttpClient;
  /** `--wait`: stays until the platform has imported what was pushed. */
  readonly imports: Imports;
  release(): void;
}

type Opening = Promise<Result<Stage, CliFailure>>;

/**
 * Sets the stage: a directory, a dry run, or OpenCTI itself.
 * @param onLocalState called before OpenCTI is asked, with the state that will most likely count
 */
export function openStage(
  flags: Pick<SyncFlags, 'output' | 'dryRun'>,
  service: ServiceOptions,
  emit: Emit,
  onLocalState: (state: State) => void,
): Opening {
  if (flags.output !== undefined) return outputStage(resolve(flags.output), flags.dryRun === true, service);
  return flags.dryRun === true ? dryStage(service) : platformStage(service, emit, onLocalState);
}

const noImports: Imports = (summary) => Promise.resolve(summary);

async function outputStage(directory: string, dryRun: boolean, { config }: ServiceOptions): Opening {
  const store = await openStateStore({ directory, name: outputStateName });
  if (!store.ok) return store;
  const { firstRun } = config.teamt5;
  if (dryRun) return readOnlyStage(store.value, firstRun);
  const lock = acquireLock(directory, outputStateName);
  if (!lock.ok) return lock;
  const session = localSession(store.value, firstRun);
  if (!session.ok) {
    lock.value.release();
    return session;
  }
  const target = outputTarget(directory);
  return ok({ session: session.value, target, imports: noImports, release: () => lock.value.release() });
}

/** The same pipeline with a target that only tells; it never registers, pings, locks or writes. */
async function dryStage(service: ServiceOptions): Opening {
  const { config } = service;
  const { firstRun } = config.teamt5;
  const store = await openLocalState(config);
  if (!store.ok) return store;
  const opened = await openOpenCti(service);
  // Without a platform to ask, a dry run shows what the local state alone would do.
  if (!opened.ok && opened.failure.reason === 'config-missing') return readOnlyStage(store.value, firstRun);
  if (!opened.ok) return opened;
  const { client, http, connectorId } = opened.value;
  const [record, local] = [await client.connector(connectorId), store.value.load()];
  if (!record.ok) return record;
  if (!local.ok) return local;
  const start = reconcile(record.value?.state ?? null, record.value !== null, local.value, firstRun);
  if (start.type === 'unreadable')
    return { ok: false, failure: { reason: 'connector-state-unreadable', connectorId, why: start.why } };
  return ok({
    ...{ session: readOnlySession(start.state), target: tellTarget(), imports: noImports, http },
    release: () => undefined,
  });
}

function readOnlyStage(store: StateStore, firstRun: number): Result<Stage, CliFailure> {
  const loaded = store.load();
  if (!loaded.ok) return loaded;
  const state = loaded.value?.state ?? freshState(firstRun);
  return ok({
    session: readOnlySession(state),
    target: tellTarget(),
    imports: noImports,
    release: () => undefined,
  });
}

async function platformStage(
  service: ServiceOptions,
  emit: Emit,
  onLocalState: (state: State) => void,
): Opening {
  const { config } = service;
  // The lock first: a second run leaves at once and speaks to nobody.
  const connectorId = config.connector.id;
  const store = await openLocalState(config);
  if (!store.ok) return store;
  const lock = connectorId === undefined ? undefined : acquireLock(store.value.directory, connectorId);
  if (lock?.ok === false) return lock;
  const local = store.value.load();
  if (local.ok) onLocalState(local.value?.state ?? freshState(config.teamt5.firstRun));
  const stage = await lockedPlatformStage(service, emit, store.value, lock?.value);
  if (!stage.ok) lock?.value.release();
  return stage;
}

async function lockedPlatformStage(
  service: ServiceOptions,
  emit: Emit,
  store: StateStore,
  lock: RunLock | undefined,
): Opening {
  const { config } = service;
  const opened = await openOpenCti(service);
  if (!opened.ok) return opened;
  const { client: platform, http, connectorId } = opened.value;
  const { name, scope, queueThresholdMegabytes, durationPeriodMs } = config.connector;
  const session = await platformSession({
    ...{ platform, store, emit, queueThresholdMegabytes },
    connector: { id: connectorId, name, scope },
    firstRun: config.teamt5.firstRun,
    durationPeriod: durationPeriodMs,
    onBeat: () => lock?.refresh(),
  });
  if (!session.ok) {
    http.close();
    return session;
  }
  const delivery = platform.delivery({
    connectorId,
    startedAt: new Date(),
    onWork: (event) => void session.value.noteWork(event),
  });
  return ok({
    ...{ session: session.value, target: pushTarget(delivery), platform, http },
    imports: openImports(delivery, session.value, emit),
    release: () => lock?.release(),
  });
}
