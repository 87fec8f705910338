import { flagHelp, options } from '../../config/index.js';
import { itemKinds } from '../../kinds.js';
import { ok, type Result } from '../../lib/index.js';
import type { StateFailure, UnsafeState } from '../../state/index.js';
import { type CliFailure, type ExitCode, exitCodes, usage } from '../core/failure.js';
import { type Host, resolvePath } from '../core/host.js';
import { emptyResult, type Resume } from '../core/run-result.js';
import type { SyncDocument } from '../documents/schemas.js';
import { type CommandContext, type Invocation, openCommand } from '../run/context.js';
import type { Heartbeat } from '../run/heartbeat.js';
import { openRunState } from '../run/local-state.js';
import { type SyncFlags, syncOptions, waitFlag } from '../run/options.js';
import type { CommandDefinition } from './definition.js';

export const syncCommand: CommandDefinition = {
  options: [
    {
      flags: '--since <time>',
      description: 'deliver again from this time on: Unix seconds, ISO 8601, or back from now (7d)',
    },
    { flags: '--until <time>', description: 'ignore items newer than this time' },
    { flags: '--only <kind>', description: 'process one kind only', choices: itemKinds },
    { flags: '--dry-run', description: 'show what a run would deliver; send and store nothing' },
    { flags: '--output <dir>', description: 'write one STIX bundle file per item instead of pushing' },
    {
      flags: '--max-items <n>',
      description:
        'stop after this number of items; the next run continues (with --since, the summary names the rest)',
    },
    {
      flags: '--max-duration <duration>',
      description: 'stop after this time (50m, PT15M, or a number of seconds), like --max-items',
    },
    {
      flags: '--wait [seconds]',
      description: 'wait until OpenCTI has imported everything (default without a number: 600)',
    },
    { flags: '--concurrency <n>', description: flagHelp(options.http.concurrency) },
    {
      flags: '--if-due',
      description:
        'run only if the last run is older than connector.duration_period, or if the retry of an item is due',
    },
    { flags: '--retry-failed', description: 'retry all failed items now' },
    { flags: '--metrics-file <path>', description: 'write metrics for a Prometheus textfile collector' },
    {
      flags: '--ping-url <url>',
      description:
        'request this URL at start and end, for a monitoring service (env TEAMT5_PING_URL, which other users cannot read)',
    },
  ],
  examples: [
    ['sync', 'In a crontab: 7 * * * * teamt5-opencti sync. Silent while all is well.'],
    [
      'sync --since 30d --only reports --dry-run',
      'Shows what delivering the reports of the last 30 days again would do.',
    ],
  ],
  notes: `Exit codes: 0 done or nothing to do, 1 a bug, 2 usage, configuration or state,
3 credentials refused, 4 ThreatVision unreachable, 5 OpenCTI unreachable or
refusing, 6 items failed and wait for a retry, 7 another run is active, 130 and
143 interrupted, with the state saved.`,
  run: (command, invocation) => sync(command.optsWithGlobals(), invocation),
};

/** However the run ends, it prints its document and writes its metrics. */
async function sync(given: SyncFlags, invocation: Invocation): Promise<ExitCode> {
  const flags = withAbsolutePaths(given, invocation.output.host);
  const opened = await openCommand(invocation, flags);
  if (!opened.ok) return failEarly(flags, invocation, opened.failure);
  const context = opened.value;
  const options = syncOptions(flags, context.config, context.now());
  if (!options.ok) return failEarly(flags, invocation, options.failure);
  const wait = waitFlag(flags.wait);
  if (!wait.ok) return failEarly(flags, invocation, wait.failure);
  if (wait.value !== undefined && flags.output !== undefined) {
    const hint = 'Files are not imported: leave one of the two out.';
    return failEarly(flags, invocation, usage('--output and --wait exclude each other.', hint));
  }
  if (flags.ifDue === true) {
    const due = await isDue(flags, context);
    if (!due.ok) return failEarly(flags, invocation, due.failure);
    if (!due.value) return reportNotDue(flags, invocation);
  }
  // Loaded only now: a machine that checks every minute whether a run is due pays for that check alone.
  const { performRun } = await import('../run/run.js');
  return performRun(context, {
    destination: { output: flags.output, dryRun: options.value.dryRun },
    task: { type: 'sync', options: options.value },
    waitSeconds: wait.value,
    resume: resumeOf(flags),
    metricsFile: flags.metricsFile,
    heartbeat: await heartbeatOf(context, options.value.dryRun),
  });
}

/** A dry run sends nothing. */
async function heartbeatOf(context: CommandContext, dryRun: boolean): Promise<Heartbeat | undefined> {
  const { pingUrl } = context.config.sync;
  if (pingUrl === undefined || dryRun) return undefined;
  const { openHeartbeat } = await import('../run/heartbeat.js');
  return openHeartbeat(context, pingUrl);
}

function withAbsolutePaths(flags: SyncFlags, host: Host): SyncFlags {
  const absolute = (path: string | undefined) => (path === undefined ? undefined : resolvePath(host, path));
  return { ...flags, output: absolute(flags.output), metricsFile: absolute(flags.metricsFile) };
}

function resumeOf({ dryRun, since }: SyncFlags): Resume {
  if (dryRun === true) return 'none';
  return since === undefined ? 'cursor' : 'since';
}

/** `--if-due`: reads the local state alone, so that a check every minute costs no request. */
async function isDue(
  { output }: SyncFlags,
  { config, now }: CommandContext,
): Promise<Result<boolean, StateFailure | UnsafeState>> {
  const store = await openRunState(config, output, { readOnly: true });
  if (!store.ok) return store;
  const loaded = store.value.load();
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
  const seconds = now().getTime() / 1000;
  if (seconds - lastRun.finishedAt >= config.connector.durationPeriodMs / 1000) return ok(true);
  return ok(
    itemKinds.some((kind) =>
      Object.values(state[kind].waiting).some(({ nextTry }) => nextTry !== undefined && nextTry <= seconds),
    ),
  );
}

async function failEarly(
  flags: SyncFlags,
  { output, now }: Invocation,
  failure: CliFailure,
): Promise<ExitCode> {
  const { reportResult } = await import('../run/result.js');
  const { dryRun = false, metricsFile } = flags;
  const result = emptyResult(now(), now(), dryRun, 'failed', resumeOf(flags), failure);
  return reportResult(output, result, {
    metrics: metricsFile === undefined ? undefined : { path: metricsFile, state: undefined },
  });
}

async function reportNotDue(flags: SyncFlags, { output, now }: Invocation): Promise<ExitCode> {
  // A scheduler calls it every minute: its log must not fill with these lines.
  const level = output.host.stderr.isTTY === true ? 'info' : 'debug';
  output.log[level]('Not due yet: nothing to do.', { event: 'not-due' });
  if (output.json) {
    const { summaryDocument } = await import('../documents/sync-document.js');
    const { dryRun = false } = flags;
    const nothing = emptyResult(now(), now(), dryRun, 'nothing-new', resumeOf(flags));
    output.printJson({ ...summaryDocument(nothing), due: false } satisfies SyncDocument);
  }
  return exitCodes.done;
}
