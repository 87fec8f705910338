import { describeProblem } from '../../config/index.js';
import { durationInWords, isProxyFailure } from '../../http/index.js';
import { messageOf, type RunFailure } from '../../sync/index.js';
import { bugHint, type CliFailure } from './failure.js';
import type { Resume } from './run-result.js';

/** Whole sentences: what failed and where, and what to do about it. */
export interface FailureText {
  readonly message: string;
  readonly hint: string;
}

/** The `error` of the JSON documents. */
export interface FailureDescription extends FailureText {
  readonly reason: string;
}

/** What the hint depends on, beside the failure. */
export interface Situation {
  readonly resume?: Resume | undefined;
  /** In `auth`, the hint must not advise to call it. */
  readonly command?: string | undefined;
  /** The directory of `--output`, which holds the state of the command. */
  readonly output?: string | undefined;
  readonly file?: string | undefined;
  /** The working directory contains the Python connector's `config.yml`, which only `--config` reads. */
  readonly hasConfigYml?: boolean | undefined;
}

/** Exhaustive: a new reason does not compile without its hint. */
export function describeFailure(failure: CliFailure, situation: Situation = {}): FailureText {
  switch (failure.reason) {
    case 'config':
      return {
        message: sentence(
          `the configuration is not usable: ${failure.problems.map(describeProblem).join('; ')}`,
        ),
        hint: 'Correct the named values; `teamt5-opencti config --help` explains every option.',
      };
    case 'config-missing': {
      const names = failure.missing.map(({ key, env }) => `${env} (${key} in the file)`).join(', ');
      return {
        message: `Not configured: ${names}.`,
        hint:
          situation.file === undefined && situation.hasConfigYml === true
            ? 'config.yml was found here: use `--config config.yml`.'
            : situation.file === undefined
              ? 'Set what is missing in the environment or in .teamt5rc; `teamt5-opencti init` writes the file.'
              : `Add what is missing to ${situation.file}, which was read, or set it in the environment.`,
      };
    }
    case 'bug':
      return { message: failure.message, hint: bugHint };
    case 'usage':
    case 'no-such-item':
      return { message: failure.message, hint: failure.hint };
    case 'file-exists':
      return {
        message: `${failure.path} already exists.`,
        hint: 'Nothing was written. To overwrite it, use --force.',
      };
    default:
      return { message: sentence(runMessage(failure)), hint: hintFor(failure, situation) };
  }
}

/** The message starts with the name of an unreachable service: its address alone can belong to a proxy. */
function runMessage(failure: RunFailure): string {
  const prefix = isUnreachable(failure) ? `${serviceOf(failure)} is not reachable: ` : '';
  return `${prefix}${messageOf(failure)}`;
}

/** A few words for a table; the complete message is printed elsewhere. */
export function stateOf(failure: CliFailure): string {
  switch (failure.reason) {
    case 'config-missing':
      return 'not configured';
    case 'threatvision-http':
    case 'opencti-http': {
      const { http } = failure;
      if (http.reason === 'http-status') return `returned HTTP ${http.status}`;
      if (http.reason === 'timeout') return `not reachable: no response within ${http.seconds} s`;
      return http.reason === 'network' ? `not reachable: ${http.message}` : 'does not work as expected';
    }
    case 'threatvision-credentials':
    case 'opencti-credentials':
      return 'does not accept the account';
    case 'opencti-version':
      return `version ${failure.version} is too old`;
    default:
      return 'does not work as expected';
  }
}

function isUnreachable(failure: RunFailure): boolean {
  const { reason } = failure;
  return (
    (reason === 'threatvision-http' || reason === 'opencti-http') &&
    (failure.http.reason === 'network' || failure.http.reason === 'timeout')
  );
}

const serviceOf = ({ reason }: RunFailure): string =>
  reason.startsWith('threatvision-') ? 'ThreatVision' : 'OpenCTI';

function hintFor(failure: RunFailure, { resume = 'none', command, output }: Situation): string {
  const { reason } = failure;
  const throttle = throttleOf(failure);
  const hint =
    'http' in failure && isProxyFailure(failure.http)
      ? proxyHint
      : isNotThreatVision(failure)
        ? notThreatVisionHint
        : throttle !== undefined
          ? throttleHint(throttle)
          : failure.reason === 'state-not-private'
            ? failure.advice
            : failure.reason === 'state-not-writable' || failure.reason === 'lock-not-writable'
              ? directoryHint(failure.message, output)
              : failure.reason === 'state-unreadable' && isOutOfReach(failure.message)
                ? directoryHint(failure.message, output, 'read')
                : isDownload(failure)
                  ? downloadHint
                  : 'laterVersion' in failure && failure.laterVersion === true
                    ? laterVersionHint
                    : hints[failure.reason];
  const advice = command === 'auth' ? undefined : authAdvice[reason];
  const isUnknown = command === 'reset' && isUnreachable(failure);
  const next = isUnknown
    ? repeatReset
    : resume === 'none' || !outages.has(reason)
      ? undefined
      : afterwards[resume];
  return [hint, advice, next].filter((text) => text !== undefined).join(' ');
}

/** A request without a response can have had its effect, and a second reset does no harm. */
const repeatReset = 'Then repeat the reset.';

const laterVersionHint =
  'Nothing was changed. Install that version again. `teamt5-opencti reset` starts over with this one, and delivers everything again.';

/** Its file can be in order: the system does not let this user reach it. */
const isOutOfReach = (message: string): boolean => /\b(?:EACCES|EPERM|ENOTDIR)\b/.test(message);

/** The cause is in the code of the system; another owner has a reason of its own. */
function directoryHint(
  message: string,
  output: string | undefined,
  access: 'read' | 'write' = 'write',
): string {
  const another = `another directory ${output === undefined ? 'in TEAMT5_STATE_DIR' : `with --output (${output})`}`;
  if (/\b(?:ENOSPC|EDQUOT)\b/.test(message))
    return `Free space, or give ${another}. What was delivered since the last write is delivered again.`;
  if (/\b(?:EACCES|EPERM|EROFS)\b/.test(message))
    return `This user has no right to ${access} there: correct the permissions, or give ${another}.`;
  return `Give ${another}.`;
}

/** The lists work, so that neither the address nor the account is the cause. */
const isDownload = (failure: RunFailure): boolean =>
  (failure.reason === 'threatvision-http' || failure.reason === 'threatvision-answer') &&
  failure.operation.startsWith('downloading ');
const downloadHint = 'Repeat the command later, and ask TeamT5 about the item if this persists.';

/** These endpoints always exist on ThreatVision: a 404 means that the URL points elsewhere. */
const isNotThreatVision = (failure: RunFailure): boolean =>
  failure.reason === 'threatvision-http' &&
  failure.http.reason === 'http-status' &&
  failure.http.status === 404;
/** Of a limit of requests: seconds until the service accepts the next one, 0 if it does not say. */
function throttleOf(failure: RunFailure): number | undefined {
  const { http } = 'http' in failure ? failure : {};
  return http?.reason === 'http-status' && http.status === 429 ? (http.retryAfterSeconds ?? 0) : undefined;
}

const throttleHint = (seconds: number): string =>
  `${seconds === 0 ? 'The service limits the number of requests' : `Repeat the command in ${durationInWords(seconds)}`}; if this persists, lower http.concurrency or http.requests_per_second.`;

const proxyHint =
  'Check that proxy and the variable that names it; hosts in NO_PROXY are contacted directly.';
const notThreatVisionHint = 'The service there does not look like ThreatVision: check TEAMT5_API_BASE_URL.';

/** For failures that `auth` explains in detail. */
const authAdvice: Readonly<Partial<Record<RunFailure['reason'], string>>> = {
  'threatvision-credentials': '`teamt5-opencti auth` checks them.',
  'opencti-credentials': '`teamt5-opencti auth` reports what is missing.',
};

const afterwards = {
  cursor: 'Nothing is lost: the next run continues where this one stopped.',
  since: 'What was delivered stays; the same command starts over from its --since.',
} as const;

/** Failures that end by themselves: the hint mentions the next run. */
const outages: ReadonlySet<string> = new Set([
  'threatvision-http',
  'threatvision-answer',
  'opencti-http',
  'opencti-answer',
  'opencti-refused',
]);

const hints: Readonly<
  Record<
    Exclude<RunFailure['reason'], 'state-not-private' | 'state-not-writable' | 'lock-not-writable'>,
    string
  >
> = {
  'threatvision-credentials': 'Check TEAMT5_CLIENT_ID and TEAMT5_CLIENT_SECRET (or TEAMT5_API_KEY).',
  'threatvision-http': 'Check TEAMT5_API_BASE_URL and the network.',
  'threatvision-answer': 'Check TEAMT5_API_BASE_URL and the network.',
  'threatvision-not-entitled': 'Ask TeamT5 whether the subscription covers it.',
  'threatvision-missing': 'Ask TeamT5 about the item if this persists.',
  'conversion-limit': 'Report it with the id of the item: no known download needs as much.',
  'opencti-credentials':
    "Check OPENCTI_TOKEN and its user's group (the built-in group Connectors has the rights).",
  'opencti-http': 'Check OPENCTI_URL, the network, and whether the platform is up.',
  'opencti-answer': 'Check OPENCTI_URL, OPENCTI_TOKEN and the proxy in front of the platform.',
  'opencti-refused': "The platform's log has more details.",
  'opencti-bundle-refused': 'Lower opencti.max_bundle_bytes if its size is the cause.',
  'opencti-connector-gone':
    'It was deleted in the platform: `teamt5-opencti sync` registers it again and starts over.',
  'opencti-version': 'Upgrade OpenCTI.',
  'state-unreadable':
    "Move the file away: `teamt5-opencti sync` continues from OpenCTI's copy of the state (with --output it starts over). `teamt5-opencti reset` overwrites it and starts over.",
  locked: 'Wait until that run has ended; `teamt5-opencti status` shows the lock.',
  'connector-state-unreadable':
    'Nothing was changed. Press "Reset connector state" in OpenCTI (Data > Ingestion > Connectors), or use another CONNECTOR_ID.',
  'output-not-writable': 'Give a path that this user can write to.',
};

const itemHints: Readonly<Record<string, string>> = {
  'threatvision-not-entitled': hints['threatvision-not-entitled'],
  'threatvision-missing': hints['threatvision-missing'],
  'opencti-bundle-refused': 'Lower opencti.max_bundle_bytes if its size is the cause; it is retried.',
};

/** Most failed items are retried automatically. */
export function itemHint(reason: string, next: 'dry-run' | 'retried' | 'given-up'): string {
  if (next === 'given-up')
    return 'It was given up after 30 days: `teamt5-opencti sync --retry-failed` retries it.';
  return (
    itemHints[reason] ??
    (next === 'dry-run'
      ? 'A real run would queue it for an automatic retry.'
      : 'It is retried automatically; `teamt5-opencti status` shows when.')
  );
}

/** A capital letter first, a full stop at the end. */
export function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(capital) ? capital : `${capital}.`;
}
