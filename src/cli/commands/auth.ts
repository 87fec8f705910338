import { missingFor, threatVisionCredentials } from '../../config/index.js';
import { ok, type Result } from '../../lib/index.js';
import { acquireLock, openTokenStore } from '../../state/index.js';
import { stateOf } from '../core/failure-texts.js';
import { type CliFailure, type ExitCode, exitCodeOf, exitCodes } from '../core/failure.js';
import type { CommonOptions } from '../core/flags.js';
import type { AuthDocument } from '../documents/schemas.js';
import { type CommandContext, type Invocation, openCommand } from '../run/context.js';
import { openLocalState } from '../run/local-state.js';
import { openThreatVision } from '../run/services.js';
import { platformLines } from '../ui/status-text.js';
import { zonedTime } from '../ui/time.js';
import type { CommandDefinition } from './definition.js';
import { missingOptionsHelp } from './missing-options-help.js';
import { askPlatform } from './opencti-status.js';

export const authCommand: CommandDefinition = {
  options: [{ flags: '--clear', description: 'delete the cached ThreatVision token' }],
  examples: [
    ['auth', 'Before the first run, and after a run with exit code 3.'],
    ['auth --clear', 'After a change of the ThreatVision account.'],
  ],
  run: (command, invocation) => auth(command.optsWithGlobals(), invocation),
};

interface AuthFlags extends CommonOptions {
  readonly clear?: boolean | undefined;
}

async function auth(flags: AuthFlags, invocation: Invocation): Promise<ExitCode> {
  const context = await openCommand(invocation, flags);
  if (!context.ok) return invocation.output.fail(context.failure);
  return flags.clear === true ? clear(context.value) : checkAccounts(context.value);
}

/** Needs no credentials: the operator can have removed them already. */
async function clear({ config, json, print, printJson }: CommandContext): Promise<ExitCode> {
  const tokens = await openTokenStore(config.state.dir, []);
  tokens.clear();
  if (json) printJson({ cleared: true });
  else print('The cached ThreatVision token was deleted.');
  return exitCodes.done;
}

/** Checks the directory of the state and both accounts, so that one call reports everything that is wrong. */
export async function checkAccounts(context: CommandContext): Promise<ExitCode> {
  const { host, config, describe, loaded, log, waitFor } = context;
  const purposes = ['threatvision', 'push'] as const;
  const missing = missingFor(config, purposes);
  if (missing !== undefined && purposes.every((purpose) => missingFor(config, [purpose]) !== undefined)) {
    const code = await context.fail(missing);
    context.advise(missingOptionsHelp(missing.missing, loaded.file));
    return code;
  }
  const services = { host, config, log, waitFor };
  const state = await tryState(context);
  const [threatVision, asked] = await Promise.all([askThreatVision(services), askPlatform(services)]);
  const platform = asked.ok ? ok(asked.value.knowledge) : asked;
  const failures = [state, threatVision, platform].flatMap((result) => (result.ok ? [] : [result.failure]));
  if (platform.ok && platform.value.missingRights.length > 0) {
    const message = `the user ${platform.value.user} lacks ${platform.value.missingRights.join(', ')}`;
    failures.push({ reason: 'opencti-credentials', operation: 'checking the account', message });
  }
  const [first] = [...failures].sort((a, b) => rank(exitCodeOf(a)) - rank(exitCodeOf(b)));
  const document: AuthDocument = {
    threatvision: threatVision.ok ? threatVision.value : { error: await describe(threatVision.failure) },
    opencti: platform.ok ? platform.value : { error: await describe(platform.failure) },
    state: state.ok ? { directory: state.value } : { error: await describe(state.failure) },
    ...(first === undefined ? {} : { error: await describe(first) }),
  };
  if (context.json) context.printJson(document);
  else context.print(accountLines(document, threatVision, platform).join('\n'));
  for (const failure of failures) await context.logFailure(failure);
  if (missing !== undefined) context.advise(missingOptionsHelp(missing.missing, loaded.file));
  return first === undefined ? exitCodes.done : exitCodeOf(first);
}

/** Which of two exit codes counts (docs/operations.md#exit-codes). */
const order: readonly ExitCode[] = [2, 3, 5, 4];
const rank = (code: ExitCode): number => order.indexOf(code);

/** Takes a lock beside that of a run, which must not be refused because of this check. */
async function tryState({ config }: Pick<CommandContext, 'config'>): Promise<Result<string, CliFailure>> {
  const store = await openLocalState(config);
  if (!store.ok) return store;
  const loaded = store.value.load();
  if (!loaded.ok) return loaded;
  const { directory } = store.value;
  const lock = acquireLock(directory, 'auth');
  if (lock.ok) lock.value.release();
  else if (lock.failure.reason !== 'locked') return lock;
  return ok(directory);
}

type ThreatVisionAccount = Exclude<AuthDocument['threatvision'], { error: unknown }>;

async function askThreatVision({
  host,
  config,
  log,
  waitFor,
}: Pick<CommandContext, 'host' | 'config' | 'log' | 'waitFor'>): Promise<
  Result<ThreatVisionAccount, CliFailure>
> {
  const opened = await openThreatVision({ host, config, log, waitFor, interactive: true, freshToken: true });
  if (!opened.ok) return opened;
  const { client, http } = opened.value;
  try {
    const token = await client.authenticate();
    if (!token.ok) return token;
    // A token can be cached or static: only a call proves that it is accepted.
    const reached = await client.probe('reports');
    if (!reached.ok) return reached;
    const { expiresAt } = token.value;
    return ok({
      url: config.teamt5.apiBaseUrl.href,
      credentials: threatVisionCredentials(config)?.type ?? 'oauth',
      tokenExpiresAt: expiresAt === undefined ? null : new Date(expiresAt).toISOString(),
    });
  } finally {
    http.close();
  }
}

/** A few words for what does not work: its message and hint follow on stderr. */
function accountLines(
  { threatvision, opencti, state }: AuthDocument,
  threatVisionResult: Result<unknown, CliFailure>,
  platformResult: Result<unknown, CliFailure>,
): readonly string[] {
  return [
    ...('error' in threatvision
      ? [`ThreatVision  ${shortState(threatVisionResult)}`]
      : threatVisionLines(threatvision)),
    ...('error' in opencti ? [`OpenCTI       ${shortState(platformResult)}`] : platformLines(opencti)),
    ...('error' in state ? ['State         cannot be used'] : []),
  ];
}

function shortState(result: Result<unknown, CliFailure>): string {
  return result.ok ? '' : stateOf(result.failure);
}

function threatVisionLines({ url, credentials, tokenExpiresAt }: ThreatVisionAccount): readonly string[] {
  const until =
    tokenExpiresAt === null ? '' : `, valid until ${zonedTime(Date.parse(tokenExpiresAt) / 1000)}`;
  const what = credentials === 'oauth' ? 'token' : 'API key (deprecated)';
  return [`ThreatVision  ${url}`, `  account     ${what} accepted${until}`];
}
