import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { requireForPush } from '../../config/index.js';
import { itemKinds } from '../../kinds.js';
import { isoTime, type Result } from '../../lib/index.js';
import {
  type KindState,
  type LastFailure,
  lastFailureFile,
  type LastRun,
  lockHolder,
  openStateStore,
  type StateStore,
} from '../../state/index.js';
import { type CliFailure, type ExitCode, exitCodes, usage } from '../core/failure.js';
import type { CommonOptions } from '../core/flags.js';
import type { StatusDocument } from '../documents/schemas.js';
import { type CommandContext, withConfig } from '../run/context.js';
import { openLocalState, outputStateName, stateName } from '../run/local-state.js';
import { withShortRetries } from '../run/services.js';
import { statusLines } from '../ui/status-text.js';
import { terminalWidth } from '../ui/text.js';
import { askPlatform } from './opencti-status.js';

export interface StatusFlags extends CommonOptions {
  readonly offline?: boolean | undefined;
  /** A directory of `sync --output`, which has a state of its own. */
  readonly output?: string | undefined;
}

/** `status`: what the local state knows, and what OpenCTI says; that it does not answer is part of the status. */
export function statusCommand(flags: StatusFlags): Promise<ExitCode> {
  return withConfig(flags, async (context) => {
    const { config } = context;
    const { output } = flags;
    const name = output === undefined ? stateName(config) : outputStateName;
    const opened =
      output === undefined ? await openLocalState(config, { readOnly: true }) : await openOutputState(output);
    if (!opened.ok) return context.fail(opened.failure);
    const loaded = opened.value.load();
    if (!loaded.ok) return context.fail(loaded.failure);
    const { path, directory } = opened.value;
    const state = loaded.value?.state;
    const [reports, bundles] = itemKinds.map((kind) =>
      state === undefined ? null : describeKind(state[kind]),
    );
    const document: StatusDocument = {
      statePath: path,
      lock: lockHolder(directory, name) ?? null,
      openWorks: loaded.value?.openWorks ?? [],
      lastRun: describeRun(state?.lastRun),
      // Without an id the file would be anybody's.
      lastFailure:
        output === undefined && config.connector.id === undefined
          ? null
          : describeLastFailure(lastFailureFile(directory, name).load()),
      reports: reports ?? null,
      bundles: bundles ?? null,
      opencti: flags.offline === true || output !== undefined ? null : await platformOf(context),
    };
    if (context.json) context.printJson(document);
    else context.print((await statusLines(document, terminalWidth(), context.color.stdout)).join('\n'));
    return exitCodes.done;
  });
}

/** Asking for a status makes no directory. */
function openOutputState(output: string): Promise<Result<StateStore, CliFailure>> {
  const directory = resolve(output);
  if (existsSync(join(directory, `${outputStateName}.json`)))
    return openStateStore({ directory, name: outputStateName });
  const message = `No \`sync --output\` has kept its state in ${directory}.`;
  const hint = 'Give the directory that it writes to.';
  return Promise.resolve({ ok: false, failure: usage(message, hint) });
}

async function platformOf({ config, log, describe }: CommandContext): Promise<StatusDocument['opencti']> {
  if (!requireForPush(config).ok) return null;
  const answer = await askPlatform({ config: withShortRetries(config), log });
  return answer.ok ? answer.value : { error: await describe(answer.failure) };
}

function describeRun(run: LastRun | undefined): StatusDocument['lastRun'] {
  if (run === undefined) return null;
  return {
    startedAt: isoTime(run.startedAt),
    finishedAt: isoTime(run.finishedAt),
    outcome: run.outcome,
    backfill: run.backfill === true,
    lastSuccess: isoTime(run.lastSuccess),
  };
}

function describeLastFailure(failure: LastFailure | undefined): StatusDocument['lastFailure'] {
  if (failure === undefined) return null;
  const { at, reason, message } = failure;
  return { time: isoTime(at), reason, message };
}

function describeKind({ start, watermark, recent, waiting }: KindState): StatusDocument['reports'] {
  return {
    start: isoTime(start),
    watermark: isoTime(watermark),
    recent: Object.values(recent).reduce((sum, day) => sum + Object.keys(day).length, 0),
    waiting: Object.entries(waiting).map(([id, item]) => ({
      id,
      lack: item.lack,
      reason: item.reason,
      message: item.message,
      attempts: item.attempts,
      firstAttempt: isoTime(item.firstAttempt),
      lastAttempt: isoTime(item.lastAttempt),
      nextTry: isoTime(item.nextTry),
    })),
  };
}
