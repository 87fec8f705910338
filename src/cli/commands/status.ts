import { type Config, missingFor, requireForPush } from '../../config/index.js';
import { err, isoTime, ok, type Result, unixSeconds } from '../../lib/index.js';
import {
  deadLockHolder,
  type KindState,
  type LastFailure,
  lastFailureFile,
  type LastRun,
  type LocalState,
  lockHolder,
  type State,
} from '../../state/index.js';
import { type CliFailure, type ExitCode, exitCodes, usage } from '../core/failure.js';
import { type CommonOptions, durationFlag, refused } from '../core/flags.js';
import { resolvePath, terminalWidth } from '../core/host.js';
import type { CheckDocument, StatusDocument } from '../documents/schemas.js';
import { type CommandContext, type Invocation, openCommand } from '../run/context.js';
import {
  openLocalState,
  openOutputState,
  outputStateName,
  recordsIn,
  stateName,
} from '../run/local-state.js';
import { startText } from '../ui/log-lines.js';
import type { Output } from '../ui/output.js';
import { checkCodes, type CheckLimits, checkOf, verdictOf } from '../ui/status-check.js';
import { nextRunLines, pageLine, platformLines, statusLines } from '../ui/status-text.js';
import type { CommandDefinition } from './definition.js';
import { askPlatform } from './opencti-status.js';
import { openPageFile, type PageFlags, pageName, statusPageOf } from './status-page.js';

export const statusCommand: CommandDefinition = {
  options: [
    { flags: '--offline', description: 'read the local state only; send no request' },
    { flags: '--all', description: 'show every failed or incomplete item instead of the first five' },
    {
      flags: '--html <file>',
      description: 'also write a page with the runs of the last 90 days, to open in a browser or to print',
    },
    { flags: '--force', description: 'overwrite an existing file of --html' },
    { flags: '--output <dir>', description: 'the state that `sync --output` keeps in this directory' },
    {
      flags: '--check',
      description:
        'for monitoring: print one line and exit with 0 (ok), 1 (warning), 2 (critical) or 3 (unknown)',
    },
    {
      flags: '--max-age <duration>',
      description:
        'with --check: critical if no run worked for so long (default: twice connector.duration_period)',
    },
    {
      flags: '--max-failed <n>',
      description: 'with --check: warning if more items failed or objects were refused (default: 0)',
    },
  ],
  examples: [
    ['status --offline --html status.html', 'Charts, failed items and latest runs, to pass on.'],
    ['status --check --max-age 3h', 'For monitoring an hourly run: reads the local state, sends no request.'],
  ],
  run: (command, invocation) => status(command.optsWithGlobals(), invocation),
};

interface StatusFlags extends CommonOptions, PageFlags {
  readonly offline?: boolean | undefined;
  readonly all?: boolean | undefined;
  readonly output?: string | undefined;
  readonly maxAge?: string | undefined;
  readonly maxFailed?: string | undefined;
}

/** An unreachable OpenCTI is part of the status, not a failure. */
async function status(flags: StatusFlags, invocation: Invocation): Promise<ExitCode> {
  const opened = await openCommand(invocation, flags);
  const isCheck = flags.check === true;
  const fail = (failure: CliFailure): Promise<ExitCode> =>
    isCheck ? failCheck(invocation.output, failure) : invocation.output.fail(failure);
  if (!opened.ok) return fail(opened.failure);
  const context = opened.value;
  const { config } = context;
  const output = flags.output === undefined ? undefined : resolvePath(context.host, flags.output);
  const limits = checkLimits(flags, config);
  if (!limits.ok) return fail(limits.failure);
  const target = await openPageFile(context.host, flags);
  if (!target.ok) return fail(target.failure);
  const store =
    output === undefined ? await openLocalState(config, { readOnly: true }) : await openOutputState(output);
  if (!store.ok) return fail(store.failure);
  const loaded = store.value.load();
  if (!loaded.ok) return fail(loaded.failure);
  const { path, directory } = store.value;
  const name = output === undefined ? stateName(config) : outputStateName;
  const state = loaded.value?.state;
  // Without an id, the records would belong to every configuration that has none.
  const hasRecords = output !== undefined || config.connector.id !== undefined;
  const isOffline = flags.offline === true || output !== undefined || isCheck;
  const facts = {
    statePath: path,
    missing:
      missingFor(config, output === undefined ? ['threatvision', 'push'] : ['threatvision'])?.missing.map(
        ({ key }) => key,
      ) ?? [],
    lock: lockHolder(directory, name) ?? null,
    openWorks: loaded.value?.openWorks ?? [],
    lastRun: describeRun(state?.lastRun),
    lastFailure: hasRecords ? lastFailureOf(directory, name) : null,
    reports: state === undefined ? null : describeKind(state.reports),
    bundles: state === undefined ? null : describeKind(state.bundles),
    imports: state === undefined ? null : describeImports(state),
  } satisfies Omit<StatusDocument, 'verdict' | 'opencti' | 'html'>;
  const now = context.now().getTime();
  if (isCheck) return printCheck(context, checkOf(facts, limits.value, now));
  const local = { verdict: verdictOf(facts, limits.value, now), ...facts };
  const history = hasRecords ? recordsIn(directory, name).history.load() : undefined;
  const source = { connector: config.connector.name, local, state, history, now: context.now() };
  const page = await target.value?.write(pageName, await statusPageOf(source));
  if (page?.ok === false) return fail(page.failure);
  const askOpenCti = (): Promise<PlatformPart> =>
    isOffline ? Promise.resolve({ opencti: null }) : platformOf(context, loaded.value);
  if (context.json) {
    const { opencti, other } = await askOpenCti();
    context.printJson({
      ...local,
      ...other?.kinds,
      opencti,
      ...(page !== undefined && { html: page.value }),
    } satisfies StatusDocument);
    return exitCodes.done;
  }
  // A platform that does not respond must not hold up what is known without it.
  const view = {
    terminal: terminalWidth(context.host),
    color: context.color.stdout,
    all: flags.all === true,
    alone: isOffline || !requireForPush(config).ok,
  };
  const written = page === undefined ? [] : [pageLine(page.value)];
  context.print([...(await statusLines(local, view)), ...written].join('\n'));
  const { opencti, other } = await askOpenCti();
  if (opencti === null) return exitCodes.done;
  // OpenCTI's part announces a continuation from the Python connector, with its time.
  const isAnnounced = !('error' in opencti) && (opencti.connector?.takeOver ?? null) !== null;
  const next = other === undefined || isAnnounced ? [] : await nextRunLines(other.text, other.kinds, view);
  context.print([...next, ...platformLines(opencti, view.terminal)].join('\n'));
  return exitCodes.done;
}

interface PlatformPart {
  readonly opencti: StatusDocument['opencti'];
  /** Set if the next run does not continue from the local state. */
  readonly other?:
    { readonly text: string; readonly kinds: Pick<StatusDocument, 'reports' | 'bundles'> } | undefined;
}

/** The failure that the last run recorded, or its end without any record. */
function lastFailureOf(directory: string, name: string): StatusDocument['lastFailure'] {
  const recorded = lastFailureFile(directory, name).load();
  const killed = deadLockHolder(directory, name);
  // A second signal ends a run at once, with its lock: its record is from after the lock.
  const isRecorded = recorded !== undefined && recorded.at >= unixSeconds(new Date(killed?.since ?? 0));
  if (killed === undefined || isRecorded) return describeLastFailure(recorded);
  const time = new Date(killed.since).toISOString();
  const message = `The run of process ${killed.pid} on ${killed.host} ended without a record, for example by a kill. The next run continues.`;
  return { time, reason: 'did-not-end', message };
}

function checkLimits(
  { check, maxAge, maxFailed }: StatusFlags,
  { connector }: Config,
): Result<CheckLimits, CliFailure> {
  if (check !== true && (maxAge !== undefined || maxFailed !== undefined))
    return err(usage('--max-age and --max-failed need --check.', 'Add --check.'));
  const age = maxAge === undefined ? ok(2 * connector.durationPeriodMs) : durationFlag('--max-age', maxAge);
  if (!age.ok) return age;
  if (maxFailed !== undefined && !/^\d{1,9}$/.test(maxFailed.trim()))
    return refused('--max-failed', maxFailed, 'Give a whole number.');
  return ok({ maxAge: age.value, maxFailed: Number(maxFailed ?? 0) });
}

/** One line on stdout, which monitoring systems show. */
function printCheck(output: Output, check: CheckDocument): ExitCode {
  if (output.json) output.printJson(check);
  else output.print(`${check.status.toUpperCase()}: ${check.message}`);
  return checkCodes[check.status];
}

async function failCheck(output: Output, failure: CliFailure): Promise<ExitCode> {
  return printCheck(output, { status: 'unknown', message: (await output.describe(failure)).message });
}

async function platformOf(
  { host, config, log, waitFor, describe }: CommandContext,
  local: LocalState | undefined,
): Promise<PlatformPart> {
  if (!requireForPush(config).ok) return { opencti: null };
  const answer = await askPlatform({ host, config, log, waitFor }, { local });
  if (!answer.ok) return { opencti: { error: await describe(answer.failure) } };
  const { knowledge, start } = answer.value;
  // Before the first run, there is no state.
  const isOther =
    start !== undefined &&
    start.type !== 'continue' &&
    !(start.type === 'fresh' && start.why === 'first-run');
  if (!isOther) return { opencti: knowledge };
  const { reports, bundles } = start.state;
  const kinds = { reports: describeKind(reports), bundles: describeKind(bundles) };
  return { opencti: knowledge, other: { text: startText(start), kinds } };
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

function describeImports({ imports }: State): StatusDocument['imports'] {
  return {
    unfinished: Object.keys(imports?.works ?? {}).length,
    refused: (imports?.refused ?? []).map(({ at, ...refused }) => ({ ...refused, time: isoTime(at) })),
  };
}

function describeKind({ start, watermark, recent, waiting }: KindState): StatusDocument['reports'] {
  return {
    start: isoTime(start),
    watermark: isoTime(watermark),
    recent: Object.values(recent).reduce((sum, day) => sum + Object.keys(day).length, 0),
    forgotten: Object.entries(waiting)
      .flatMap(([id, item]) => (item.forgotten === true ? [id] : []))
      .sort(),
    waiting: Object.entries(waiting)
      .filter(([, item]) => item.forgotten !== true)
      .map(([id, item]) => ({
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
