import type { Config } from '../../config/index.js';
import { ok, type Result } from '../../lib/index.js';
import { kinds, openStateStore, type StateFailure } from '../../state/index.js';
import { openLocalState } from '../local-state.js';
import { outputStateName } from './output-state.js';

/**
 * `--if-due`: whether the last finished run is older than the period, or a failed item's next try has come.
 * Asks the local state alone: a machine that wakes up every minute costs nobody a request.
 */
export async function isDue(
  config: Config,
  outputDirectory: string | undefined,
): Promise<Result<boolean, StateFailure>> {
  const opened =
    outputDirectory === undefined
      ? await openLocalState(config)
      : await openStateStore({ name: outputStateName, directory: outputDirectory });
  if (!opened.ok) return opened;
  const loaded = opened.value.load();
  if (!loaded.ok) return loaded;
  const state = loaded.value?.state;
  const lastRun = state?.lastRun;
  if (
    state === undefined ||
    lastRun === undefined ||
    lastRun.beforeReset === true ||
    !['done', 'nothing-new', 'partial'].includes(lastRun.outcome)
  )
    return ok(true);
  const now = Date.now() / 1000;
  if (now - lastRun.finishedAt >= config.connector.durationPeriodMs / 1000) return ok(true);
  return ok(
    kinds.some((kind) =>
      Object.values(state[kind].waiting).some(({ nextTry }) => nextTry !== undefined && nextTry <= now),
    ),
  );
}
