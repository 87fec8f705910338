import { resolve } from 'node:path';

import type { Config } from '../../config/index.js';
import { openStateStore } from '../../state/index.js';
import { openLocalState } from '../local-state.js';
import { outputStateName } from './output-state.js';

/**
 * When the last run that left nothing behind has begun, by the state that the run worked on: the one rule for `status`
 * and for the metrics (`LastRun.lastSuccess`).
 * @returns unix seconds; undefined where there was none, or no state can tell
 */
export async function lastSuccessOf(config: Config, output: string | undefined): Promise<number | undefined> {
  if (output === undefined && config.connector.id === undefined) return undefined;
  const opened =
    output === undefined
      ? await openLocalState(config)
      : await openStateStore({ name: outputStateName, directory: resolve(output) });
  const loaded = opened.ok ? opened.value.load() : undefined;
  return loaded?.ok === true ? loaded.value?.state.lastRun?.lastSuccess : undefined;
}
