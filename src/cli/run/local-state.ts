import { lstatSync } from 'node:fs';
import { join } from 'node:path';

import type { Config } from '../../config/index.js';
import { err, ok, type Result, systemErrorMessage } from '../../lib/index.js';
import {
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

/** The reason of the last failure, for `status`; undefined without a state beside it. */
export async function openLastFailure(
  config: Config,
  output: string | undefined,
): Promise<Result<LastFailureFile | undefined, StateFailure | UnsafeState>> {
  // Without an id the file would belong to every configuration that has none.
  if (output === undefined && config.connector.id === undefined) return ok(undefined);
  const store = await openRunState(config, output, { readOnly: output !== undefined });
  if (!store.ok) return store;
  const name = output === undefined ? stateName(config) : outputStateName;
  return ok(lastFailureFile(store.value.directory, name));
}
