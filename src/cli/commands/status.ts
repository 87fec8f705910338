import { requireForPush } from '../../config/index.js';
import { kinds, type KindState, type LastRun, lockHolder } from '../../state/index.js';
import { type CommandContext, withConfig } from '../command.js';
import { exitCodes, type ExitCode } from '../exit-code.js';
import { openLocalState, stateName } from '../local-state.js';
import type { CommonOptions } from '../output.js';
import { askPlatform, failedAnswer } from '../platform-knowledge.js';
import { isoTime } from '../render/time.js';
import type { StatusDocument } from '../schemas/status.js';
import { statusLines } from './status-lines.js';

export interface StatusFlags extends CommonOptions {
  readonly offline?: boolean;
}

/** `status`: what the local state knows, and what OpenCTI says; that it does not answer is part of the status. */
export function statusCommand(flags: StatusFlags): Promise<ExitCode> {
  return withConfig(flags, async (context) => {
    const { config } = context;
    const opened = await openLocalState(config);
    if (!opened.ok) return context.fail(opened.failure);
    const loaded = opened.value.load();
    if (!loaded.ok) return context.fail(loaded.failure);
    const { path, directory } = opened.value;
    const state = loaded.value?.state;
    const [reports, bundles] = kinds.map((kind) => (state === undefined ? null : describeKind(state[kind])));
    const document: StatusDocument = {
      statePath: path,
      lock: lockHolder(directory, stateName(config)) ?? null,
      openWorks: loaded.value?.openWorks ?? [],
      lastRun: describeRun(state?.lastRun),
      reports: reports ?? null,
      bundles: bundles ?? null,
      opencti: flags.offline === true ? null : await platformOf(context),
    };
    if (context.json) context.printJson(document);
    else context.print((await statusLines(document, context.color.stdout)).join('\n'));
    return exitCodes.done;
  });
}

/** A status must not take as long as a run that waits for a platform: one short repeat is enough. */
const patienceMs = 2000;

async function platformOf({ config, log }: CommandContext): Promise<StatusDocument['opencti']> {
  if (!requireForPush(config).ok) return null;
  const retryPeriodMs = Math.min(patienceMs, config.http.retryPeriodMs);
  const answer = await askPlatform({ config: { ...config, http: { ...config.http, retryPeriodMs } }, log });
  return answer.ok ? answer.value : await failedAnswer(answer.failure);
}

function describeRun(run: LastRun | undefined): StatusDocument['lastRun'] {
  if (run === undefined) return null;
  return {
    startedAt: isoTime(run.startedAt),
    finishedAt: isoTime(run.finishedAt),
    outcome: run.outcome,
    lastSuccess: isoTime(run.lastSuccess),
  };
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
