import { missingFor } from '../../config/index.js';
import { ok, type Result } from '../../lib/index.js';
import { openTokenStore } from '../../state/index.js';
import { type CliFailure, type ExitCode, exitCodeOf, exitCodes } from '../core/failure.js';
import type { CommonOptions } from '../core/flags.js';
import type { AuthDocument } from '../documents/schemas.js';
import { type CommandContext, withConfig } from '../run/context.js';
import { openThreatVision, withShortRetries } from '../run/services.js';
import { platformLines } from '../ui/status-text.js';
import { zonedTime } from '../ui/time.js';
import { firstSteps } from './missing-options-help.js';
import { askPlatform } from './opencti-status.js';

export interface AuthFlags extends CommonOptions {
  readonly clear?: boolean | undefined;
}

/** `auth`: both accounts. Both are tried, so that one call tells all that is wrong. */
export function authCommand(flags: AuthFlags): Promise<ExitCode> {
  return withConfig({ ...flags, inAuth: true }, (context) =>
    flags.clear === true ? clear(context) : check(context),
  );
}

/** Whoever has no credentials any more may still want the token gone. */
async function clear(context: CommandContext): Promise<ExitCode> {
  const tokens = await openTokenStore(context.config.state.dir, []);
  tokens.clear();
  if (context.json) context.printJson({ cleared: true });
  else context.print('The cached ThreatVision token is forgotten.');
  return exitCodes.done;
}

async function check(context: CommandContext): Promise<ExitCode> {
  const { describe, loaded } = context;
  const purposes = ['threatvision', 'push'] as const;
  const missing = missingFor(context.config, purposes);
  if (missing !== undefined && purposes.every((one) => missingFor(context.config, [one]) !== undefined)) {
    const code = await context.fail(missing);
    context.advise(firstSteps(missing.missing, loaded.file));
    return code;
  }
  const asking = { config: withShortRetries(context.config), log: context.log };
  const [threatVision, platform] = await Promise.all([askThreatVision(asking), askPlatform(asking)]);
  const failures = [threatVision, platform].flatMap((result) => (result.ok ? [] : [result.failure]));
  if (platform.ok && platform.value.missingRights.length > 0) {
    const message = `the user ${platform.value.user} lacks ${platform.value.missingRights.join(', ')}`;
    failures.push({ reason: 'opencti-credentials', operation: 'checking the account', message });
  }
  // The one whose exit code comes first in the contract speaks for both.
  const [first] = [...failures].sort((a, b) => rank(exitCodeOf(a)) - rank(exitCodeOf(b)));
  const document: AuthDocument = {
    threatvision: threatVision.ok ? threatVision.value : { error: await describe(threatVision.failure) },
    opencti: platform.ok ? platform.value : { error: await describe(platform.failure) },
    ...(first === undefined ? {} : { error: await describe(first) }),
  };
  if (context.json) context.printJson(document);
  else context.print((await accountLines(document, threatVision, platform)).join('\n'));
  for (const failure of failures) await context.tell(failure);
  if (missing !== undefined) context.advise(firstSteps(missing.missing, loaded.file));
  return first === undefined ? exitCodes.done : exitCodeOf(first);
}

const order: readonly ExitCode[] = [2, 3, 5, 4];
const rank = (code: ExitCode): number => order.indexOf(code);

type Answer = Exclude<AuthDocument['threatvision'], { error: unknown }>;

async function askThreatVision({
  config,
  log,
}: Pick<CommandContext, 'config' | 'log'>): Promise<Result<Answer, CliFailure>> {
  const opened = await openThreatVision({ config, log });
  if (!opened.ok) return opened;
  const { client, http } = opened.value;
  try {
    const token = await client.authenticate();
    if (!token.ok) return token;
    // A token may be cached or static: only a call proves that it is taken.
    const reached = await client.probe('reports');
    if (!reached.ok) return reached;
    const { expiresAt } = token.value;
    return ok({
      url: config.teamt5.apiBaseUrl.href,
      credentials: config.teamt5.credentials?.type ?? 'oauth',
      tokenExpiresAt: expiresAt === undefined ? null : new Date(expiresAt).toISOString(),
    });
  } finally {
    http.close();
  }
}

/** What works in detail, what does not in a few words: its message and the way out follow on stderr, once. */
async function accountLines(
  { threatvision, opencti }: AuthDocument,
  ...answers: readonly Result<unknown, CliFailure>[]
): Promise<readonly string[]> {
  const { stateOf } = await import('../core/failure-texts.js');
  const [left, right] = answers.map((answer) => (answer.ok ? '' : stateOf(answer.failure)));
  return [
    ...('error' in threatvision ? [`ThreatVision  ${left}`] : threatVisionLines(threatvision)),
    ...('error' in opencti ? [`OpenCTI       ${right}`] : platformLines(opencti)),
  ];
}

function threatVisionLines({ url, credentials, tokenExpiresAt }: Answer): readonly string[] {
  const until =
    tokenExpiresAt === null ? '' : `, valid until ${zonedTime(Date.parse(tokenExpiresAt) / 1000)}`;
  const what = credentials === 'oauth' ? 'token' : 'API key (deprecated)';
  return [`ThreatVision  ${url}`, `  account     ${what} accepted${until}`];
}
