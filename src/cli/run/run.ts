import { missingFor } from '../../config/index.js';
import type { HttpClient } from '../../http/index.js';
import { err, type Result } from '../../lib/index.js';
import type { SyncEvent, SyncOptions } from '../../sync/index.js';
import type { ThreatVision } from '../../threatvision/index.js';
import type { CommandContext } from '../command.js';
import type { ExitCode } from '../exit-code.js';
import type { CliFailure } from '../failure.js';
import { type Interruption, listenForSignals, stoppingEarly } from '../interruption.js';
import { logEvent } from '../render/log-lines.js';
import { openProgress } from '../render/progress.js';
import { openThreatVision } from '../services.js';
import { finishRun } from './finish.js';
import type { SyncFlags } from './options.js';
import { rememberFailure, rememberInterruption } from './last-failure.js';
import { lastSuccessOf } from './last-success.js';
import { type DeliveredEvent, nothingDone, type Repetition, type RunEnd } from './run-end.js';
import { openStage } from './stage.js';

/** One run of the engine, as `sync` or `push` wants it. */
export interface RunRequest {
  readonly stage: Pick<SyncFlags, 'output' | 'dryRun'>;
  /** Resolves what to do, once ThreatVision can be asked. */
  plan(client: ThreatVision): Promise<Result<SyncOptions, CliFailure>>;
  readonly dryRun: boolean;
  /** Seconds to stay for the import; undefined: not at all. */
  readonly wait: number | undefined;
  readonly metricsFile?: string;
  /** Single items, pushed by hand: not the run that `status` calls the last one. */
  readonly byHand?: true;
  /** `none` where it is left out. */
  readonly repetition?: Repetition;
}

/** Runs the engine and says how it ended: on the terminal, in the log, as JSON, as metrics, by the exit code. */
export async function performRun(context: CommandContext, request: RunRequest): Promise<ExitCode> {
  const interruption = listenForSignals(
    (begun) => {
      // The engine tells of itself. Until it has begun, all that is waited for is an answer of a service.
      if (!begun) context.log.warn(stoppingEarly, { event: 'stopping', why: 'interrupted' });
    },
    () => rememberInterruption(context.config, request),
  );
  const startedAt = new Date();
  try {
    const ended = await run(context, request, interruption);
    const { dryRun, repetition = 'none' } = request;
    const end = ended.ok
      ? ended.value
      : interruption.exitCode() !== undefined && isCancelled(ended.failure)
        ? nothingDone(startedAt, dryRun, 'interrupted', repetition)
        : nothingDone(startedAt, dryRun, 'failed', repetition, ended.failure);
    if (!ended.ok && end.failure === undefined) await rememberInterruption(context.config, request);
    else await rememberFailure(context.config, request, end);
    const { metricsFile, stage } = request;
    const metrics =
      metricsFile === undefined
        ? undefined
        : { path: metricsFile, lastSuccess: await lastSuccessOf(context.config, stage.output) };
    return await finishRun(context, end, { interrupted: interruption.exitCode(), metrics });
  } finally {
    interruption.dispose();
  }
}

/** What an interruption cut off is no failure of the service. */
const isCancelled = (failure: CliFailure): boolean =>
  'http' in failure && failure.http.reason === 'cancelled';

async function run(
  context: CommandContext,
  request: RunRequest,
  interruption: Interruption,
): Promise<Result<RunEnd, CliFailure>> {
  const { config, log } = context;
  const { output, dryRun } = request.stage;
  const pushes = output === undefined && dryRun !== true;
  const missing = missingFor(config, pushes ? ['threatvision', 'push'] : ['threatvision']);
  if (missing !== undefined) return err(missing);
  const progress = await openProgress(context);
  const service = { config, log, noRepeats: interruption.soft, onRetry: progress.retrying };
  const source = await openThreatVision({ ...service, signal: interruption.hard });
  if (!source.ok) {
    progress.end();
    return source;
  }
  const clients: HttpClient[] = [source.value.http];
  const wouldDeliver: DeliveredEvent[] = [];
  const emit = (event: SyncEvent): void => {
    progress.see(event);
    if (request.dryRun && event.type === 'delivered') wouldDeliver.push(event);
    // Said already, by the signal that came before the engine began.
    if (event.type === 'stopping' && event.why === 'interrupted' && !interruption.begun()) return;
    if (!progress.shows(event)) logEvent(log, event, request.dryRun, request.repetition);
  };
  try {
    // What cannot be planned touches nothing.
    const options = await request.plan(source.value.client);
    if (!options.ok) return options;
    const { listAhead, runSync } = await import('../../sync/index.js');
    let threatVision = source.value.client;
    const stage = await openStage(
      request.stage,
      { ...service, signal: interruption.last },
      emit,
      (local) => (threatVision = listAhead(threatVision, local, options.value)),
    );
    if (!stage.ok) return stage;
    const { session, target, platform, http, imports, release } = stage.value;
    if (http !== undefined) clients.push(http);
    try {
      const { soft: signal, hard: abandon } = interruption;
      if (interruption.exitCode() === undefined) interruption.begin();
      const deps = { threatVision, session, target, emit, signal, abandon };
      let summary = await runSync(
        { ...deps, ...(platform === undefined ? {} : { platform }) },
        options.value,
      );
      if (request.wait !== undefined) summary = await imports(summary, request.wait, interruption.soft);
      const sum = (pick: 'requests' | 'retries'): number =>
        clients.reduce((total, client) => total + client.counters()[pick], 0);
      const { repetition = 'none' } = request;
      const end: RunEnd = { summary, repetition, requests: sum('requests'), retries: sum('retries') };
      // They come as their downloads end.
      wouldDeliver.sort((one, other) => one.date - other.date);
      return { ok: true, value: request.dryRun ? { ...end, wouldDeliver } : end };
    } finally {
      release();
    }
  } finally {
    progress.end();
    for (const client of clients) client.close();
  }
}
