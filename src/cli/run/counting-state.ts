import { requireForPush } from '../../config/index.js';
import { ok, type Result, unixSeconds } from '../../lib/index.js';
import {
  freshState,
  type LocalState,
  queuePartial,
  reconcile,
  type StartingPoint,
  type State,
} from '../../state/index.js';
import { messageOf } from '../../sync/index.js';
import type { CliFailure } from '../core/failure.js';
import type { CommandContext } from './context.js';
import { version } from '../version.js';
import { openLocalState } from './local-state.js';
import { openOpenCti } from './services.js';

/** Where the next run starts, as `sync` decides (docs/operations.md#where-the-state-lives). */
export type Start = Exclude<StartingPoint, { type: 'unreadable' }>;

/** For commands that show the states of items; writes nothing. Fails where `sync` would not start. */
export async function readCountingState(
  context: Pick<CommandContext, 'host' | 'config' | 'log' | 'now' | 'waitFor'>,
): Promise<Result<State, CliFailure>> {
  const state = await readStart(context);
  return state.ok ? ok(queuePartial(state.value, version, unixSeconds(context.now())).state) : state;
}

async function readStart(
  context: Pick<CommandContext, 'host' | 'config' | 'log' | 'waitFor'>,
): Promise<Result<State, CliFailure>> {
  const { config, log } = context;
  const store = await openLocalState(config, { readOnly: true });
  const loaded = store.ok ? store.value.load() : store;
  if (!loaded.ok) return loaded;
  const local = loaded.value?.state ?? freshState(config.teamt5.firstRun);
  const required = requireForPush(config);
  if (!required.ok) return ok(local);
  const asked = await askStart(context, loaded.value);
  if (!asked.ok && asked.failure.reason !== 'connector-state-unreadable') {
    log.warn(
      `OpenCTI does not tell which state counts, so the local one is shown: ${describe(asked.failure)}`,
    );
    return ok(local);
  }
  return asked.ok ? ok(asked.value.state) : asked;
}

async function askStart(
  { host, config, log, waitFor }: Pick<CommandContext, 'host' | 'config' | 'log' | 'waitFor'>,
  local: LocalState | undefined,
): Promise<Result<Start, CliFailure>> {
  const opened = await openOpenCti({ host, config, log, waitFor, interactive: true });
  if (!opened.ok) return opened;
  const { client, http, connectorId } = opened.value;
  try {
    const record = await client.connector(connectorId);
    if (!record.ok) return record;
    const { firstRun } = config.teamt5;
    return startOf(record.value?.state, connectorId, local, firstRun);
  } finally {
    http.close();
  }
}

/** @param text what OpenCTI holds; undefined: the connector does not exist */
export function startOf(
  text: string | null | undefined,
  connectorId: string,
  local: LocalState | undefined,
  firstRun: number,
): Result<Start, CliFailure & { readonly reason: 'connector-state-unreadable' }> {
  const start = reconcile(text ?? null, text !== undefined, local, firstRun);
  if (start.type !== 'unreadable') return ok(start);
  const { why, laterVersion } = start;
  return { ok: false, failure: { reason: 'connector-state-unreadable', connectorId, why, laterVersion } };
}

const describe = (failure: CliFailure): string =>
  'operation' in failure ? messageOf(failure) : failure.reason;
