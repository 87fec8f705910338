import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { missingFor, requireForPush } from '../../config/index.js';
import { isoTime, type Result } from '../../lib/index.js';
import {
  type KindState,
  type LastFailure,
  lastFailureFile,
  type LastRun,
  type LocalState,
  lockHolder,
  openStateStore,
  type StateStore,
} from '../../state/index.js';
import { type CliFailure, type ExitCode, exitCodes, usage } from '../core/failure.js';
import type { CommonOptions } from '../core/flags.js';
import type { StatusDocument } from '../documents/schemas.js';
import { type CommandContext, type Invocation, openCommand } from '../run/context.js';
import { openLocalState, outputStateName, stateName } from '../run/local-state.js';
import { statusLines } from '../ui/status-text.js';
import { terminalWidth } from '../ui/text.js';
import type { CommandDefinition } from './definition.js';
import { askPlatform } from './opencti-status.js';

export const statusCommand: CommandDefinition = {
  options: [
    { flags: '--offline', description: 'read the local state only; send no request' },
    { flags: '--output <dir>', description: 'the state that `sync --output` keeps in this directory' },
  ],
  examples: [
    ['status', 'Shows how far the deliveries are, and what failed.'],
    ['status --offline --json', 'The same for a script, without a request.'],
  ],
  run: (command, invocation) => status(command.optsWithGlobals(), invocation),
};

interface StatusFlags extends CommonOptions {
  readonly offline?: boolean | undefined;
  readonly output?: string | undefined;
}

/** Shows the local state, and what OpenCTI reports; an unreachable OpenCTI is part of the status, not a failure. */
async function status(flags: StatusFlags, invocation: Invocation): Promise<ExitCode> {
  const opened = await openCommand(invocation, flags);
  if (!opened.ok) return invocation.output.fail(opened.failure);
  const context = opened.value;
  const { config } = context;
  const { output } = flags;
  const store =
    output === undefined ? await openLocalState(config, { readOnly: true }) : await openOutputState(output);
  if (!store.ok) return context.fail(store.failure);
  const loaded = store.value.load();
  if (!loaded.ok) return context.fail(loaded.failure);
  const { path, directory } = store.value;
  const name = output === undefined ? stateName(config) : outputStateName;
  const state = loaded.value?.state;
  // Without an id, the file of the last failure would belong to every configuration that has none.
  const hasFailureFile = output !== undefined || config.connector.id !== undefined;
  const document: StatusDocument = {
    statePath: path,
    missing:
      missingFor(config, output === undefined ? ['threatvision', 'push'] : ['threatvision'])?.missing.map(
        ({ key }) => key,
      ) ?? [],
    lock: lockHolder(directory, name) ?? null,
    openWorks: loaded.value?.openWorks ?? [],
    lastRun: describeRun(state?.lastRun),
    lastFailure: hasFailureFile ? describeLastFailure(lastFailureFile(directory, name).load()) : null,
    reports: state === undefined ? null : describeKind(state.reports),
    bundles: state === undefined ? null : describeKind(state.bundles),
    opencti: flags.offline === true || output !== undefined ? null : await platformOf(context, loaded.value),
  };
  if (context.json) context.printJson(document);
  else context.print((await statusLines(document, terminalWidth(), context.color.stdout)).join('\n'));
  return exitCodes.done;
}

/** Creates no directory. */
function openOutputState(output: string): Promise<Result<StateStore, CliFailure>> {
  const directory = resolve(output);
  if (existsSync(join(directory, `${outputStateName}.json`)))
    return openStateStore({ directory, name: outputStateName });
  const message = `There is no state of \`sync --output\` in ${directory}.`;
  const hint = 'Give the directory to which it writes.';
  return Promise.resolve({ ok: false, failure: usage(message, hint) });
}

async function platformOf(
  { config, log, describe }: CommandContext,
  local: LocalState | undefined,
): Promise<StatusDocument['opencti']> {
  if (!requireForPush(config).ok) return null;
  const answer = await askPlatform({ config, log }, local);
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
