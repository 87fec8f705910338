import type { Config } from '../config/index.js';
import type { Result } from '../lib/index.js';
import { openStateStore, type StateFailure, type StateStore } from '../state/index.js';

/** The name of this connector's state and lock; without an id there is one for all. */
export const stateName = (config: Config): string => config.connector.id ?? 'default';

/**
 * The local copy of this connector's state.
 * @param how.onlyRead asking makes no directory
 */
export function openLocalState(
  config: Config,
  how: { readonly onlyRead?: true } = {},
): Promise<Result<StateStore, StateFailure>> {
  const { dir } = config.state;
  return openStateStore({
    name: stateName(config),
    ...(dir === undefined ? {} : { directory: dir }),
    ...how,
  });
}
