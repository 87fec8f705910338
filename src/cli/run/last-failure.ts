import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import type { Config } from '../../config/index.js';
import { lastFailureFile, type LastFailureFile } from '../../state/index.js';
import { openLocalState, stateName } from '../local-state.js';
import { outputStateName } from './output-state.js';
import type { RunRequest } from './run.js';
import type { RunEnd } from './run-end.js';

/**
 * Keeps why the last run failed for `status`, also of a run that could not even begin; a run that did not fail takes it
 * away. One that found another at work is no run.
 */
export async function rememberFailure(
  config: Config,
  { stage, byHand, dryRun }: Pick<RunRequest, 'stage' | 'byHand' | 'dryRun'>,
  { summary, failure = summary.failure }: RunEnd,
): Promise<void> {
  if (byHand === true || dryRun || failure?.reason === 'locked') return;
  const file = await fileOf(config, stage.output);
  if (failure === undefined) {
    file?.forget();
    return;
  }
  const { describeFailure } = await import('../failure-texts.js');
  const at = Math.floor(summary.finishedAt.getTime() / 1000);
  file?.save({ at, reason: failure.reason, message: describeFailure(failure).message });
}

/**
 * The same for a run that was interrupted and could not note its end in the state: it had not begun, or a second signal
 * did not let it.
 */
export async function rememberInterruption(
  config: Config,
  { stage, byHand, dryRun }: Pick<RunRequest, 'stage' | 'byHand' | 'dryRun'>,
): Promise<void> {
  if (byHand === true || dryRun) return;
  const file = await fileOf(config, stage.output);
  const at = Math.floor(Date.now() / 1000);
  file?.save({ at, reason: 'interrupted', message: 'It was interrupted before it could note its end.' });
}

/** Beside the state that the run worked on; undefined where there is no place for one. */
async function fileOf(config: Config, output: string | undefined): Promise<LastFailureFile | undefined> {
  if (output !== undefined) {
    const directory = resolve(output);
    return existsSync(directory) ? lastFailureFile(directory, outputStateName) : undefined;
  }
  // Without an id it would be the file of all that have none.
  if (config.connector.id === undefined) return undefined;
  const store = await openLocalState(config);
  return store.ok ? lastFailureFile(store.value.directory, stateName(config)) : undefined;
}
