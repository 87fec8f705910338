import { missingFor } from '../../config/index.js';
import type { Converter } from '../../converter/index.js';
import type { HttpClient } from '../../http/index.js';
import type { ItemKind } from '../../kinds.js';
import { err, ok, type Result } from '../../lib/index.js';
import type { SyncEvent, SyncOptions } from '../../sync/index.js';
import type { ThreatVision } from '../../threatvision/index.js';
import { exitNow } from '../core/exit.js';
import type { BugFailure, CliFailure, ExitCode } from '../core/failure.js';
import { type Interruption, listenForSignals, shutdownSeconds } from '../core/interruption.js';
import { emptyResult, type Resume, type RunResult } from '../core/run-result.js';
import { logEvent } from '../ui/log-lines.js';
import { openProgress, type Progress } from '../ui/progress.js';
import { type BugWatch, watchForBugs } from './bugs.js';
import type { CommandContext } from './context.js';
import { lookUp } from './find-items.js';
import type { Heartbeat } from './heartbeat.js';
import { countImports, type ImportCounts } from './history.js';
import { readRunState } from './local-state.js';
import { configuredOptions } from './options.js';
import { recordInterruption, recordResult } from './records.js';
import { reportResult } from './result.js';
import { openThreatVision } from './services.js';
import { type Destination, likelyState, openResources, openState } from './setup.js';

export interface RunRequest {
  readonly destination: Destination;
  /** A sync from the cursor or a backfill, or items that `push` names. */
  readonly task:
    | { readonly type: 'sync'; readonly options: SyncOptions }
    | { readonly type: 'push'; readonly kind: ItemKind; readonly ids: readonly string[] };
  /** Undefined: no wait for the import. */
  readonly waitSeconds?: number | undefined;
  readonly metricsFile?: string | undefined;
  readonly heartbeat?: Heartbeat | undefined;
  readonly resume: Resume;
}

/** Runs once and reports the result: on the terminal, in the log, as JSON, as metrics, by the exit code. */
export async function performRun(context: CommandContext, request: RunRequest): Promise<ExitCode> {
  const { config, log } = context;
  const startedAt = context.now();
  const recorded = { ...request.destination, isPush: request.task.type === 'push' };
  const counts = countImports();
  const interruption = listenForSignals(
    (started) => {
      // After its start the run reports the interruption itself.
      if (!started) log.warn(stoppingEarly, { event: 'stopping', why: 'interrupted' });
    },
    () => recordInterruption(context, recorded, startedAt),
  );
  request.heartbeat?.start();
  const bugs = watchForBugs(context.net, context, () => interruption.abort());
  const gaveUp = bugs.gaveUp.then(() => err({ reason: 'bug' as const, message: 'the run does not end' }));
  try {
    const ran = await Promise.race([
      runOrReportBug(context, request, { interruption, bugs, counts }),
      gaveUp,
    ]);
    const result = withBug(
      ran.ok ? ran.value : resultOfFailure(context, ran.failure, startedAt, request, interruption),
      bugs.first(),
    );
    const { metricsFile, destination } = request;
    const state = await readRunState(config, destination.output);
    await recordResult(context, recorded, result, { counts, state });
    const metrics = metricsFile === undefined ? undefined : { path: metricsFile, state };
    const code = await reportResult(context, result, { interrupted: interruption.exitCode(), metrics });
    await request.heartbeat?.end(code, interruption.exitCode() !== undefined);
    if (!ran.ok && ran.failure.reason === 'bug') exitNow(code);
    return code;
  } finally {
    bugs.dispose();
    interruption.dispose();
  }
}

/** What follows a run from outside. */
interface Watch {
  readonly interruption: Interruption;
  readonly bugs: BugWatch;
  readonly counts: ImportCounts;
}

/** An exception fails the run like any other reason: the result is reported and recorded. */
async function runOrReportBug(
  context: CommandContext,
  request: RunRequest,
  watch: Watch,
): Promise<Result<RunResult, CliFailure>> {
  try {
    return await run(context, request, watch);
  } catch (error) {
    return err(watch.bugs.add(error));
  }
}

function withBug(result: RunResult, failure: BugFailure | undefined): RunResult {
  if (failure === undefined) return result;
  return { ...result, summary: { ...result.summary, outcome: 'failed' }, failure };
}

const stoppingEarly = `stopping: interrupted, waiting at most ${shutdownSeconds} s for a response`;

/** Opens the services and the state, runs, and waits for the import if requested. */
async function run(
  context: CommandContext,
  request: RunRequest,
  { interruption, bugs, counts }: Watch,
): Promise<Result<RunResult, CliFailure>> {
  const { host, config, log } = context;
  const { output, dryRun } = request.destination;
  const pushes = output === undefined && !dryRun;
  const missing = missingFor(config, pushes ? ['threatvision', 'push'] : ['threatvision']);
  if (missing !== undefined) return err(missing);
  const progress = await openProgress(context);
  const { cancellation } = interruption;
  const now = (): number => context.now().getTime();
  const { maxDuration = Infinity } = request.task.type === 'sync' ? request.task.options : {};
  const services = {
    host,
    config,
    log,
    cancellation,
    onRetry: progress.retrying,
    readOnly: dryRun,
    throttledUntil: now() + maxDuration,
    waitFor: undefined,
  };
  const httpClients: HttpClient[] = [];
  let converter: Converter | undefined;
  const show = eventSink(context, request, progress);
  const emit = (event: SyncEvent): void => {
    bugs.alive();
    counts.see(event);
    show(event);
  };
  try {
    const source = await openThreatVision(services);
    if (!source.ok) return source;
    httpClients.push(source.value.http);
    // Options that cannot be resolved must not touch anything.
    const options = await resolveOptions(context, request, source.value.client);
    if (!options.ok) return options;
    const state = await openState(config, request.destination);
    if (!state.ok) return state;
    const { inHand, lock } = state.value;
    // Also at an end that this program decides on, which is no unexpected one.
    const closeInHand = (): void => inHand?.close();
    process.once('exit', closeInHand);
    try {
      const [{ listAhead, runSync, waitForImports }, { createConverter }] = await Promise.all([
        import('../../sync/index.js'),
        import('../../converter/index.js'),
      ]);
      converter = createConverter({ inHand });
      const client = pushes
        ? listAhead(source.value.client, likelyState(state.value, config), options.value)
        : source.value.client;
      const opened = await openResources(state.value, request.destination, services, emit, now);
      if (!opened.ok) return opened;
      const { session, target, platform, http } = opened.value;
      if (http !== undefined) httpClients.push(http);
      if (interruption.exitCode() === undefined) interruption.markStarted();
      let summary = await runSync({
        source: client,
        session,
        target,
        convert: converter.convert,
        options: { ...options.value, listItems: dryRun || context.json },
        cancellation,
        emit,
        now,
      });
      if (request.waitSeconds !== undefined && platform !== undefined) {
        const { stopAccepting } = cancellation;
        const { session, delivery } = platform;
        const seconds = request.waitSeconds;
        summary = await waitForImports(summary, {
          session,
          delivery,
          seconds,
          stopAccepting,
          emit,
          now,
        });
      }
      return ok({ summary, resume: request.resume, ...countRequests(httpClients) });
    } finally {
      closeInHand();
      process.off('exit', closeInHand);
      lock?.release();
    }
  } finally {
    progress.end();
    converter?.close();
    for (const client of httpClients) client.close();
  }
}

async function resolveOptions(
  { config }: CommandContext,
  { task, destination }: RunRequest,
  client: ThreatVision,
): Promise<Result<SyncOptions, CliFailure>> {
  if (task.type === 'sync') return ok(task.options);
  const found = await lookUp(client, task.kind, task.ids);
  if (!found.ok) return found;
  const { dryRun } = destination;
  return ok({
    ...configuredOptions(config),
    kinds: [task.kind],
    only: found.value,
    retryFailed: false,
    dryRun,
  });
}

/** Shows events on the terminal and writes the others to the log. */
function eventSink(
  { log }: CommandContext,
  request: RunRequest,
  progress: Progress,
): (event: SyncEvent) => void {
  return (event) => {
    progress.see(event);
    if (!progress.shows(event)) logEvent(log, event, request.destination.dryRun, request.resume);
  };
}

function countRequests(clients: readonly HttpClient[]): { requests: number; retries: number } {
  const counters = clients.map((client) => client.counters());
  return {
    requests: counters.reduce((sum, { requests }) => sum + requests, 0),
    retries: counters.reduce((sum, { retries }) => sum + retries, 0),
  };
}

/** A request that the interruption aborted is not a failure of the service. */
function resultOfFailure(
  { now }: CommandContext,
  failure: CliFailure,
  startedAt: Date,
  { destination, resume }: RunRequest,
  interruption: Interruption,
): RunResult {
  const wasAborted = 'http' in failure && failure.http.reason === 'cancelled';
  return interruption.exitCode() !== undefined && wasAborted
    ? emptyResult(startedAt, now(), destination.dryRun, 'interrupted', resume)
    : emptyResult(startedAt, now(), destination.dryRun, 'failed', resume, failure);
}
