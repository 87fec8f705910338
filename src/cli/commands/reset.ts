import { type ItemKind, itemKinds, kinds } from '../../kinds.js';
import { ok, plainText, pluralize, type Result, unixSeconds } from '../../lib/index.js';
import { acquireLock, freshState, type Lack, type State, type StateStore } from '../../state/index.js';
import {
  localSession,
  messageOf,
  platformSession,
  resetAll,
  resetPart,
  type Session,
} from '../../sync/index.js';
import { sentence } from '../core/failure-texts.js';
import { type CliFailure, type ExitCode, exitCodes, usage } from '../core/failure.js';
import { type CommonOptions, startFlag } from '../core/flags.js';
import { canAsk, resolvePath, terminalWidth } from '../core/host.js';
import type { ResetDocument } from '../documents/schemas.js';
import { type CommandContext, type Invocation, openCommand } from '../run/context.js';
import { findByIds } from '../run/find-items.js';
import {
  openLocalState,
  openOutputState,
  outputStateName,
  recordsIn,
  stateName,
} from '../run/local-state.js';
import { openOpenCti } from '../run/services.js';
import { logEvent } from '../ui/log-lines.js';
import { confirm } from '../ui/prompt.js';
import { hangingIndent, wrap } from '../ui/text.js';
import { zonedTime } from '../ui/time.js';
import type { CommandDefinition } from './definition.js';

export const resetCommand: CommandDefinition = {
  options: [
    { flags: '--only <kind>', description: 'forget one kind only', choices: itemKinds },
    {
      flags: '--to <time>',
      description:
        'start from this time instead of the first-run timestamp: Unix seconds, ISO 8601, or back from now (7d)',
    },
    {
      flags: '--failed [ids...]',
      description: 'forget failed items only: all, or those whose ids start with these texts',
    },
    { flags: '--output <dir>', description: 'reset the state that `sync --output` keeps in this directory' },
    { flags: '--dry-run', description: 'show what would be forgotten' },
    { flags: '--yes', description: 'do not ask for confirmation on a terminal' },
  ],
  examples: [
    ['reset --only reports --to 2026-01-01', 'Delivers all reports of this year again.'],
    ['reset --failed', 'Gives up on the failed items: only push or a change delivers them.'],
  ],
  run: (command, invocation) => reset(command.optsWithGlobals(), invocation),
};

interface ResetFlags extends CommonOptions {
  readonly only?: ItemKind | undefined;
  readonly to?: string | undefined;
  /** `true`: all of them. */
  readonly failed?: true | readonly string[] | undefined;
  readonly output?: string | undefined;
  readonly dryRun?: boolean | undefined;
  readonly yes?: boolean | undefined;
}

/** Resets the state here and in OpenCTI, under the lock. Asks on a terminal only: a script cannot respond. */
async function reset(flags: ResetFlags, invocation: Invocation): Promise<ExitCode> {
  const opened = await openCommand(invocation, flags);
  if (!opened.ok) return invocation.output.fail(opened.failure);
  const context = opened.value;
  const { config } = context;
  const to = startFlag('--to', flags.to, context.now());
  if (!to.ok) return context.fail(to.failure);
  if (flags.failed !== undefined && flags.to !== undefined) {
    const hint = 'Forgetting failed items does not change the start.';
    return context.fail(usage('--failed and --to exclude each other.', hint));
  }
  const isDryRun = flags.dryRun === true;
  const store =
    flags.output === undefined
      ? await openLocalState(config, { readOnly: isDryRun })
      : await openOutputState(resolvePath(context.host, flags.output));
  if (!store.ok) return context.fail(store.failure);
  const request = { flags, start: to.value ?? config.teamt5.firstRun };
  if (isComplete(flags)) warnOfUnreadable(context, store.value);
  if (isDryRun) {
    const planned = planLocally(request, store.value);
    if (!planned.ok) return context.fail(planned.failure);
    print(context, request, planned.value);
    return exitCodes.done;
  }
  if (flags.yes !== true && flags.json !== true && canAsk(context.host)) {
    const planned = planLocally(request, store.value);
    if (!planned.ok) return context.fail(planned.failure);
    const answer = await ask(context, request, store.value, planned.value);
    if (answer === 'interrupted') return 130;
    if (!answer) {
      context.print('Nothing was forgotten.');
      return exitCodes.done;
    }
  }
  const name = flags.output === undefined ? stateName(config) : outputStateName;
  const lock = acquireLock(store.value.directory, name);
  if (!lock.ok) return context.fail(lock.failure);
  try {
    const done =
      flags.output === undefined
        ? await perform(context, request, store.value)
        : await performLocally(context, request, store.value);
    if (!done.ok) return await context.fail(done.failure);
    // The history is the operator's record: it stays, with a mark (docs/operations.md#history).
    if (flags.failed === undefined)
      recordsIn(store.value.directory, name).history.add({ at: unixSeconds(context.now()), resets: 1 });
    print(context, request, done.value);
    return exitCodes.done;
  } finally {
    lock.value.release();
  }
}

/** What a reset overwrites must not go unnoticed. */
function warnOfUnreadable({ log }: CommandContext, store: StateStore): void {
  const loaded = store.load();
  if (!loaded.ok) log.warn(`${sentence(messageOf(loaded.failure))} The reset overwrites it.`);
}

/** Shows what is stored and what will be forgotten, and asks. */
function ask(
  { host, print: write }: CommandContext,
  request: Request,
  store: StateStore,
  forgotten: Forgotten,
): Promise<boolean | 'interrupted'> {
  const loaded = store.load();
  const state = loaded.ok ? loaded.value?.state : undefined;
  const stored = kindsOf(request.flags).map((kind) => {
    const { watermark, waiting = {} } = state?.[kind] ?? {};
    const reached =
      watermark === undefined ? 'nothing delivered yet' : `delivered up to ${zonedTime(watermark)}`;
    const count = Object.values(waiting).filter(({ forgotten }) => forgotten !== true).length;
    return `${kind}: ${reached}${count === 0 ? '' : `, ${pluralize(count, 'item')} waiting for a retry or given up`}`;
  });
  const width = terminalWidth(host) ?? Infinity;
  write(
    [`State  ${store.path}`, ...stored.flatMap((line) => hangingIndent('  ', line, width, 4))].join('\n'),
  );
  return confirm(host, wrap(`Forget ${describeForgotten(request, forgotten)}?`, width - 8).join('\n'));
}

interface Request {
  readonly flags: ResetFlags;
  /** Unix seconds: where the next run starts. */
  readonly start: number;
}

/** A reset of everything: the only one that needs no readable state. */
const isComplete = ({ only, to, failed }: ResetFlags): boolean =>
  only === undefined && to === undefined && failed === undefined;

/** Undefined: everything. */
type Forgotten = readonly FailedItem[] | undefined;

const kindsOf = ({ only }: ResetFlags): readonly ItemKind[] => (only === undefined ? itemKinds : [only]);

/** The plan of a dry run, which does not ask OpenCTI. */
function planLocally({ flags, start }: Request, store: StateStore): Result<Forgotten, CliFailure> {
  if (flags.failed === undefined) return ok(undefined);
  const loaded = store.load();
  if (!loaded.ok) return loaded;
  return failedItems(loaded.value?.state ?? freshState(start), kindsOf(flags), flags.failed);
}

/** The cursor of a directory, which no platform knows. */
async function performLocally(
  { config }: CommandContext,
  { flags, start }: Request,
  store: StateStore,
): Promise<Result<Forgotten, CliFailure>> {
  const { firstRun } = config.teamt5;
  if (isComplete(flags)) {
    const saved = store.save({ state: freshState(firstRun), confirmed: [], openWorks: [] });
    return saved.ok ? ok(undefined) : saved;
  }
  const session = localSession(store, firstRun);
  if (!session.ok) return session;
  return forgetIn(session.value, { flags, start });
}

async function perform(
  { host, config, log, now, waitFor }: CommandContext,
  { flags, start }: Request,
  store: StateStore,
): Promise<Result<Forgotten, CliFailure>> {
  const opened = await openOpenCti({ host, config, log, waitFor, interactive: true });
  if (!opened.ok) return opened;
  const { client: platform, http, connectorId } = opened.value;
  const { firstRun } = config.teamt5;
  try {
    if (isComplete(flags)) {
      const reset = await resetAll(platform, connectorId, store, firstRun);
      return reset.ok ? ok(undefined) : reset;
    }
    const { name, scope, queueThresholdMegabytes, durationPeriodMs } = config.connector;
    const session = await platformSession({
      platform,
      store,
      firstRun,
      queueThresholdMegabytes,
      durationPeriod: durationPeriodMs,
      connector: { id: connectorId, name, scope },
      emit: (event) => logEvent(log, event, false),
      now: () => now().getTime(),
    });
    if (!session.ok) return session;
    return await forgetIn(session.value, { flags, start });
  } finally {
    http.close();
  }
}

/** @param session has decided which of the stored states counts */
async function forgetIn(session: Session, { flags, start }: Request): Promise<Result<Forgotten, CliFailure>> {
  const { failed } = flags;
  const items = failed === undefined ? ok(undefined) : failedItems(session.state, kindsOf(flags), failed);
  if (!items.ok || items.value?.length === 0) return items;
  const done = await resetPart(session, {
    kinds: kindsOf(flags),
    start,
    failed: items.value?.map(({ id }) => id),
  });
  return done.ok ? items : done;
}

function print(context: CommandContext, { flags, start }: Request, forgotten: Forgotten): void {
  const dryRun = flags.dryRun === true;
  const what = describeForgotten({ flags, start }, forgotten);
  const document: ResetDocument = {
    dryRun,
    what,
    ...(forgotten === undefined ? {} : { failed: forgotten.map(({ kind, id }) => ({ kind, id })) }),
  };
  if (context.json) context.printJson(document);
  else if (forgotten?.length === 0) context.print('There are no failed items to forget.');
  else {
    const width = terminalWidth(context.host) ?? Infinity;
    context.print(wrap(`${dryRun ? 'Would forget' : 'Forgot'} ${what}.`, width).join('\n'));
  }
}

function describeForgotten({ flags, start }: Request, forgotten: Forgotten): string {
  return forgotten === undefined ? everythingInWords(flags, start) : itemsInWords(forgotten);
}

function everythingInWords({ only, to }: ResetFlags, start: number): string {
  const which = only ?? 'reports and bundles';
  const configured = to === undefined ? ' (teamt5.first_run_retrieval_timestamp)' : '';
  const next =
    start === 0 ? 'delivers the whole catalog again' : `starts from ${zonedTime(start)}${configured}`;
  return `what was delivered of ${which}; the next sync ${next}`;
}

/** Failed, or delivered without its PDF or STIX. */
interface FailedItem {
  readonly kind: ItemKind;
  readonly id: string;
  readonly lack: Lack;
}

/** `wanted`: `true` for all failed items, or starts of ids, also of incompletely delivered items. */
function failedItems(
  state: State,
  kinds: readonly ItemKind[],
  wanted: true | readonly string[],
): Result<readonly FailedItem[], CliFailure> {
  const waiting = kinds.flatMap((kind) =>
    Object.entries(state[kind].waiting)
      .filter(([, { forgotten }]) => forgotten !== true)
      .map(([id, { lack }]) => ({ kind, id, lack }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  );
  if (wanted === true) return ok(waiting.filter(({ lack }) => lack === 'item'));
  return findByIds(waiting, wanted, {
    one: 'failed item',
    listing: '`teamt5-opencti status` lists them. Nothing was forgotten.',
  });
}

const maxListed = 10;

/** `2 failed items (report x, bundle y)`. */
function itemsInWords(items: readonly FailedItem[]): string {
  if (items.length === 0) return 'no failed item';
  const named = items.slice(0, maxListed).map(({ kind, id }) => `${kinds[kind].singular} ${plainText(id)}`);
  const hidden = items.length - named.length;
  const list = [...named, ...(hidden > 0 ? [`${hidden} more`] : [])].join(', ');
  const again = 'not retried unless pushed or changed';
  return `${pluralize(items.length, 'failed item')} (${list}): ${again}`;
}
