import { lstatSync } from 'node:fs';
import { join } from 'node:path';

import type { Config } from '../../config/index.js';
import { err, ok, type Result, systemErrorMessage } from '../../lib/index.js';
import {
  historyFile,
  type HistoryFile,
  type LastFailureFile,
  lastFailureFile,
  openStateStore,
  type State,
  type StateFailure,
  type StateStore,
  type UnsafeState,
} from '../../state/index.js';
import { type CliFailure, usage } from '../core/failure.js';

/** File name (without extension) of the cursor that `sync --output <dir>` keeps in that directory. */
export const outputStateName = '.teamt5-opencti';

/** All configurations without a connector id share one state and lock. */
export function stateName(config: Config): string {
  return config.connector.id ?? 'default';
}

/** @param options.readOnly creates no directory */
export function openLocalState(
  config: Config,
  options: { readonly readOnly?: boolean | undefined } = {},
): Promise<Result<StateStore, StateFailure | UnsafeState>> {
  return openStateStore({
    name: stateName(config),
    directory: config.state.dir,
    readOnly: options.readOnly,
  });
}

/** That of `sync --output`, for commands that must not create it. */
export async function openOutputState(directory: string): Promise<Result<StateStore, CliFailure>> {
  const path = join(directory, `${outputStateName}.json`);
  try {
    // Unlike `existsSync`: a directory that this user may not enter is not one without a state.
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined)
      return await openStateStore({ directory, name: outputStateName });
  } catch (error) {
    return err({ reason: 'state-unreadable', path, message: systemErrorMessage(error) });
  }
  const message = `There is no state of \`sync --output\` in ${directory}.`;
  return err(usage(message, 'Give the directory to which it writes.'));
}

/** That of `--output`, or this connector's. */
export function openRunState(
  config: Config,
  output: string | undefined,
  options: { readonly readOnly?: boolean | undefined } = {},
): Promise<Result<StateStore, StateFailure | UnsafeState>> {
  if (output === undefined) return openLocalState(config, options);
  return openStateStore({
    name: outputStateName,
    directory: output,
    readOnly: options.readOnly,
  });
}

/** Undefined if there is none, or if it cannot be read. */
export async function readRunState(config: Config, output: string | undefined): Promise<State | undefined> {
  if (output === undefined && config.connector.id === undefined) return undefined;
  const store = await openRunState(config, output, { readOnly: true });
  const loaded = store.ok ? store.value.load() : store;
  return loaded.ok ? loaded.value?.state : undefined;
}

/** What `status` shows besides the state. */
export interface RunRecords {
  readonly lastFailure: LastFailureFile;
  readonly history: HistoryFile;
}

/** Undefined without a state beside them. */
export async function openRecords(
  config: Config,
  output: string | undefined,
): Promise<Result<RunRecords | undefined, StateFailure | UnsafeState>> {
  // Without an id the files would belong to every configuration that has none.
  if (output === undefined && config.connector.id === undefined) return ok(undefined);
  const store = await openRunState(config, output, { readOnly: output !== undefined });
  if (!store.ok) return store;
  return ok(recordsIn(store.value.directory, output === undefined ? stateName(config) : outputStateName));
}

/** @param name of the state: file name without extension */
export const recordsIn = (directory: string, name: string): RunRecords => ({
  lastFailure: lastFailureFile(directory, name),
  history: historyFile(directory, name),
});
